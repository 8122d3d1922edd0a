"""The plan of the next period drawn anew because somebody asks for it: by command, or on the pages."""

from dataclasses import dataclass
from typing import Any

from hub import nightly, reports, runs
from hub.acts import Kind
from hub.plan_rows import PlanRow
from hub.plans import newest
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput, NotReady, PlanRefused
from shared.sentences import kept

STEP = "draw"
"""As which the history keeps that it was not done."""
NO_PLAN = "plan"
"""The subject of the act where there was no plan yet."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan as it is kept, and what is told of it."""

    plan: PlanRow
    report: dict[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What came of asking for the plan again."""

    plan: PlanRow
    is_new: bool
    """Whether it was not there before: with the same inputs it is the same plan."""


def draw(store: Store, *, by_spark: bool = False) -> Drawn:
    """
    Propose the plan of the next period, and write what it came to into ``reports/``.

    Raises:
        NotReady: As ``nightly.allocate``.
        BadInput: What is known cannot be divided as it is.
        PlanRefused: Another plan went out meanwhile.
    """
    plans: list[PlanRow] = []

    def work() -> tuple[dict[str, Any], str]:
        plans.append(nightly.allocate(store, by_spark=by_spark))
        return nightly.plan_told(plans[0])

    report, words = reports.worked(store, "allocate", work)
    return Drawn(plans[0], report, words)


def recalculate(store: Store, by: Actor, *, run: str) -> Redrawn:
    """
    Draw it because a person asks, as a run that has this name: the history keeps that, and where it was not done why.

    Raises:
        NotReady: As ``draw``.
        BadInput: As ``draw``.
        PlanRefused: As ``draw``.
    """
    with runs.kept(store, run):
        before = store.plans()
        last = newest(before)
        subject = last.id if last else NO_PLAN
        store.keep_act(Kind.ASKED, subject, by)
        try:
            plan = draw(store).plan
        except (BadInput, NotReady, PlanRefused) as error:
            store.keep_act(Kind.REFUSED, subject, by, {"step": STEP, "why": kept(error.said)})
            raise
    return Redrawn(plan, plan.id not in {one.id for one in before})
