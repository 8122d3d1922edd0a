"""The store as a whole: lives of the hub, tables that readers may use, counts."""

from itertools import pairwise

import pytest

from hub.lake import Written
from tests.hub.builders import Office

pytestmark = pytest.mark.databases


def test_each_start_of_the_service_is_a_later_life(office: Office) -> None:
    lives = [office.store.start_life() for _ in range(3)]

    assert all(before < after for before, after in pairwise(lives))


def test_a_life_outlives_a_restart_and_a_clock_set_back(office: Office) -> None:
    before = office.store.start_life()
    clock = office.config.clock
    clock.at = clock.at.replace(year=1970)  # type: ignore[attr-defined]

    assert office.reopened().store.start_life() > before


def test_readers_see_a_table_only_once_it_is_swapped_in(office: Office) -> None:
    assert office.store.dataset("forecast") is None

    for version in ("a", "b"):
        office.store.swap_dataset("forecast", path=f"tables/{version}", version=version, rows=3, notes={"n": 1})

    found = office.store.dataset("forecast")
    assert found is not None
    assert (found.path, found.version, found.rows, found.notes) == ("tables/b", "b", 3, {"n": 1})


def test_a_panel_takes_the_place_of_the_one_before(office: Office) -> None:
    for name in ("panel/a", "panel/b"):
        office.store.replace_segments(Written(name, 1, 10), "panel")

    assert office.store.segments("panel") == ["panel/b"]
    assert office.store.segments("events") == []


def test_a_small_setting_is_kept_and_replaced(office: Office) -> None:
    office.store.set_setting("a", b"1")
    office.store.set_setting("a", b"2")

    assert (office.store.setting("a"), office.store.setting("b")) == (b"2", None)


def test_an_empty_region_counts_its_schools(office: Office) -> None:
    totals = office.store.totals()

    assert (totals.schools, totals.nodes, totals.events, totals.feed_entries) == (2, 0, 0, 1)
