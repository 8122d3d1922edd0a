"""How a node stands: what it shows of earlier answers is believed as far as this hub signed it, and a code once."""

import pytest

from hub import enrol
from hub.restores import last_restore
from hub.rows import NodeState, Wait
from hub.standing import answer_shown, heed_restore, held_because, state_of_sender
from shared.ids import Head
from sync.ack import Ack, sign_ack
from sync.bundle import Heard, Sender, seal
from sync.chain import START, Position
from sync.keys import HubKeys, ReleaseKey
from sync.lives import HubIncarnation
from sync.opened import Opened, open_prefix
from tests.hub.builders import Node, Office, incarnation, uses

pytestmark = pytest.mark.databases


def opened(office: Office, node: Node, ack: Ack | None = None, keys: HubKeys | None = None) -> Opened:
    """Return an empty bundle of a node that shows *ack*, signed by *keys*."""
    proof = b"" if ack is None else sign_ack(ack, keys or office.keys)
    return open_prefix(office.keys, node.bundle(len(node.log), hub_proof=proof).data)


def life_of(office: Office) -> HubIncarnation:
    with office.store.read() as connection:
        return office.store.life(connection)


def said(office: Office, node: Node, **more: object) -> Ack:
    return Ack(node.keys.node_id, **{"hub_incarnation": life_of(office), "hub_time": 7, "state": "ok"} | more)  # type: ignore[arg-type]


def life_after(office: Office, node: Node, ack: Ack | None) -> HubIncarnation:
    with office.store.begin() as connection:
        heed_restore(connection, office.store, opened(office, node), ack)
        return office.store.life(connection)


def test_what_another_hub_signed_is_no_answer_of_this_one(office: Office, node: Node) -> None:
    ack = said(office, node)
    stranger = HubKeys.generate(ReleaseKey.generate().public)

    assert answer_shown(opened(office, node, ack), office.keys.public) == ack
    assert answer_shown(opened(office, node, ack, stranger), office.keys.public) is None
    assert answer_shown(opened(office, node), office.keys.public) is None


def test_a_hub_that_holds_what_it_answered_goes_on_in_its_life(office: Office, node: Node) -> None:
    node.record(*uses(3))
    ack = node.ack(office.take(node.bundle()))

    assert ack.received == node.end
    assert life_after(office, node, ack) == life_of(office) == ack.hub_incarnation


@pytest.mark.parametrize("field", ["received", "tips"])
def test_a_hub_that_lacks_what_it_answered_draws_a_later_life_once(office: Office, node: Node, field: str) -> None:
    lost = Position(incarnation("lost"), 3, Head(b"h" * 16))
    ack = said(office, node, **{field: lost if field == "received" else (lost,)})

    after = life_after(office, node, ack)

    assert after > ack.hub_incarnation
    assert life_after(office, node, ack) == after == life_of(office)


def test_a_later_life_than_its_own_makes_one_that_is_later_still(office: Office, node: Node) -> None:
    later = HubIncarnation(life_of(office).ms + 10**6, b"restored")

    assert life_after(office, node, said(office, node, hub_incarnation=later)) > later


def test_an_earlier_life_of_this_hub_that_held_more_proves_nothing_of_this_one(office: Office, node: Node) -> None:
    earlier = HubIncarnation(life_of(office).ms - 1, b"earlier.")
    lost = Position(incarnation("lost"), 3, Head(b"h" * 16))
    before = life_of(office)

    assert life_after(office, node, said(office, node, hub_incarnation=earlier, received=lost)) == before


@pytest.mark.parametrize(("answered", "state"), [(False, NodeState.OK), (True, NodeState.NONE)])
def test_a_good_code_enrols_who_was_never_answered_before(
    office: Office, node: Node, answered: bool, state: NodeState
) -> None:
    with office.store.begin() as connection:
        found = state_of_sender(connection, opened(office, node), 7, answered_before=answered)

        assert found is state is enrol.state_of(connection, node.keys.node_id)


def test_a_code_revives_nobody_who_was_revoked(office: Office, node: Node) -> None:
    office.take(node.bundle())
    node.code = office.invite()
    with office.store.begin() as connection:
        enrol.revoke(connection, node.keys.node_id.hex())

        assert state_of_sender(connection, opened(office, node), 7, answered_before=False) is NodeState.REVOKED


def test_each_reason_to_wait_has_its_own_words_and_who_is_known_waits_for_none(office: Office, node: Node) -> None:
    told = opened(office, node)
    reasons = [held_because(state, told) for state in (NodeState.NONE, NodeState.REVOKED, NodeState.HELD, NodeState.OK)]

    assert [why for why, _ in reasons] == [Wait.UNKNOWN, Wait.REVOKED, Wait.REVOKED, None]
    assert "no reconoce" in reasons[0][1]
    assert "dada de baja" in reasons[1][1]
    assert reasons[3][1] == ""


def test_a_base_that_nobody_holds_is_acked_by_no_position_and_begins_no_life(office: Office, node: Node) -> None:
    weird = Position(incarnation("weird"), 5, START.head)
    first = node.ack(office.take(node.bundle()))
    for _ in range(3):
        shown = sign_ack(first, office.keys)
        heard = Heard(hub_incarnation=first.hub_incarnation, hub_proof=shown)
        bundle = seal(Sender(node.keys, node.hub, node.site), weird, [], heard)
        first = node.ack(office.take(bundle))

        assert first.received is None
    assert life_of(office) == first.hub_incarnation
    assert last_restore(office.store) is None
