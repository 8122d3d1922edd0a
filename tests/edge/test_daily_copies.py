"""The daily copy is made once a day, at once where there is none, and by another process."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge import daily_copies
from edge.copies_kept import copies, copy_now
from edge.daily_copies import RETRY_S, START_S, DailyCopies, copy_apart, copy_noting, trouble_of
from edge.store import Store
from shared.clock import Clock
from shared.errors import NoSpace, NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, new_store, use

HOUR_S = 3_600


def turns(store: Store, clock: FakeClock, waits: list[int]) -> list[bool]:
    """Return at which of its polls a freshly started node makes a copy, *waits* seconds apart."""
    daily, made = DailyCopies(store.db, store.days, copy_now), []
    for wait in waits:
        clock.pass_s(wait)
        made.append(daily.run_if_due())
    return made


def test_a_copy_is_made_soon_after_the_start_and_then_once_a_day(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        assert turns(store, clock, [START_S - 1, 1, 60, 8 * HOUR_S, 16 * HOUR_S]) == [False, True, False, False, True]
        assert turns(store, clock, [START_S, HOUR_S]) == [False, False]


def test_a_laptop_whose_clock_starts_at_the_same_old_day_each_morning_is_copied_all_the_same(tmp_path: Path) -> None:
    clock = FakeClock(datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        found = []
        for _ in range(2):
            clock.wall = datetime(1970, 1, 1, tzinfo=UTC)
            found.append(turns(store, clock, [START_S]))

    assert found == [[True], [True]]


def test_after_somebody_was_erased_a_copy_is_made_at_once(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        daily = DailyCopies(store.db, store.days, copy_now)
        clock.pass_s(START_S)
        made = [daily.run_if_due(), daily.run_if_due()]
        [ana] = store.people.pseudonyms(["7"]).values()
        store.erase(ana)

        assert [*made, daily.run_if_due(), len(copies(store.path))] == [True, False, True, 1]


def test_what_cannot_be_copied_is_told_and_tried_again(tmp_path: Path) -> None:
    clock, troubles = FakeClock(), [NoSpace("No hay espacio."), None]

    def make(_database: Path, _clock: Clock) -> None:
        if (trouble := troubles.pop(0)) is not None:
            raise trouble

    with new_store(tmp_path, clock) as store:
        daily = DailyCopies(store.db, store.days, make)
        clock.pass_s(START_S)
        made = [daily.run_if_due(), daily.run_if_due()]
        told = trouble_of(store.db)
        clock.pass_s(RETRY_S)
        made.append(daily.run_if_due())

        assert (made, told and told.text(), trouble_of(store.db)) == ([False, False, True], "No hay espacio.", None)


def test_who_was_erased_while_a_copy_was_made_is_out_of_the_file_when_it_ends(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.db.put("scrub", True)
        with pytest.raises(NotReady):
            copy_noting(store.db, refuse)

        assert not store.db.setting("scrub", bool, False)


def refuse(_database: Path, _clock: Clock) -> None:
    raise NotReady("No se puede.")


def test_another_process_makes_the_copy_by_this_clock_and_says_why_it_cannot(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        copy_apart(store.path, clock)
        days = [one.day for one in copies(store.path)]
        store.db.write("DELETE FROM incarnations")
        with pytest.raises(NotReady, match="el registro tiene huecos"):
            copy_apart(store.path, clock)

    assert days == ["2026-06-23"]


def test_a_copy_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily_copies, "TIMEOUT_S", 0.01)
    with new_store(tmp_path) as store, pytest.raises(NotReady, match="no terminó a tiempo"):
        copy_apart(store.path, FakeClock())
