"""A day is a day, also by a clock that is years wrong."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.edge.building import FakeClock, FakeHub, HubRoad, new_agent, new_store


def test_a_clock_before_the_hubs_last_word_is_not_right(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.db.put("hub_time", store.db.now_s() + 3 * 86_400)

        assert not store.days.clock_ok()


@pytest.mark.parametrize(
    ("year", "heard", "ok"),
    [(1970, False, False), (2026, False, True), (2099, False, False), (2025, True, False), (2026, True, True),
     (2028, True, False)],
)  # fmt: skip
def test_the_clock_is_right_where_it_agrees_with_what_the_region_said_last(
    tmp_path: Path, year: int, heard: bool, ok: bool
) -> None:
    clock = FakeClock(wall=datetime(year, 10, 23, 14, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        if heard:
            new_agent(store, HubRoad(FakeHub())).tick()

        assert store.days.clock_ok() is ok
        assert store.days.today() == (date(year, 10, 23) if ok else None)


def test_a_day_has_the_name_of_its_date_where_the_clock_was_right_at_the_opening(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 6, 23, 14, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        names = [store.days.name()]
        clock.pass_s(86_400)

        assert [*names, store.days.name()] == ["2026-06-23", "2026-06-24"]


def test_a_day_by_a_clock_that_was_wrong_lasts_as_long_as_any(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2015, 1, 1, 5, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        names = [store.days.name()]
        for seconds in (86_399, 1):
            clock.pass_s(seconds)
            names.append(store.days.name())

        assert names[0] == names[1] != names[2]
        assert names[0].rpartition("+")[0] == names[2].rpartition("+")[0]
