"""A night that dies anywhere while it removes what was kept long enough takes no record, and the next one ends it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from hub import retention
from hub.acts import BY_COMMAND
from hub.held_words import Held
from hub.store import Store
from tests.faults.test_kill_and_power_cut import MOST_POINTS, any_zygote
from tests.faults.test_killed_nights import a_life, after_it, from_nothing, rows_of, two_nights
from tests.faults.zygote import Zygote
from tests.hub.builders import NOW, open_office, state_of
from tests.hub.databases import Databases
from tests.hub.test_held import copy, guess, heard, rows, session, throttle
from tests.hub.test_retention import began, nights

__all__ = ["any_zygote"]
OLD = NOW - timedelta(days=900)
LEFT = {"sessions": 1, "throttles": 1, "copies": 2, "heard_days": 1}


@pytest.fixture(params=[False, pytest.param(True, id="power cut")])
def zygote(any_zygote: Zygote, request: pytest.FixtureRequest) -> Zygote:
    any_zygote.power_cut, any_zygote.stride, any_zygote.removals = request.param, 1, True
    return any_zygote


def file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{}")
    os.utime(path, (OLD.timestamp(), OLD.timestamp()))


def old_and_new(store: Store) -> None:
    """Keep of nearly every class something that is due, and something that is not."""
    began(store, *nights(NOW))
    for name in ("nightly-2020-01-01.json", "nightly-2020-01-01.txt", "incident-1-2020-01-01.txt"):
        file(store.config.reports_folder / name)
    for name in ("drafts/a/said.json", "drafts/a/file/listado.csv", "brought/b/local/x.csq"):
        file(store.config.folder / name)
    for token, seen in (("a", OLD), ("b", NOW)):
        session(store, token, seen)
        throttle(store, token, seen)
        heard(store, token, seen.date())
    guess(store, "a", OLD)
    for number in (1, 2, 3):
        copy(store, number, OLD, here=number > 2)


def left(store: Store) -> tuple[dict[str, int], list[str]]:
    places = (store.config.reports_folder, store.config.folder / "drafts", store.config.folder / "brought")
    files = [path.name for place in places for path in place.rglob("*") if path.is_file()]
    return {table: rows(store, table) for table in LEFT}, sorted(files)


@pytest.mark.databases
def test_it_takes_no_record_and_the_next_night_ends_it(zygote: Zygote, fast: Path, databases: Databases) -> None:
    office = open_office(fast / "template" / "hub", databases)
    two_nights(office)
    old_and_new(office.store)
    before, table = state_of(office), rows_of(office)
    office.store.close()
    for point in range(1, MOST_POINTS):
        with a_life(office, fast, databases) as (place, hub):
            died = zygote.dies("retention", place, dies_at=point, **hub)
            with after_it(office, hub) as cut:
                assert (state_of(cut), rows_of(cut)) == (before, table)
            zygote.dies("retention", place, dies_at=0, **hub)
            with after_it(office, hub) as again:
                assert left(again.store) == (LEFT, ["incident-1-2020-01-01.txt"])
                assert (state_of(again), rows_of(again)) == (before, table)
        if not died:
            break

    assert 15 < point < MOST_POINTS - 1


def test_the_tables_that_are_made_after_it_are_those_that_were_made_before(fast: Path) -> None:
    office = open_office(fast / "hub")
    two_nights(office)
    old_and_new(office.store)
    before = from_nothing(office)
    retention.keep_for(office.store, {held: retention.LEAST.get(held, 1) for held in Held}, by=BY_COMMAND)
    removed = retention.clean(office.store)

    assert set(removed) >= {"reports", "drafts", "brought", "sessions", "throttles", "copies", "heard_days"}
    assert from_nothing(office) == before
    office.store.close()
