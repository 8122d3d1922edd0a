import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import (
    ClockMark,
    Count,
    Delivery,
    DeliveryLine,
    Fact,
    Loan,
    Loss,
    Receipt,
    Request,
    Return,
    Unserved,
    Use,
    WeeklyTotal,
)
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.resources import Catalogue
from shared.school_year import week_of
from sync.chain import ROOT, START, Position, heads_after
from tests.edge.building import ANA, CATALOGUE, GUIDE, PACK, SCHOOL, TABLET, FakeClock, counted, new_store, on, use


def bodies(store: Store) -> list[bytes]:
    return [body for (body,) in store.rows("SELECT body FROM events ORDER BY pos")]


def tables(store: Store) -> dict[str, list[object]]:
    names = ("stock", "loans", "weekly", "day_use", "alive")
    return {name: sorted(store.rows(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_an_opening_that_writes_nothing_draws_no_incarnation(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.rows("SELECT * FROM incarnations") == []


def test_the_first_event_of_an_opening_is_its_clock_mark(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        [event] = store.record([Claim(use())])
        first = next(store._events())[1]

        assert (event.seq, first.seq, first.recorded_s) == (2, 1, 0)
        assert first.fact == ClockMark(wall=int(FakeClock().wall.timestamp()))


def test_each_opening_continues_the_heads_of_the_one_before(tmp_path: Path) -> None:
    for _ in range(3):
        with Store(tmp_path / "node.db", FakeClock(), create=True) as store:
            store.record([Claim(use())])
            heads = [head for (head,) in store.rows("SELECT head FROM events ORDER BY pos")]
            expected = heads_after(ROOT, bodies(store))
            openings = len(store.rows("SELECT * FROM incarnations"))

    assert heads == expected
    assert openings == 3


def test_a_position_is_only_ones_own_when_all_three_parts_agree(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()), Claim(use())])
        mine = store.position(3)

        assert (store.place(START), store.place(mine)) == (0, 3)
        assert store.place(Position(mine.incarnation, 2, mine.head)) is None
        assert store.place(Position(mine.incarnation, 9, mine.head)) is None
        assert store.place(Position(ANA, 3, mine.head)) is None  # type: ignore[arg-type]


def test_importing_a_row_twice_adds_it_once(tmp_path: Path) -> None:
    row = Claim(use(), None, b"12345678")
    with new_store(tmp_path) as store:
        added = [len(store.record([row, row])), len(store.record([row, Claim(use())]))]

        assert added == [1, 1]


def test_a_fact_outside_its_bounds_stops_all_of_its_batch(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use()), Claim(use(units=-1))])

        assert (store.count(), store.rows("SELECT * FROM incarnations"), store.stock()) == (0, [], [])


def test_a_batch_that_failed_leaves_the_next_one_whole(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use(units=-1))])
        [event] = store.record([Claim(use())])

        assert (event.seq, store.count()) == (2, 2)


def test_a_batch_that_failed_does_not_use_up_what_the_hubs_clock_said(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.note_hub_time(1_790_000_000)
        with pytest.raises(BadInput):
            store.record([Claim(use(units=-1))])
        store.record([Claim(use())])
        mark = next(store._events())[1].fact

        assert isinstance(mark, ClockMark)
        assert mark.hub_time == 1_790_000_000


def test_a_clock_in_1970_changes_neither_order_nor_stock(tmp_path: Path) -> None:
    reset = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, reset) as store:
        store.record([Claim(Count(resource=TABLET, units=9)), Claim(Loan(resource=TABLET, units=4))])
        reset.wall -= timedelta(hours=1)
        store.record([Claim(use())])

        assert [row.on_hand for row in store.stock()] == [5]
        assert store.weeks() == {}
        assert store.pending() == store.count() == 5


def test_the_hub_dates_what_a_reset_clock_could_not(tmp_path: Path) -> None:
    reset = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, reset) as store:
        store.record([Claim(use())])
        reset.pass_s(60)
        store.note_hub_time(int(datetime(2026, 6, 24, tzinfo=UTC).timestamp()))
        store.record([Claim(use())])

        [row] = store.weeks()[SCHOOL, TABLET]
        assert (row.week, row.units) == (week_of(date(2026, 6, 23)), 2)


def test_a_wall_clock_that_is_set_leaves_a_mark(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        clock.wall += timedelta(days=400)
        store.record([Claim(use())])

        causes = [event.fact.cause for _, event in store._events() if isinstance(event.fact, ClockMark)]
        assert causes == ["opening", "step"]


def test_each_contact_is_marked_once_and_not_again_for_hours(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        for _ in range(5):
            clock.pass_s(900)
            store.note_hub_time(int(clock.wall.timestamp()))
            store.record([Claim(use())])

        assert store.count() == 6


DAYS = st.dates(date(2026, 3, 2), date(2026, 11, 1))
CLAIMS = st.one_of(
    st.none(),
    st.builds(Occurred.on, DAYS),
    st.builds(lambda day: Occurred.in_week(week_of(day)), DAYS),
    st.builds(lambda day: Occurred.at(datetime(day.year, day.month, day.day, 15, tzinfo=UTC)), DAYS),
)
RESOURCES = st.sampled_from([TABLET, GUIDE, PACK])
LEARNERS = st.one_of(st.none(), st.sampled_from([ANA, Pseudonym(b"beto----")]))
FEW = st.integers(0, 9)
LINES = st.builds(
    lambda resource, accepted: DeliveryLine(resource=resource, shipped=accepted, accepted=accepted), RESOURCES, FEW
)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Use, school=st.just(SCHOOL), resource=RESOURCES, learner=LEARNERS, units=FEW),
    st.builds(
        WeeklyTotal,
        school=st.just(SCHOOL),
        resource=RESOURCES,
        units=FEW,
        learners=FEW,
        peak=FEW,
        whole_week=st.booleans(),
    ),
    st.builds(Unserved, school=st.just(SCHOOL), resource=RESOURCES, units=FEW),
    st.builds(Count, resource=RESOURCES, units=FEW),
    st.builds(Receipt, resource=RESOURCES, units=FEW),
    st.builds(Loan, resource=RESOURCES, units=FEW, borrower=LEARNERS),
    st.builds(Return, resource=RESOURCES, units=FEW, borrower=LEARNERS),
    st.builds(Loss, resource=RESOURCES, units=FEW, cause=st.just("robo")),
    st.builds(
        Delivery,
        decision=st.just("d"),
        pecosa=st.just("p"),
        receiver=st.just(ANA),
        deliverer=st.just(ANA),
        lines=st.lists(LINES, max_size=3).map(tuple),
    ),
)
STEPS = st.one_of(
    st.tuples(st.just("record"), st.lists(st.builds(Claim, FACTS, CLAIMS), min_size=1, max_size=5)),
    st.tuples(st.just("wall"), st.integers(-50 * 365, 365)),
    st.tuples(st.just("wait"), st.integers(0, 200_000)),
    st.tuples(st.just("contact"), st.just(None)),
    st.tuples(st.just("reopen"), st.just(None)),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=12), known=st.booleans())
def test_folding_the_whole_log_again_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]], known: bool
) -> None:
    folder, clock, real = tmp_path_factory.mktemp("log"), FakeClock(), FakeClock()
    store = new_store(folder, clock)
    store.put("catalogue", CATALOGUE if known else Catalogue(0, ()))
    for step in steps:
        match step:
            case "record", list(claims):
                store.record(claims)
            case "wall", int(days):
                clock.wall = max(clock.wall + timedelta(days=days), datetime(1970, 1, 2, tzinfo=UTC))
            case "wait", int(seconds):
                clock.pass_s(seconds)
                real.pass_s(seconds)
            case "contact", _:
                store.note_hub_time(int(real.wall.timestamp()))
            case _:
                store.close()
                store = Store(folder / "node.db", clock)
    kept = tables(store)
    store.rebuild()

    assert tables(store) == kept
    store.close()


def test_a_catalogue_that_changes_a_kind_folds_everything_again(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([counted(10, "2026-06-22"), on("2026-06-23", use(GUIDE, units=4))])
        before = [row.on_hand for row in store.stock()]
        store.put("catalogue", CATALOGUE)
        store.rebuild()

        assert (before, [row.on_hand for row in store.stock()]) == ([10], [6])


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
        kept = sum(row.units for row in store.weeks()[SCHOOL, TABLET])
        assert kept >= saved
        assert kept % 3 == 0
        assert store.value("PRAGMA integrity_check") == "ok"
        assert store.rebuild() == kept + 1


def test_a_form_adds_its_facts_once_even_after_a_restart(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        added = [len(store.record([Claim(use()), Claim(use())], once="form")) for _ in range(2)]
    with Store(tmp_path / "node.db", FakeClock()) as store:
        added.append(len(store.record([Claim(use())], once="form")))
        added.append(len(store.record([Claim(use())], once="another")))

    assert added == [2, 0, 0, 1]


def test_a_form_whose_facts_were_refused_is_not_spent(tmp_path: Path) -> None:
    too_long = Claim(Request(school=SCHOOL, resource=GUIDE, units=1, reason="x" * 70_000))
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use()), too_long], once="form")

        assert len(store.record([Claim(use())], once="form")) == 1


def test_a_form_sent_by_many_at_the_same_moment_adds_its_facts_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, ThreadPoolExecutor(8) as many:
        added = list(many.map(lambda _: len(store.record([Claim(use())], once="form")), range(40)))

        assert sorted(added) == [0] * 39 + [1]


def test_spent_forms_are_kept_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.log.KEPT_FORMS", 3)
    with new_store(tmp_path) as store:
        for number in range(9):
            store.record([Claim(use())], once=str(number))

        assert store.value("SELECT count(*) FROM spent_forms") == 3
        assert store.record([Claim(use())], once="8") == []
