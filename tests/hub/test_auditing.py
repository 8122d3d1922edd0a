"""Whatever a plan was drawn with, its lines recompute from what was published with it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub import auditing, proposing, schema
from hub.drawing import draw_plan
from hub.fairness import Weights
from hub.fixing import LockRow
from hub.inputs import EarlierRow, Inputs, places_of
from hub.plan_rows import PlanRow, PlanStatus
from hub.region_rows import SupplyRow
from shared.allocation import Line, LockKind, Reason
from tests.hub.office import NOW, PERIOD, inputs, needs, office, schools, supply
from tests.hub.regions import GUIDE, TABLET

HERE = [replace(school, depot="Huamanga") for school in schools()]


def recomputed(drawn: Inputs, last: tuple[Line, ...] = ()) -> tuple[tuple[Line, ...], list[Line]]:
    """Return the lines of a plan, and the same again from what it publishes, through JSON as it is kept."""
    plan = draw_plan(drawn)
    kept: dict[str, Any] = {
        name: msgspec.json.decode(msgspec.json.encode(getattr(plan, name))) for name in ("inputs", "prices")
    }
    row = PlanRow(
        id=plan.id, status=PlanStatus.PROPOSED, created=NOW, period_first=plan.period_first, period_weeks=9,
        weights_version=1, plan_hash=plan.plan_hash, **kept,
    )  # fmt: skip
    lines = msgspec.json.decode(msgspec.json.encode(plan.lines), type=tuple[Line, ...])
    return plan.lines, auditing.recompute(row, lines, places_of(HERE, drawn.weights), drawn.catalogue, last)


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


def test_beside_an_approved_plan_every_line_recomputes_with_that_one_s_lines() -> None:
    first = draw_plan(inputs(schools=HERE))
    lots = {(line.school, line.resource): line.lots for line in first.lines}

    lines, again = recomputed(inputs(schools=HERE, last_plan=first.id, last_lots=lots), first.lines)

    assert tuple(again) == lines
    assert lines != first.lines


def test_a_plan_of_the_older_rule_is_left_as_it_is_and_said_to_be_one(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    older = {name: told for name, told in plan.inputs.items() if name != "rule"}
    with store.begin() as connection:
        connection.execute(schema.plans.update().values(inputs=msgspec.json.encode(older)))

    assert auditing.audit(store, plan.id) == auditing.Audit((), (), older=True)
