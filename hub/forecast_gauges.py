"""What the watch of the forecasts came to, as measures: by school, resource, pattern of use and input."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client.core import GaugeMetricFamily, Metric

from hub import forecast_watch
from hub.parts import Parts
from hub.shifts import Shift
from hub.watch_report import Report, WatchedRow, report_of
from shared.features import Pattern


def measures(hub: Parts) -> Iterator[Metric]:
    """Return the measures of the last watch; before the first there is none."""
    if watched := hub.store.dataset(forecast_watch.NAME):
        yield from _of(report_of(hub.store, watched), watched.made.timestamp())


def _of(report: Report, made_s: float) -> Iterator[Metric]:
    notes, moves = report.notes, report.moves
    overall: Mapping[str, float | None] = notes["overall"]
    patterns = [(one.value, float(one.value in notes["set_aside"])) for one in Pattern]
    drift = [(name, one.psi) for name, one in sorted(report.drift.items()) if one.enough]
    yield _gauge("watched_timestamp_seconds", "When the forecasts were last held against what came.", [("", made_s)])
    yield _gauge("ratio", "Loss of the model over that of the baseline, rolling origins.", [("", overall["ratio"])])
    yield _gauge("coverage", "Share of weeks within the 80 % interval.", [("", overall["coverage"])])
    yield from _of_rows("school", report.schools)
    yield from _of_rows("resource", report.resources)
    yield _gauge("set_aside", "1 where the baseline serves instead of the model.", patterns, "pattern")
    yield _gauge("input_psi", "Population stability index of an input since training.", drift, "input")
    moved = "The same of the schools that moved most, of the input that did."
    yield _gauge("school_psi", moved, _psi(moves.schools), "school")
    yield _gauge("resource_psi", "The same of resources.", _psi(moves.resources), "resource")


def _psi(moved: Sequence[tuple[str, Shift]]) -> list[tuple[str, float]]:
    return [(one.id, one.psi) for _, one in moved]


def _of_rows(label: str, rows: Sequence[WatchedRow]) -> Iterator[Metric]:
    ratios, coverages = [(one.id, one.ratio) for one in rows], [(one.id, one.coverage) for one in rows]
    yield _gauge(f"{label}_ratio", f"Loss of the model over that of the baseline, by {label}.", ratios, label)
    yield _gauge(f"{label}_coverage", f"Share of weeks within the 80 % interval, by {label}.", coverages, label)


def _gauge(name: str, says: str, samples: Iterable[tuple[str, float | None]], label: str = "") -> Metric:
    found = GaugeMetricFamily(f"chasqui_forecast_{name}", says, labels=[label] if label else [])
    for value, number in samples:
        if number is not None:
            found.add_metric([value] if label else [], number)
    return found
