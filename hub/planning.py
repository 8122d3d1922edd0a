"""What people do with a plan that was proposed: sign it, turn it down, publish it."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub import decisions, limits, outdated
from hub.acts import BY_COMMAND, Kind
from hub.plan_rows import PlanRow, PlanStatus
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Decision
from shared.errors import PlanRefused
from shared.sentences import kept

OFFICE = "Operación regional"
"""How a signature is shown where no other office is named."""


def approve(store: Store, plan_id: str, *, login: str, role: str = OFFICE) -> PlanRow:
    """
    Sign a proposed plan for an office, once per account; above the region's limit two offices sign (``hub.limits``).

    Raises:
        BadInput: There is no such plan.
        PlanRefused: The plan is not a proposal any more, this account or its office has signed it, or what the region
            decides has changed since it was drawn (``hub.outdated``).
    """
    plan = store.plan(plan_id)
    with _refusal_kept(store, plan.id, "approve", Actor(login, role)):
        # The schools of a country take seconds to be compared the first time, in which nobody else could write.
        _still_known(store, plan)
        with store.together():
            plan = store.plan(plan.id)
            _still_known(store, plan)
            return store.approve(plan.id, role=role, login=login, rule=limits.signing_of(store, plan).rule)


def _still_known(store: Store, plan: PlanRow) -> None:
    if plan.status is PlanStatus.PROPOSED:
        outdated.check(store, plan)


def reject(store: Store, plan_id: str, *, by: Actor, why: str) -> PlanRow:
    """
    Turn down a plan that did not go out; drawn again from the same inputs it is a new proposal.

    Raises:
        BadInput: There is no such plan, or the reason is missing or too long.
        PlanRefused: It went out, another took its place, or it was rejected before.
    """
    why = limits.reason_told(why)
    plan = store.plan(plan_id)
    with _refusal_kept(store, plan.id, "reject", by):
        return store.reject(plan.id, by=by, why=why)


def publish(store: Store, plan_id: str, by: Actor = BY_COMMAND) -> list[Decision]:
    """
    Publish an approved plan: each site's decision goes into its feed (``hub.decisions.publish``).

    Raises:
        BadInput: There is no such plan.
        PlanRefused: Nobody has approved it, another plan took its place, a depot no longer has the units, or a
            quantity was fixed or lifted since it was drawn, or what it sends is of no use where it goes any more.
    """
    plan = store.plan(plan_id)
    with _refusal_kept(store, plan.id, "publish", by):
        _still_goes(store, plan)
        with store.together():
            plan = store.plan(plan.id)
            _still_goes(store, plan)
            return decisions.publish(store, plan.id, by)


def _still_goes(store: Store, plan: PlanRow) -> None:
    if plan.status is PlanStatus.APPROVED:
        outdated.check_goes(store, plan)


@contextmanager
def _refusal_kept(store: Store, plan_id: str, step: str, by: Actor) -> Iterator[None]:
    """Keep in the history that somebody asked for a step which was not taken, and why."""
    try:
        yield
    except PlanRefused as error:
        store.keep_act(Kind.REFUSED, plan_id, by, {"step": step, "why": kept(error.said)})
        raise
