"""What came, went and is away adds up to what there is."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from edge.rows import ToldRow
from edge.stock_flow import Flow, flows, moved
from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import Delivery, DeliveryLine, Loan, Loss, Receipt, Repair, Return
from shared.ids import Incarnation, Pseudonym, ResourceId
from shared.stock import StockState, after

TABLET, GUIDE = ResourceId("tablet"), ResourceId("guia")
WHO = Pseudonym(b"12345678")
_units = st.integers(0, 9)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Receipt, resource=st.just(TABLET), units=_units),
    st.builds(Loan, resource=st.just(TABLET), units=_units),
    st.builds(Return, resource=st.just(TABLET), units=_units),
    st.builds(Loss, resource=st.just(TABLET), units=_units, cause=st.just("robo")),
    st.builds(
        Repair, resource=st.just(TABLET), units=_units, action=st.sampled_from(["sale", "vuelve", "sin_arreglo"])
    ),
)


def told(facts: Sequence[Fact]) -> list[ToldRow]:
    return [ToldRow(fact, None, False) for fact in facts]


@given(st.lists(FACTS, max_size=40))
def test_what_came_is_what_is_here_lent_at_the_workshop_and_gone(facts: list[Fact]) -> None:
    # So much at first that nothing is ever short, as a log without gaps tells it; and as much lent.
    facts = [Receipt(resource=TABLET, units=2_000), Loan(resource=TABLET, units=1_000), *facts]
    state = StockState(TABLET)
    for seq, fact in enumerate(facts, 1):
        state = after(state, Event(Incarnation(bytes(8)), seq, 0, fact))
    flow = flows(told(facts))[TABLET]

    assert flow.came == state.on_hand + state.lent + flow.repaired + flow.gone


@given(st.permutations([Receipt(resource=TABLET, units=3), Loss(resource=GUIDE, cause="x"), Loan(resource=TABLET)]))
def test_order_is_nothing(facts: list[Fact]) -> None:
    assert flows(told(facts)) == {TABLET: Flow(came=3), GUIDE: Flow(gone=1)}


def test_of_a_delivery_what_was_accepted_came() -> None:
    lines = (
        DeliveryLine(resource=TABLET, shipped=18, accepted=17, rejected=1),
        DeliveryLine(resource=GUIDE, shipped=5, accepted=5),
    )
    proof = Delivery(decision="d", pecosa="1", receiver=WHO, deliverer=WHO, lines=lines)

    assert flows(told([proof])) == {TABLET: Flow(came=17), GUIDE: Flow(came=5)}
    assert (moved(proof, TABLET), moved(Repair(resource=TABLET, action="sin_arreglo"), TABLET)) == (17, 0)


def test_what_is_beyond_repair_is_at_the_workshop_no_more_and_gone() -> None:
    acts = [Repair(resource=TABLET, units=n, action=act) for n, act in ((3, "sale"), (1, "vuelve"), (1, "sin_arreglo"))]

    assert flows(told(acts)) == {TABLET: Flow(gone=1, repaired=1)}
