"""Whatever schools and office say of a shipment, in whatever order, each unit is in one place."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import schema
from hub.closing import close
from hub.discrepancies import discrepancies
from hub.settled import less_contradicted
from hub.settling import solve, undo
from hub.store import Store
from shared.delivery_answers import IN_DEPOT, REJECTED, UNCONFIRMED, How
from shared.errors import BadInput
from tests.hub.office import delivered, line
from tests.hub.regions import TABLET
from tests.hub.test_closing import ANA, first, said, store, there

__all__ = ["store"]
pytestmark = pytest.mark.databases
STEP = st.one_of(
    st.tuples(st.just("close"), st.sampled_from(UNCONFIRMED), st.integers(1, 10), st.just(0)),
    st.tuples(st.just("solve"), st.sampled_from(REJECTED), st.integers(1, 10), st.just(0)),
    st.tuples(st.just("undo"), st.none(), st.integers(1, 4), st.just(0)),
    st.tuples(st.just("proof"), st.none(), st.integers(0, 5), st.integers(0, 5)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=8))
def test_whatever_is_said_and_proved_every_tablet_is_in_one_place(
    store: Store, steps: list[tuple[str, How | None, int, int]]
) -> None:
    one = first(store)
    with store.begin() as connection:
        for table in (schema.deliveries, schema.discrepancies.solutions):
            connection.execute(table.delete())
    before, told, proofs = there(store), 0, 0
    for kind, how, number, rejected in steps:
        row = store.shipment_row(one.pecosa)
        assert row is not None
        try:
            if kind == "close" and how is not None:
                out = dict(row.pending).get(TABLET, 0)
                close(store, one.pecosa, {TABLET: out}, said(how), by=ANA, units={TABLET: min(number, out)})
            elif kind == "solve" and how is not None:
                solve(store, one.pecosa, TABLET, replace(said(how), units=number), by=ANA)
            elif kind == "undo":
                undo(store, one.pecosa, TABLET, number, why="x", by=ANA)
            elif kind == "proof" and told + number + rejected <= 10:
                told, proofs = told + number + rejected, proofs + 1
                whole = line(TABLET, number + rejected, rejected, "golpeado")
                delivered(store, one.decision, one.site, one.pecosa, [whole], seq=proofs)
        except BadInput:
            continue
        _check_where(store, before)


def _check_where(store: Store, before: int) -> None:
    accepted = sum(row.accepted for proof in store.deliveries() for row in proof.lines)
    found = [row for row in discrepancies(store) if row.resource == TABLET]
    kept = [one for row in found for one in less_contradicted(row.tally, row.solved)]
    gone = sum(one.units for one in kept if one.how not in IN_DEPOT)
    paper, open_ = sum(one.units for one in kept if one.how == How.ARRIVED), sum(row.open for row in found)
    row = store.shipment_row(first(store).pecosa)
    assert row is not None
    # What came by a paper may be what the school accepted afterwards: then it is said twice, and is one.
    twice = paper - sum(one.units for one in row.held)
    back = there(store) - before
    assert accepted + back + gone + open_ + dict(row.pending).get(TABLET, 0) - twice == 10
