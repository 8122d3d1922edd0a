"""Of the plans of one month a need counts once, and what each brought all of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from hub import planning, proposing
from hub.cycles import together, went_out
from hub.plan_rows import PlanStatus
from tests.hub.office import PERIOD, needs, office


def test_a_line_that_saw_and_brought_nothing_is_not_the_first() -> None:
    key, need, there, units = (np.array(one) for one in ([5, 6, 5], [0, 8, 9], [0, 0, 1], [0, 0, 4]))
    at, (needs_, had), (sent,) = together(key, [need, there], [units])

    assert (at.tolist(), needs_.tolist(), had.tolist(), sent.tolist()) == ([1, 2], [8, 9], [0, 1], [0, 4])


def test_plans_that_went_out_are_told_by_month_the_oldest_first(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    assert went_out(store.plans()) == {}
    planning.publish(store, plan.id)
    (row,) = store.plans()
    later, next_month = replace(row, id="b"), replace(row, id="c", period_first=date(2026, 11, 2))
    proposed = replace(row, id="d", status=PlanStatus.PROPOSED)

    found = went_out([proposed, next_month, later, row])

    assert {month: [one.id for one in rows] for month, rows in found.items()} == {
        "2026-10": [plan.id, "b"],
        "2026-11": ["c"],
    }
