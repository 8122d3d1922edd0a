"""How a node stands before the hub: what its bundle shows of earlier answers, and whether it is believed."""

import logging

from sqlalchemy import Connection

from hub import enrol, restores, streams, tree
from hub.lives import remembers
from hub.revocations import was_revoked
from hub.rows import NodeState, Wait
from hub.store import Store
from shared.errors import BadBundle, Untrusted
from sync.ack import Ack, shown_by
from sync.keys import HubPublic
from sync.lives import named, was_restored
from sync.opened import Opened

_log = logging.getLogger(__name__)


def answer_shown(opened: Opened, hub: HubPublic) -> Ack | None:
    """Return the answer of this hub that the bundle shows, to whichever node, or None where it shows none."""
    try:
        return shown_by(opened.header.hub_proof, hub)
    except (Untrusted, BadBundle) as error:
        _log.warning("proof_ignored node=%s why=%s", opened.node_id.hex(), type(error).__name__)
        return None


def heed_restore(connection: Connection, store: Store, opened: Opened, shown: Ack | None) -> None:
    """Begin a new life of the hub where the node proves that this one runs from a copy."""
    if shown is None:
        return
    now = store.life(connection)
    positions = () if shown.received is None else (shown.received,)
    missing = any(not tree.holds(connection, position) for position in (*positions, *shown.tips))
    # An ack does not say of which site it is: the hub knows to whom it gave it, whoever shows it now.
    missing = missing or streams.lacks(connection, named(shown.feeds, enrol.site_of(connection, shown.node_id)), now)
    if missing or not remembers(connection, shown.hub_incarnation):
        restores.note_lost(connection, shown.hub_incarnation, store.now_s())
    if was_restored(now, shown.hub_incarnation, lacks=missing):
        _log.warning("hub_was_restored shown_by=%s", opened.node_id.hex())
        store.next_life(connection, shown.hub_incarnation)


def state_of_sender(connection: Connection, opened: Opened, now_s: int, *, answered_before: bool) -> NodeState:
    """Return where the sender stands; one that proves a good code is enrolled on the way."""
    state = enrol.state_of(connection, opened.node_id)
    # Answered once, and no trace of it: a copy of the hub was restored, and a revocation may be lost with the rest.
    # The code is no proof any more; an operator says whether the node is still believed.
    if state is not NodeState.NONE or answered_before or was_revoked(connection, opened.node_id):
        return state
    header = opened.header
    enrolled = enrol.try_enrol(
        connection, now_s, node=opened.node_id, verify_key=header.verify_key, site=header.site, proof=header.enrolment
    )
    return NodeState.OK if enrolled else NodeState.NONE


def held_because(state: NodeState, opened: Opened) -> tuple[Wait | None, str]:
    """Return why a bundle of such a sender has to wait, and the sentence for the operator; None where it has not."""
    match state:
        case NodeState.NONE:
            return Wait.UNKNOWN, _UNKNOWN
        case NodeState.OK:
            return (Wait.NEWER, opened.problem) if opened.newer else (None, "")
        case _:
            return Wait.REVOKED, _REVOKED


_UNKNOWN = "La región no reconoce esta computadora: su código faltó, venció o ya se usó. Acéptela, o emita otro código."
_REVOKED = "Esta computadora fue dada de baja. Lo que envía se guarda aparte; acéptela de nuevo para aplicarlo."
