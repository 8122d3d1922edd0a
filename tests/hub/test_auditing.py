"""Whatever a plan was drawn with, its lines recompute from what was published with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub import auditing, proposing, schema, weighing
from hub.drawing import TELLS_OTHERS, draw_plan
from hub.fairness import Weights
from hub.fixing import LockRow
from hub.inputs import EarlierRow, Inputs, places_of
from hub.means import GOODS, Budget, Cost, Means, Road, Zone
from hub.plan_rows import PlanRow, PlanStatus
from hub.region_rows import School, StockRow, SupplyRow
from shared.allocation import Line, LockKind, Reason
from shared.dating import Quality
from shared.reasons import why
from tests.hub.office import NOW, PERIOD, inputs, needs, office, schools, supply
from tests.hub.regions import GUIDE, TABLET, catalogue

HERE = [replace(school, depot="Huamanga") for school in schools()]


def recomputed(drawn: Inputs, last: tuple[Line, ...] = ()) -> tuple[tuple[Line, ...], list[Line]]:
    """
    Return the lines of a plan, and the same again from what it publishes, through JSON as it is kept.

    What is taken where nobody counted recomputes too.
    """
    plan = draw_plan(drawn)
    kept: dict[str, Any] = {
        name: msgspec.json.decode(msgspec.json.encode(getattr(plan, name))) for name in ("inputs", "prices")
    }
    row = PlanRow(
        id=plan.id, status=PlanStatus.PROPOSED, created=NOW, period_first=plan.period_first, period_weeks=9,
        weights_version=1, plan_hash=plan.plan_hash, **kept,
    )  # fmt: skip
    lines = msgspec.json.decode(msgspec.json.encode(plan.lines), type=tuple[Line, ...])
    again, uncounted = auditing.recompute(row, lines, places_of(HERE, drawn.weights), drawn.catalogue, last)
    assert uncounted == row.inputs["uncounted"]
    return plan.lines, again


@pytest.mark.parametrize("alpha", [0.0, 1.0, 2.0])
def test_at_every_evenness_every_line_recomputes(alpha: float) -> None:
    lines, again = recomputed(inputs(schools=HERE, weights=Weights(version=1, alpha=alpha)))

    assert len(lines) > 20
    assert tuple(again) == lines


def test_with_locks_the_nation_s_reserve_and_cycles_before_every_line_recomputes() -> None:
    lock = LockRow(school=HERE[2].id, resource=TABLET, kind=LockKind.MIN, units=500, reason="Censo.",
                   office="Operación", expires=date(2026, 12, 31))  # fmt: skip
    before = [EarlierRow("2026-09", school.id, GUIDE, 20.0, 4.0 * n) for n, school in enumerate(HERE)]
    pool = SupplyRow(depot="POOL", resource=GUIDE, units=20)

    lines, again = recomputed(inputs(schools=HERE, locks=[lock], earlier=before, supply=[*supply(), pool]))

    (fixed,) = [line for line in lines if line.reason is Reason.LOCK]
    assert fixed.turn is not None
    assert fixed.turn.fixed is not None
    assert (fixed.note, fixed.turn.fixed.office, fixed.turn.fixed.cut_by) == ("Censo.", "Operación", Reason.STOCK)
    assert tuple(again) == lines


def test_where_roads_trips_and_money_bind_at_once_every_line_recomputes_with_all_that_has_to_give_way() -> None:
    sites = sorted({school.site for school in HERE})
    means = Means(
        zones=(Zone(zone="Ruta 1", volume_ml=9_000, weight_g=9_000),),
        budgets=(Budget(depot="Huamanga", cents=3_000), Budget(depot=GOODS, cents=100_000)),
        roads=tuple(Road(site=site, zone="Ruta 1", trip_cents=1_000) for site in sites),
        costs=(Cost(resource=GUIDE, cents=900), Cost(resource=TABLET, cents=60_000)),
    )

    lines, again = recomputed(inputs(schools=HERE, means=means))

    assert sum(bool(line.turn and line.turn.also) for line in lines) > 5
    assert tuple(again) == lines


def test_beside_an_approved_plan_every_line_recomputes_with_that_one_s_lines() -> None:
    first = draw_plan(inputs(schools=HERE))
    lots = {(line.school, line.resource): line.lots for line in first.lines}

    lines, again = recomputed(inputs(schools=HERE, last_plan=first.id, last_lots=lots), first.lines)

    assert tuple(again) == lines
    assert lines != first.lines


def counting(schools: Sequence[School]) -> list[StockRow]:
    """Return what these schools counted of guides: about a third of what they need."""
    return [StockRow(site=one.site, resource=GUIDE, on_hand=8, dated=Quality.CLAIMED) for one in schools]


def test_where_only_some_counted_every_line_recomputes_and_tells_what_was_taken() -> None:
    lines, again = recomputed(inputs(schools=HERE, stock=counting(HERE[:2])))

    taken = {line.counted: line.turn.assumed_pct for line in lines if line.resource == GUIDE and line.turn}
    assert (taken[True], 30 < taken[False] < 40) == (0, True)
    assert tuple(again) == lines


def test_what_is_taken_where_nobody_counted_is_found_where_somebody_changed_it(tmp_path: Path) -> None:
    store = office(tmp_path)
    row = store.propose(draw_plan(inputs(stock=counting(HERE[:2]), weights=weighing.first())))
    right = auditing.audit(store, row.id)
    told = row.inputs["uncounted"] | {GUIDE: {"pairs": 4, "share_pct": 90.0}}
    with store.begin() as connection:
        connection.execute(schema.plans.update().values(inputs=msgspec.json.encode(row.inputs | {"uncounted": told})))

    wrong = auditing.audit(store, row.id)

    assert (right.uncounted, wrong.uncounted) == ((), (GUIDE,))


def test_a_plan_of_the_older_rule_is_left_as_it_is_and_said_to_be_one(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    older = {name: told for name, told in plan.inputs.items() if name != "rule"}
    with store.begin() as connection:
        connection.execute(schema.plans.update().values(inputs=msgspec.json.encode(older)))

    assert auditing.audit(store, plan.id) == auditing.Audit((), (), older=True)


@pytest.mark.parametrize("alpha", [0.0, 2.0])
def test_a_lock_that_takes_the_whole_depot_is_what_the_lines_of_the_others_say_and_recompute(alpha: float) -> None:
    stock = [SupplyRow(depot="Huamanga", resource=GUIDE, units=300)]
    lock = LockRow(school=HERE[0].id, resource=GUIDE, kind=LockKind.MIN, units=900_000, reason="Censo.")

    lines, again = recomputed(inputs(schools=HERE, locks=[lock], supply=stock, weights=Weights(version=1, alpha=alpha)))

    others = [line for line in lines if line.resource == GUIDE and line.school != HERE[0].id and line.need.p50]
    assert {line.turn.fixed_for_others for line in others if line.turn} == {300}
    for line in others:
        said = why(line, catalogue()).text()
        assert "de esas unidades, una persona de la región fijó 300 para otras escuelas." in said
        assert "Se atendió primero" not in said
    assert tuple(again) == lines


def test_of_another_depot_only_what_its_locks_took_of_the_reserve_is_told_to_this_one() -> None:
    here = [replace(school, depot="Huanta" if at == 0 else "Huamanga") for at, school in enumerate(HERE)]
    stock = [SupplyRow(depot=depot, resource=GUIDE, units=n) for depot, n in (("Huanta", 40), ("Huamanga", 10))]
    lock = LockRow(school=here[0].id, resource=GUIDE, kind=LockKind.MIN, units=70, reason="Censo.")

    lines = draw_plan(
        inputs(schools=here, locks=[lock], supply=[*stock, SupplyRow(depot="POOL", resource=GUIDE, units=30)])
    ).lines

    told = {line.turn.fixed_for_others for line in lines if line.reason is Reason.POOL and line.turn}
    assert told == {30}


def test_a_plan_of_before_whose_lines_say_nothing_of_others_recomputes() -> None:
    stock = [SupplyRow(depot="Huamanga", resource=GUIDE, units=300)]
    lock = LockRow(school=HERE[0].id, resource=GUIDE, kind=LockKind.MIN, units=900_000, reason="Censo.")
    drawn = inputs(schools=HERE, locks=[lock], supply=stock)
    plan = draw_plan(drawn)
    assert plan.inputs[TELLS_OTHERS]
    before = [
        msgspec.structs.replace(line, turn=line.turn and msgspec.structs.replace(line.turn, fixed_for_others=0))
        for line in plan.lines
    ]
    told = {name: value for name, value in plan.inputs.items() if name != TELLS_OTHERS}
    row = PlanRow(
        id=plan.id, status=PlanStatus.PROPOSED, created=NOW, period_first=plan.period_first, period_weeks=9,
        weights_version=1, plan_hash=plan.plan_hash, inputs=msgspec.json.decode(msgspec.json.encode(told)),
        prices=msgspec.json.decode(msgspec.json.encode(plan.prices)),
    )  # fmt: skip

    again, _ = auditing.recompute(row, before, places_of(HERE, drawn.weights), drawn.catalogue)

    assert again == before
    assert TELLS_OTHERS not in draw_plan(inputs(schools=HERE)).inputs
