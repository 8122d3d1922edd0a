"""The watch of the forecasts as measures: none before the first, and one of each that the page tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.forecast_gauges import measures
from hub.parts import Parts, open_parts
from tests.hub.office import office
from tests.hub.regions import GUIDE
from tests.hub.watched import watched_office


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(office(tmp_path).config)
    yield opened
    opened.store.close()


def test_before_the_first_watch_there_is_nothing_to_measure(hub: Parts) -> None:
    assert list(measures(hub)) == []


def test_a_measure_has_one_sample_of_each_school_and_a_time_that_prometheus_can_compare(hub: Parts) -> None:
    watched_office(hub.store, GUIDE, lambda school, week: 9 + (int(week) + int(school[:7])) % 3)

    found = {one.name.removeprefix("chasqui_forecast_"): one for one in measures(hub)}

    assert len(found["school_ratio"].samples) == len(hub.store.schools())
    assert abs(found["watched_timestamp_seconds"].samples[0].value - hub.store.now_s()) < 60
    assert {one.type for one in found.values()} == {"gauge"}
