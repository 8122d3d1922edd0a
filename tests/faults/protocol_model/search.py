"""Look for a history that breaks the protocol: the directed ones, chance, and offsets of the spool."""

import random

from tests.faults.histories import DIRECTED, History, Operation, words
from tests.faults.protocol_model.healing import heal
from tests.faults.protocol_model.parts import Broken, Rules, digest
from tests.faults.protocol_model.world import World

PLANTED = words(
    """
    ack_without_head no_rewind dedup_on_seq ack_before_commit ack_over_gap heads_by_frame hub_inc_unordered
    feed_number_only same_hub_inc same_inc_on_restore ref_to_sent ref_old_hub ref_any_branch drop_waiting held_moves
    enrol_drops_before no_return stick_items_dropped freeze_week marks_any_branch orphans_read twin_silent
    spool_blind spool_keeps_bad asis_closed_bit asis_id_has_key asis_no_end_head asis_inc_max asis_no_redraw
    asis_hub_rollback_unseen asis_feed_shows_no_inc asis_supersede_by_number asis_readmit_unpublished
    asis_hub_keeps_cursor asis_readmit_silently
    """
)
"""
Errors that must be caught. Those that begin with ``asis_`` are sentences of an earlier draft, the others classics.

``try_no_waiting`` (invariant 10 not asked for) and ``try_evidence_only`` (no new life at a start or restore) are
simplifications that must pass.
"""
OPERATIONS = words(
    """
    newnode rec rec mark seal seal http http httpcut deliver deliver take take drop stick bcstick nbackup nrestore
    reboot clone reenrol hbackup hrestore hrestart hrevert issue issue revoke release hclean
    """
)
_WEIGHTS = (0, 0, 1, 2, 6)
_OTHER_DICE = 8


def play(history: History, rules: Rules, *, sane_clock: bool = True) -> str:
    """Return what a history breaks; empty: nothing."""
    world = World(rules, sane_clock=sane_clock)
    try:
        for operation in history:
            world.step(*operation)
        heal(world)
    except Broken as broken:
        return str(broken)
    return ""


def directed(rules: Rules, names: tuple[str, ...] = tuple(DIRECTED)) -> tuple[str, str] | None:
    """Return the first directed history that breaks, and what; each with other dice for the hub's lives."""
    for name in names:
        for throws in range(_OTHER_DICE):
            before: History = [("hrestart", 0, 0, 0, 0)] * throws
            for sane_clock in (True, False):
                why = play(before + DIRECTED[name], rules, sane_clock=sane_clock)
                if why:
                    return name, why
    return None


def draw_history(dice: random.Random, operations: tuple[str, ...] = OPERATIONS, most: int = 40) -> History:
    """Return a random history that favours some operations, other ones each time."""
    weights = [dice.choice(_WEIGHTS) for _ in operations]
    weights[operations.index("rec")] = max(weights[operations.index("rec")], 1)
    steps = range(dice.randrange(4, most))
    return [_operation(dice.choices(operations, weights)[0], dice) for _ in steps]


def search(rules: Rules, runs: int, seed: int = 1) -> tuple[int, str, History] | None:
    """Return the number of the first random history that breaks, what it breaks, and the history cut down."""
    dice = random.Random(seed)
    for run in range(1, runs + 1):
        sane_clock = bool(run % 4)
        history = draw_history(dice)
        if play(history, rules, sane_clock=sane_clock):
            short = shrink(history, rules, sane_clock=sane_clock)
            return run, play(short, rules, sane_clock=sane_clock), short
    return None


def shrink(history: History, rules: Rules, *, sane_clock: bool) -> History:
    """Leave out operations as long as it still breaks."""
    size = len(history) // 2
    while size:
        at = 0
        while at < len(history):
            shorter = history[:at] + history[at + size :]
            if play(shorter, rules, sane_clock=sane_clock):
                history = shorter
            else:
                at += size
        size //= 2
    return history


def spool(rules: Rules, runs: int, seed: int = 1) -> str:
    """Try offsets, cuts and flips on a spool (invariant 9); return what breaks."""
    dice = random.Random(seed)
    for _ in range(runs):
        sent = dice.randbytes(dice.randrange(1, 30))
        have = b""
        for _ in range(dice.randrange(1, 14)):
            offset = dice.choice([len(have), dice.randrange(len(sent) + 1)])
            have = _spooled(rules, sent, have, offset, _damaged(sent[offset : offset + dice.randrange(1, 12)], dice))
            if have != sent[: len(have)]:
                return "9: the spool differs from the sender's bytes"
    return ""


def _spooled(rules: Rules, sent: bytes, have: bytes, offset: int, body: bytes) -> bytes:
    """Return the spool after *body* came for *offset*: the sender is ahead, or what is new goes at the end."""
    blind = rules.have("spool_blind")
    if offset > len(have) and not blind:
        return have
    have += body if blind else body[len(have) - offset :]
    if blind or rules.have("spool_keeps_bad"):
        return have
    tags = [digest(sent[:size]) for size in range(len(sent) + 1)]
    good = 0
    while good < min(len(have), len(sent)) and digest(have[: good + 1]) == tags[good + 1]:
        good += 1
    return have[:good]


def _damaged(body: bytes, dice: random.Random) -> bytes:
    if not body or dice.random() >= 0.2:
        return body
    at = dice.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def _operation(name: str, dice: random.Random) -> Operation:
    a, b, c, d = (dice.randrange(12) for _ in range(4))
    return name, a, b, c, d
