import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import (
    ClockMark,
    Count,
    Loan,
)
from shared.school_year import week_of
from sync.chain import ROOT, START, Position, heads_after
from tests.edge.building import ANA, SCHOOL, TABLET, FakeClock, new_store, use, with_tables


def bodies(store: Store) -> list[bytes]:
    return [row.body for row in store.records.bodies()]


def test_an_opening_that_writes_nothing_draws_no_incarnation(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.db.rows("SELECT * FROM incarnations") == []


def test_the_first_event_of_an_opening_is_its_clock_mark(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        [event] = store.record([Claim(use())])
        first = next(store.entries.events())[1]

        assert (event.seq, first.seq, first.recorded_s) == (2, 1, 0)
        assert first.fact == ClockMark(wall=int(FakeClock().wall.timestamp()))


def test_each_opening_continues_the_heads_of_the_one_before(tmp_path: Path) -> None:
    for _ in range(3):
        with Store(with_tables(tmp_path / "node.db"), FakeClock(), create=True) as store:
            store.record([Claim(use())])
            heads = [store.records.head_at(pos) for pos in range(1, store.records.count() + 1)]
            expected = heads_after(ROOT, bodies(store))
            openings = len(store.db.rows("SELECT * FROM incarnations"))

    assert heads == expected
    assert openings == 3


def test_a_position_is_only_ones_own_when_all_three_parts_agree(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()), Claim(use())])
        mine = store.entries.position(3)

        assert (store.entries.place(START), store.entries.place(mine)) == (0, 3)
        assert store.entries.place(Position(mine.incarnation, 2, mine.head)) is None
        assert store.entries.place(Position(mine.incarnation, 9, mine.head)) is None
        assert store.entries.place(Position(ANA, 3, mine.head)) is None  # type: ignore[arg-type]


def test_importing_a_row_twice_adds_it_once(tmp_path: Path) -> None:
    row = Claim(use(), None, b"12345678")
    with new_store(tmp_path) as store:
        added = [len(store.record([row, row])), len(store.record([row, Claim(use())]))]

        assert added == [1, 1]


def test_a_fact_outside_its_bounds_stops_all_of_its_batch(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use()), Claim(use(units=-1))])

        assert (store.records.count(), store.db.rows("SELECT * FROM incarnations"), store.folded.stock()) == (0, [], [])


def test_a_batch_that_failed_leaves_the_next_one_whole(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use(units=-1))])
        [event] = store.record([Claim(use())])

        assert (event.seq, store.records.count()) == (2, 2)


def test_a_batch_that_failed_does_not_use_up_what_the_hubs_clock_said(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.log.note_hub_time(1_790_000_000)
        with pytest.raises(BadInput):
            store.record([Claim(use(units=-1))])
        store.record([Claim(use())])
        mark = next(store.entries.events())[1].fact

        assert isinstance(mark, ClockMark)
        assert mark.hub_time == 1_790_000_000


def receive_and_fail(store: Store) -> None:
    with store.log.all_or_nothing():
        store.log.note_receipt(store.records.count(), 1_790_000_000)
        raise ZeroDivisionError


def test_a_receipt_that_was_rolled_back_dates_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path, FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))) as store:
        store.record([Claim(use())])
        before = store.entries.timeline()
        with pytest.raises(ZeroDivisionError):
            receive_and_fail(store)

        assert store.entries.timeline() == before == store.entries.read_timeline()


def test_a_clock_in_1970_changes_neither_order_nor_stock(tmp_path: Path) -> None:
    reset = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, reset) as store:
        store.record([Claim(Count(resource=TABLET, units=9)), Claim(Loan(resource=TABLET, units=4))])
        reset.wall -= timedelta(hours=1)
        store.record([Claim(use())])

        assert [row.on_hand for row in store.folded.stock()] == [5]
        assert store.folded.weeks() == {}
        assert store.outbox.pending() == store.records.count() == 5


def test_the_hub_dates_what_a_reset_clock_could_not(tmp_path: Path) -> None:
    reset = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, reset) as store:
        store.record([Claim(use())])
        reset.pass_s(60)
        store.log.note_hub_time(int(datetime(2026, 6, 24, tzinfo=UTC).timestamp()))
        store.record([Claim(use())])

        [row] = store.folded.weeks()[SCHOOL, TABLET]
        assert (row.week, row.units) == (week_of(date(2026, 6, 23)), 2)


def test_a_wall_clock_that_is_set_leaves_a_mark(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        clock.wall += timedelta(days=400)
        store.record([Claim(use())])

        causes = [event.fact.cause for _, event in store.entries.events() if isinstance(event.fact, ClockMark)]
        assert causes == ["opening", "step"]


def test_each_contact_is_marked_once_and_not_again_for_hours(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        for _ in range(5):
            clock.pass_s(900)
            store.log.note_hub_time(int(clock.wall.timestamp()))
            store.record([Claim(use())])

        assert store.records.count() == 6


def test_what_a_contact_said_is_told_once_and_not_again_when_its_mark_has_grown_old(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.log.note_hub_time(int(clock.wall.timestamp()))
        for _ in range(4):
            store.record([Claim(use())])
            clock.pass_s(86_400)

        told = [event.fact.hub_time for _, event in store.entries.events() if isinstance(event.fact, ClockMark)]
        assert len(told) == 1


WRITER = """
    import sys
    from pathlib import Path
    from edge.store import Store
    from shared.events import Claim
    from shared.facts import Use
    from tests.edge.building import FakeClock, use

    store = Store(Path(sys.argv[1]), FakeClock(), create=True)
    for number in range(1_000_000):
        store.record([Claim(use()) for _ in range(3)])
        print((number + 1) * 3, flush=True)
"""


@pytest.mark.parametrize("answers", [1, 7, 40])
def test_a_kill_in_the_middle_of_recording_loses_nothing_that_was_answered_saved(tmp_path: Path, answers: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path / "node.db")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    saved = [int(writer.stdout.readline()) for _ in range(answers)][-1]
    writer.kill()
    writer.wait()
    writer.stdout.close()

    with Store(tmp_path / "node.db", FakeClock()) as store:
        kept = sum(row.units for row in store.folded.weeks()[SCHOOL, TABLET])
        assert kept >= saved
        assert kept % 3 == 0
        assert store.db.value("PRAGMA integrity_check") == "ok"
        assert store.log.rebuild() == kept + 1
