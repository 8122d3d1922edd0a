"""Every source is asked at each scrape, and what it does not know has no line."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.core import GaugeMetricFamily, Metric

from hub.gauges import exposition
from hub.parts import Parts, open_parts
from shared.ids import SchoolId
from tests.hub.office import office


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(office(tmp_path).config)
    yield opened
    opened.store.close()


def schools(hub: Parts) -> Iterator[Metric]:
    yield GaugeMetricFamily("chasqui_schools", "Schools.", value=len(hub.store.schools()))


def unknown(_hub: Parts) -> Iterator[Metric]:
    yield GaugeMetricFamily("chasqui_unknown", "What nobody measured.")


def test_what_the_sources_say_is_told_one_after_the_other(hub: Parts) -> None:
    def again(_hub: Parts) -> Iterator[Metric]:
        yield GaugeMetricFamily("chasqui_again", 'Of "one" kind.', labels=["name"])
        yield GaugeMetricFamily("chasqui_more", "More.", value=2)

    assert [line for line in exposition(hub, (schools, again)).decode().splitlines() if line[0] != "#"] == [
        "chasqui_schools 6.0",
        "chasqui_more 2.0",
    ]


def test_a_measure_that_nobody_took_has_no_line_at_all(hub: Parts) -> None:
    assert exposition(hub, (unknown,)) == b""


def test_a_source_is_read_anew_at_each_scrape(hub: Parts) -> None:
    before = exposition(hub, (schools,))
    hub.store.put_schools([replace(hub.store.schools()[0], id=SchoolId("0888888-0"))])

    assert (before.split()[-1], exposition(hub, (schools,)).split()[-1]) == (b"6.0", b"7.0")
