"""What the screen says of sending: computed from the log, the signed acks and the last attempt, nothing else."""

from datetime import datetime

from edge.ration import Resting
from edge.sync_rows import AttemptRow, BranchCode, SyncCode, SyncState
from shared.sentences import Sentence
from sync.keys import base32


def sync_state(
    *,
    total: int,
    pending: int,
    left: int,
    sending: bool,
    held: bool,
    last_ack: datetime | None,
    receipt: str,
    last_attempt: AttemptRow | None,
    next_attempt: datetime | None,
    marks: int = 0,
    branch: BranchCode = "",
    trouble: AttemptRow | None = None,
    resting: Resting = "",
) -> SyncState:
    """
    Return the state of sending. Counts are of facts; *left* of the *pending* ones lie on a stick, unacked.

    *trouble* is the attempt whose trouble still stands (``edge.attempt.still_standing``).

    *marks* are the clock marks that wait as well: nobody wrote those down, so nobody waits for them.

    >>> state = sync_state(total=9, pending=7, left=2, sending=False, held=False, last_ack=None, receipt="",
    ...                    last_attempt=None, next_attempt=None)
    >>> state.code, state.here, state.confirmed
    ('queue', 5, 2)
    """
    here = pending - left
    return SyncState(
        code=_code(waiting=pending > 0, here=here, sending=sending, held=held, heard=last_ack is not None),
        total=total,
        confirmed=total - pending,
        pending=pending,
        here=here,
        left=left,
        marks=0 if pending else marks,
        last_ack=last_ack,
        receipt=receipt,
        held=held,
        # A stick that is not there says nothing about the signal.
        no_road=last_attempt is not None and last_attempt.reason == "road_closed" and last_attempt.road == "http",
        problem=_problem(trouble) if trouble else (),
        next_attempt=next_attempt,
        branch=branch,
        resting=resting,
    )


def receipt_code(proof: bytes) -> str:
    """
    Return a short code of a signed ack, as two people compare it by voice; empty without one.

    >>> receipt_code(bytes(7)), receipt_code(b"")
    ('0000-00000', '')
    """
    code = base32(proof[:7], 9) if len(proof) >= 7 else ""
    return f"{code[:4]}-{code[4:]}" if code else ""


def _problem(row: AttemptRow) -> tuple[Sentence, ...]:
    said = row.said or (Sentence(row.text),)
    return (*said, Sentence(row.next_step)) if row.next_step else said


def _code(*, waiting: bool, here: int, sending: bool, held: bool, heard: bool) -> SyncCode:
    """The headline counts what is still here; an error stands beside it and never hides it."""
    if sending:
        return "send"
    if waiting and here:
        return "queue"
    if waiting or held:
        return "ack"
    return "ok" if heard else "off"
