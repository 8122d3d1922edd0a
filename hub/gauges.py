"""What ``/metrics`` tells: each module that has something to measure adds a source."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from hub import forecast_gauges, operation_gauges
from hub.parts import Parts

Source = Callable[[Parts], Iterable[Metric]]
"""Reads the hub when it is asked, and yields no measure of what is hidden or not known."""
SOURCES: Sequence[Source] = (operation_gauges.measures, forecast_gauges.measures)


class _Measures(Collector):
    def __init__(self, hub: Parts, sources: Iterable[Source]) -> None:
        self._hub, self._sources = hub, sources

    def collect(self) -> Iterator[Metric]:
        for source in self._sources:
            yield from (one for one in source(self._hub) if one.samples)


def exposition(hub: Parts, sources: Iterable[Source] = SOURCES) -> bytes:
    """Return what the *sources* say in Prometheus' text format, version 0.0.4."""
    registry = CollectorRegistry()
    registry.register(_Measures(hub, sources))
    return generate_latest(registry)
