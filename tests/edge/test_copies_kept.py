"""The copies beside the database: verified, numbered, seven of different days, and none that holds who was erased."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge import copies_kept
from edge.copies_kept import FOLDER, KEPT, age_h, copies, copy_now, forget_copies
from edge.copying import checked
from edge.database import Database
from shared.disk import Room
from shared.errors import NoSpace, NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, new_store, use

DAY_S = 86_400


def test_a_copy_is_kept_that_holds_what_was_recorded(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use()), Claim(use())])
        made = copy_now(store.path, clock)
        head = store.records.head_at(3)

        assert [one.path for one in copies(store.path)] == [made.path]
        assert checked(made.path, clock).head == head
    assert sorted(path.name for path in tmp_path.iterdir()) == [FOLDER, "node.db", "node.lock"]


def test_seven_days_are_kept_and_of_one_day_the_last(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        for _ in range(10):
            copy_now(store.path, clock)
            clock.pass_s(3_600)
            copy_now(store.path, clock)
            clock.pass_s(DAY_S - 3_600)
        kept = copies(store.path)

    assert len(kept) == KEPT
    assert [one.number for one in kept] == sorted((one.number for one in kept), reverse=True)
    assert len({one.day for one in kept}) == KEPT
    assert kept[0].made == clock.now() - timedelta(seconds=DAY_S - 3_600)


def test_a_clock_set_back_makes_no_old_copy_the_newest(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        clock.wall += timedelta(days=30_000)
        copy_now(store.path, clock)
        clock.wall -= timedelta(days=30_000)
        last = copy_now(store.path, clock)

        assert copies(store.path)[0] == last


def test_no_copy_is_made_where_room_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        monkeypatch.setattr("edge.copying.room_in", lambda _folder: Room(500_000_000, 10**12))
        with pytest.raises(NoSpace):
            copy_now(store.path, clock)

        assert copies(store.path) == []


def test_whoever_is_erased_is_in_no_copy(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        [ana] = store.people.pseudonyms(["7"]).values()
        for _ in range(3):
            copy_now(store.path, clock)
            clock.pass_s(DAY_S)
        (tmp_path / FOLDER / "left").write_bytes(ana)
        store.erase(ana)

        assert list((tmp_path / FOLDER).iterdir()) == []
        after = copy_now(store.path, clock)
        assert ana not in after.path.read_bytes()


def test_a_copy_in_which_somebody_is_still_there_who_was_erased_meanwhile_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        [ana] = store.people.pseudonyms(["7"]).values()
        ask, told = copies_kept._erasings, []

        def asked(database: Path, at: FakeClock) -> int:
            told.append(ask(database, at))
            if len(told) == 1:
                store.erase(ana)
            return told[-1]

        monkeypatch.setattr(copies_kept, "_erasings", asked)
        with pytest.raises((NotReady, FileNotFoundError)):
            copy_now(store.path, clock)

        assert copies(store.path) == []


def test_the_same_when_the_copy_has_its_name_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        numbers = iter([0, 1])
        monkeypatch.setattr(copies_kept, "_erasings", lambda _database, _clock: next(numbers))
        with pytest.raises(NotReady, match="Se borraron datos"):
            copy_now(store.path, clock)

        assert copies(store.path) == []


def test_each_forgetting_is_counted_before_the_files_go(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        before = copies_kept._erasings(store.path, clock)
        forget_copies(store.db)

        assert copies_kept._erasings(store.path, clock) == before + 1


def test_what_is_no_copy_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for name in ("000001_2026-02-31_10-00.db", "x.db", "000001_2026-02-01_10-00.db-wal", "1_2026-02-01_10-00.db"):
        (tmp_path / FOLDER / name).write_bytes(b"")

    assert copies(tmp_path / "node.db") == []


@given(hours=st.integers(0, 99_999))
def test_a_copy_s_age_is_told_in_hours(hours: int) -> None:
    at = datetime(2026, 6, 23, 12, tzinfo=UTC)

    assert age_h(at, at + timedelta(hours=hours, minutes=59)) == hours
    assert age_h(at, at - timedelta(hours=hours + 1)) is None


def test_a_copy_tells_its_day_in_peru(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 6, 24, 3, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        assert copy_now(store.path, clock).day == date(2026, 6, 23).isoformat()
    with Database(copies(tmp_path / "node.db")[0].path, clock, writer=False) as db:
        assert db.value("PRAGMA integrity_check") == "ok"
