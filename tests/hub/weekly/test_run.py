"""A table that is brought up to date night by night is the one that is made from nothing, and the one Spark makes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import aggregate, compacting, tables
from hub.weekly import listed, placing
from tests.hub.builders import OTHER_SITE, SITE, Office
from tests.hub.databases import Databases
from tests.hub.demanding import referee
from tests.hub.weekly.histories import STEPS, Region

pytestmark = pytest.mark.databases


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Each site lies in a bucket of its own until a computer goes to the other, and few files are put together."""
    assert len({placing.Placing(4).bucket_of(site) for site in (SITE, OTHER_SITE)}) == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placing, "buckets_for", lambda sites, events: 4)
        patch.setattr(compacting, "LEAST_FILES", 2)
        yield


Told = tuple[list[dict[str, Any]], dict[str, Any]]


def night(office: Office) -> Told:
    """Bring the table up to date, and return its rows, in order, and its notes of what events came to."""
    found = aggregate.aggregate(office.store)
    rows = tables.read(office.config.lake_folder, found).to_pylist()
    assert found.rows == len(rows)
    return sorted(rows, key=repr), of_events(found.notes)


def of_events(notes: dict[str, Any]) -> dict[str, Any]:
    """Return *notes* without how many files there were: files that are put together later make no other table."""
    return {name: told for name, told in notes.items() if name != "segments"}


def from_nothing(office: Office) -> Told:
    """Return what a copy of the hub comes to whose parts are all forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        copy = office.copied(Path(folder) / "copy")
        with copy.store.begin() as connection:
            listed.forget(connection, aggregate.NAME)
            connection.exec_driver_sql("DELETE FROM datasets")
        found = night(copy)
        copy.close()
    return found


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(STEPS, min_size=12, max_size=40))
def test_night_by_night_the_table_is_that_of_everything_from_nothing(
    databases: Databases, history: list[tuple[str, int, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        region = Region(Path(folder), databases)
        for what, who, value in history:
            region.happens(what, who, value)
            if what == "night":
                assert night(region.office) == from_nothing(region.office)
        region.all_sent()

        assert night(region.office) == from_nothing(region.office)
        region.close()


@pytest.mark.spark
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(STEPS, min_size=25, max_size=60))
def test_night_by_night_the_table_is_the_one_that_spark_makes_whole(
    databases: Databases, spark: Any, history: list[tuple[str, int, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        region = Region(Path(folder), databases)
        for what, who, value in history:
            region.happens(what, who, value)
            if what == "night":
                night(region.office)
        region.all_sent()

        rows, notes = referee(region.office, spark)
        assert night(region.office) == (rows, of_events(notes))
        region.close()
