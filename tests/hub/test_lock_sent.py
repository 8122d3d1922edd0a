"""What was fixed and went out is told before it is sent again."""

from hub import locking, planning, proposing
from hub.lock_sent import again, sent
from hub.stock_ledger import adjust
from hub.store import Store
from shared.allocation import LockKind
from tests.hub.office import PERIOD, app_of, needs, page, signed_in
from tests.hub.regions import GUIDE
from tests.hub.test_lock_outcome import ANA, lay, store

__all__ = ["store"]
NEXT = {**PERIOD, "period_first": PERIOD["period_first"].replace(month=12, day=21)}


def test_a_lock_that_went_out_is_told_to_whoever_signs_the_next_plan_and_on_its_page(store: Store) -> None:
    number = lay(store, 20)
    first = proposing.make_plan(store, needs(), **PERIOD)
    before = again(store, first)
    planning.approve(store, first.id, login="ana")
    planning.publish(store, first.id)
    adjust(store, "Huamanga", GUIDE, 500, why="Llegaron más.", by=ANA)
    second = proposing.make_plan(store, needs(), **NEXT)
    (told,) = again(store, second)
    client = signed_in(app_of(store))

    assert (before, again(store, store.plan(first.id))) == ([], [])
    assert sent(store, {number}) == {number: {first.id: 20}}
    assert f"números: {number})" in told.text()
    assert told.what.text() in page(client, f"/plan/{second.id}/aprobar")
    assert f"Ya se envió en: {first.id} (20)." in page(client, "/fijado")


def test_a_lock_that_was_lifted_or_that_only_bounds_is_not(store: Store) -> None:
    number = lay(store, 30, LockKind.MAX)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    adjust(store, "Huamanga", GUIDE, 500, why="Llegaron más.", by=ANA)
    bounded = proposing.make_plan(store, needs(), **NEXT)
    locking.lift(store, number, why="Ya no.", by=ANA)
    lifted = proposing.make_plan(store, needs(), **NEXT)

    assert (again(store, bounded), again(store, lifted)) == ([], [])
