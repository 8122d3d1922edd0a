"""What is doubted is kept each night, counts up to a bound in the plan, and a person who looked says what holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import aggregate, auditing, doubting, history, proposing
from hub.doubting import Seen, Verdict, look_at, looks, standing, visits
from hub.drawing import draw_plan
from hub.inputs import Foreseen, Inputs, asks_of
from hub.plausibility import JUDGED, Why
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Line, Need
from shared.doubted import Bound
from shared.errors import BadInput, Moved, NotReady
from shared.ids import SchoolId
from shared.notices import What
from shared.reasons import why
from shared.school_year import Week, monday, week_of
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import NOW, PERIOD, inputs, needs, office, schools
from tests.hub.peopled import peopled
from tests.hub.regions import GUIDE, TABLET
from tests.hub.watched import demand_table

ANA = Actor("ana", "Análisis")
INFLATED = schools()[0].id


def used(school: SchoolId, week: Week) -> int:
    """Return the guides of a school's week; one records tenfold in the last four weeks."""
    usual = 9 + (int(week) + int(school[:7])) % 3
    return usual * (10 if school == INFLATED and week > week_of(NOW.date()) - 4 else 1)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region of which the night judged the use: one school recorded tenfold in the last four weeks."""
    opened = office(tmp_path, databases=databases)
    demand_table(opened, GUIDE, used, weeks=70)
    doubting.judge(opened)
    yield opened
    opened.close()


def seen(store: Store) -> Seen:
    (one,) = standing(store)
    return one.seen


def line_of(lines: list[Line]) -> Line:
    (one,) = [line for line in lines if (line.school, line.resource) == (INFLATED, GUIDE)]
    return one


@pytest.mark.databases
def test_tenfold_use_is_doubted_with_why_and_nobody_else_is(store: Store) -> None:
    (one,) = standing(store)
    assert (one.doubt.school, one.doubt.resource, one.look) == (INFLATED, GUIDE, None)
    assert Why.OWN in one.doubt.why
    assert one.doubt.weeks == 4
    doubting.judge(store)
    assert standing(store) == [one]


@pytest.mark.databases
def test_what_is_doubted_does_not_become_usual_by_going_on(store: Store) -> None:
    (before,) = standing(store)
    demand_table(store, GUIDE, lambda school, week: 100 if school == INFLATED else used(school, week), weeks=90)
    doubting.judge(store)
    (one,) = standing(store)

    assert (one.doubt.weekly, one.doubt.usual) == (before.doubt.weekly, before.doubt.usual)
    assert one.doubt.weeks == JUDGED


@pytest.mark.databases
def test_what_somebody_said_holds_until_the_use_moves_again(store: Store) -> None:
    look_at(store, (INFLATED, GUIDE), Verdict.WRONG, seen(store), why="Nadie lo encontró allí.", by=ANA)

    (one,) = standing(store)
    assert one.look is not None
    assert (one.look.verdict, one.look.units, one.look.login) == (Verdict.WRONG, one.doubt.units, "ana")
    assert doubting.bounds(store, store.catalogue(), 9)[INFLATED, GUIDE] == Bound(one.doubt.weekly * 9, True)
    look_at(store, (INFLATED, GUIDE), Verdict.RIGHT, seen(store), why="Vino una feria.", by=ANA)
    assert doubting.bounds(store, store.catalogue(), 9) == {}
    doubting.judge(store)
    assert standing(store) == []
    assert [act.kind for act in store.acts()][-2:] == ["cap", "cap"]
    assert "cuenta entero. Vino una feria." in history.told(store.acts()[-1]).text()


@pytest.mark.databases
def test_the_school_reads_the_last_thing_that_was_said_and_why(store: Store) -> None:
    for verdict, reason in ((Verdict.WRONG, "No había guías."), (Verdict.RIGHT, "Vino una feria.")):
        look_at(store, (INFLATED, GUIDE), verdict, seen(store), why=reason, by=ANA)

    site = schools()[0].site
    assert [(one.what, one.school, one.resource, one.text, one.role) for one in notices_of(store, site)] == [
        (What.USE_BOUNDED, INFLATED, GUIDE, "No había guías.", "Análisis"),
        (What.USE_STANDS, INFLATED, GUIDE, "Vino una feria.", "Análisis"),
    ]
    assert len({entry.item.subject for entry in store.entries(site)}) == 1
    assert notices_of(store, schools()[1].site) == []


def test_a_verdict_needs_a_reason_and_something_to_be_of(store: Store) -> None:

    with pytest.raises(BadInput, match="motivo"):
        look_at(store, (INFLATED, GUIDE), Verdict.RIGHT, seen(store), why=" ", by=ANA)
    with pytest.raises(BadInput, match="ya no está"):
        look_at(store, (INFLATED, TABLET), Verdict.RIGHT, seen(store), why="Vino.", by=ANA)
    assert looks(store) == {}


@pytest.mark.parametrize("other", [{"units": 1}, {"week": date(2026, 1, 5)}])
def test_nobody_speaks_for_what_they_did_not_see(store: Store, other: dict[str, object]) -> None:
    with pytest.raises(Moved, match="ya es otra cosa que lo que usted vio"):
        look_at(store, (INFLATED, GUIDE), Verdict.RIGHT, seen(store)._replace(**other), why="Vino.", by=ANA)

    assert (looks(store), store.acts(), notices_of(store, schools()[0].site)) == ({}, [], [])


def test_without_a_weekly_demand_nothing_is_judged(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="aggregate"):
        doubting.judge(office(tmp_path))


def test_the_plan_counts_it_up_to_the_bound_tells_the_school_and_audits(store: Store) -> None:
    (one,) = standing(store)
    most = one.doubt.weekly * PERIOD["period_weeks"]
    foreseen = [
        replace(row, need=Need(600, 900, 1_200)) if (row.school, row.resource) == (INFLATED, GUIDE) else row
        for row in needs()
    ]

    plan = proposing.make_plan(store, foreseen, **PERIOD)

    line = line_of(store.plan_lines(plan.id))
    assert line.need.p90 == most < 1_200
    assert f"se cuenta hasta {most:,}." in why(line, store.catalogue()).text()
    assert plan.inputs["doubts"][0][:2] == [INFLATED, GUIDE]
    assert auditing.audit(store, plan.id).lines == ()
    others = [
        row for row in store.plan_lines(plan.id) if row is not line and (row.school, row.resource) != (INFLATED, GUIDE)
    ]
    assert all(row.turn is None or row.turn.doubted is None for row in others)


def test_a_line_whose_need_was_written_back_does_not_audit(tmp_path: Path) -> None:
    foreseen = [Foreseen(INFLATED, GUIDE, Need(600, 900, 1_200))]
    given_ = inputs(foreseen=foreseen, doubts={(INFLATED, GUIDE): Bound(90)})
    plan = draw_plan(given_)
    store = office(tmp_path)
    row = store.propose(plan, knowing=store.published(), read_s=store.now_s())
    (line,) = [one for one in plan.lines if one.resource == GUIDE and one.school == INFLATED]
    assert line.need == Need(90, 90, 90)

    forged = [replace_need(one) if one == line else one for one in plan.lines]
    again, _ = auditing.recompute(row, forged, given_.places, given_.catalogue)

    assert again == list(plan.lines)
    assert again != forged


def replace_need(line: Line) -> Line:
    return msgspec.structs.replace(line, need=Need(600, 900, 1_200))


def with_bounds(given_: Inputs, seed: int) -> tuple[Inputs, Inputs]:
    """Return a region without bounds, and the same with some."""
    rng = np.random.default_rng(seed)
    pairs = [(row.school, row.resource) for row in given_.foreseen]
    some = rng.random(len(pairs)) < 0.3
    bounds = {pair: Bound(int(rng.integers(0, 40))) for pair, is_ in zip(pairs, some, strict=True) if is_}
    return given_, replace(given_, doubts=bounds)


@given(st.integers(0, 10_000), st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_a_bound_never_raises_a_need_and_never_touches_what_is_not_doubted(seed: int, sites: int) -> None:
    without, bounded = with_bounds(peopled(seed, sites)[0], seed)

    # What a site holds is shared by need: a bound may leave a school a unit of which it needs nothing.
    before = {(ask.school, ask.resource): ask.need for ask in asks_of(without)}
    for ask in asks_of(bounded):
        pair = (ask.school, ask.resource)
        was = before.get(pair, Need(0, 0, 0))
        assert all(getattr(ask.need, name) <= getattr(was, name) for name in ("p10", "p50", "p90"))
        if pair in bounded.doubts:
            assert ask.need.p90 <= bounded.doubts[pair].most
        else:
            assert (ask.need, ask.doubted) == (was, None)


@given(st.integers(2, 60), st.integers(10, 90))
@settings(max_examples=5, deadline=None)
def test_tenfold_use_of_one_school_brings_it_no_more_than_the_bound_in_whole_lots(usual: int, most: int) -> None:
    inflated = Need(usual * 8, usual * 10, usual * 12)
    rows = [replace(row, need=inflated) if (row.school, row.resource) == (INFLATED, GUIDE) else row for row in needs()]
    given_ = inputs(schools=SERVED, foreseen=rows, doubts={(INFLATED, GUIDE): Bound(most)})

    line = line_of(list(draw_plan(given_).lines))

    assert line.units < most + line.lot
    assert (line.turn is not None and line.turn.doubted is not None) == (inflated.p90 > most)


SERVED = [replace(one, depot="Huamanga") for one in schools()]


def test_the_visits_that_are_worth_most_come_first_once_a_school(store: Store) -> None:

    assert [one.doubt.school for one in visits(standing(store))] == [INFLATED]
    look_at(store, (INFLATED, GUIDE), Verdict.WRONG, seen(store), why="Nadie lo encontró allí.", by=ANA)
    assert visits(standing(store)) == []


def test_what_the_night_judges_is_what_the_lake_says(store: Store) -> None:
    assert store.dataset(aggregate.NAME) is not None

    of = doubting.recorded(store)

    at = of.pairs.index((INFLATED, GUIDE))
    assert of.units[at, -1] == used(INFLATED, of.last)
    assert monday(of.last) < NOW.date()
