"""One exchange with the hub, start to end: the only place where road, keys and database meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as copied

from msgspec.structs import replace

from shared.errors import ChasquiError, Forgotten, RoadClosed, SyncError
from shared.events import Fields
from sync.ack import in_full
from sync.bundle import Heard, Run, Sealed, Sender, seal
from sync.chain import Position
from sync.feed import ALL, FeedItem, Marks
from sync.header import is_current
from sync.keys import HubPublic, NodeKeys
from sync.lives import HubIncarnation, unnamed
from sync.outbox import Outbox, within_bounds
from sync.parts import FIELD, told
from sync.reply import Reply
from sync.resumption import Resumption, after
from sync.returning import to_give_back
from sync.roads import Road
from sync.taking import Taken, take, take_waiting

MAX_ROUNDS = 1_000
PATIENCE = 2
"""Exchanges in a row that bring nothing new before the rest is left for the next attempt."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    What an exchange did. ``acked``: the hub holds everything recorded up to now.

    ``sent_events``: how many events were confirmed, those among them that a restored hub asked for once more.
    ``state`` is "ok", "held" (the hub keeps the bytes until it recognises this computer) or "left" (on a stick).
    ``problem``: a page of the last reply could not be opened. Its ack and its other pages counted all the same.
    ``broken``: what ended it before its end; what it had brought by then is here, and counts.
    """

    sent_events: int
    acked: bool
    state: str
    items: list[FeedItem] = field(default_factory=list)
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    problem: SyncError | None = None
    broken: ChasquiError | None = None
    collected: bool = False
    """Replies were taken and nothing was left."""
    left_at: Position | None = None
    """Where the last bundle ends that was left on a stick; None where none was."""
    went_on: bool = False
    """More came of an item that is too long to come at once."""

    @property
    def moved(self) -> bool:
        """Whether anything came of it, either way."""
        return bool(self.sent_events or self.items or self.went_on)


def exchange(
    outbox: Outbox,
    road: Road,
    keys: NodeKeys,
    hub: HubPublic,
    *,
    site: str,
    enrolment: bytes | None,
    health: Fields | None = None,
) -> Exchange:
    """
    Send what the hub lacks, oldest first, and take what it has for this site, until nothing is left either way.

    Doing it again is harmless, and so is stopping it anywhere. *health*, a small map about the
    laptop, goes first in each bundle. Once a reply was taken, what ends it early is told in ``Exchange.broken``.

    Raises:
        RoadClosed: No road, or it broke. Try again later.
        HubRefused: The hub does not want what was sent.
        Untrusted: What answered is not this node's hub.
        BadBundle: The hub's ack is damaged. For a damaged page see ``Exchange.problem``.
    """
    who = Sender(keys, hub, site, enrolment, health or {})
    before, backlog = copied(road.traffic), outbox.pending()
    waiting, problem = take_waiting(outbox, road, who)
    brought = max(0, backlog - outbox.pending())
    steps: list[_Round | Position] = []
    broken: ChasquiError | None = None
    try:
        for step in _rounds(outbox, road, who) if road.bundle_events else ():
            steps.append(step)
    except ChasquiError as error:
        if not (steps or waiting):
            raise
        broken = error
    rounds = [step for step in steps if isinstance(step, _Round)]
    replies = [one.taken for one in rounds]
    state = replies[-1].ack.state if replies else "left"
    carried = road.traffic.since(before)
    return Exchange(
        sent_events=brought + sum(one.confirmed for one in rounds),
        acked=broken is None and state == "ok" and not outbox.pending(),
        state=state,
        items=waiting + [item for taken in replies for item in taken.items],
        bytes_up=carried.bytes_up,
        bytes_down=carried.bytes_down,
        requests=carried.requests,
        problem=replies[-1].problem if replies else problem,
        broken=broken,
        left_at=next((step for step in steps if isinstance(step, Position)), None),
        went_on=any(one.went_on for one in rounds),
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """What one reply brought, and how many more events the hub has by it: none where it lost some."""

    taken: Taken
    confirmed: int
    went_on: bool = False
    """More is here of an item that comes in parts."""


def _rounds(outbox: Outbox, road: Road, who: Sender) -> Iterator[_Round | Position]:
    """
    Send bundle after bundle and give what each reply brought, until nothing is left or nothing moves any more.

    Where no reply comes, everything is left on the road, and where it ends is given.
    """
    idle = 0
    for _ in range(MAX_ROUNDS):
        bundle, kept = _next_bundle(outbox, road, who)
        try:
            reply = road.deliver(bundle, resume=kept)
        except Forgotten:
            if not bundle.resumed:
                raise
            outbox.keep_resumption(None)
            outbox.drop_bundle()
            continue
        if reply is None:
            yield _leave_rest(outbox, road, who, bundle.end)
            return
        before, begun = (outbox.pending(), _lost(outbox, who)), told(outbox.begun())
        if bundle.expected:
            reply = replace(reply, ack=in_full(reply.ack, bundle.expected))
        taken = take(outbox, reply, who)
        outbox.keep_resumption(_remembered(bundle, reply, taken, who))
        went_on = told(outbox.begun()) != begun
        yield _Round(taken, max(0, before[0] - outbox.pending()), went_on)
        if taken.ack.state == "held":
            return
        outbox.drop_bundle()
        after = outbox.pending(), _lost(outbox, who)
        if after[1] == before[1] and _was_refused(bundle, taken):
            outbox.put_aside(after[1])
            after = outbox.pending(), []
        idle = 0 if after[0] < before[0] or after[1] != before[1] or taken.items or went_on else idle + 1
        if idle == PATIENCE and taken.cut:
            raise RoadClosed("El camino se cortó antes de que llegara todo lo que manda la oficina. Nada se perdió.")
        if not (any(after) or taken.left) or idle == PATIENCE:
            return


def _leave_rest(outbox: Outbox, road: Road, who: Sender, end: Position) -> Position:
    """
    Leave what follows *end* on a road without replies, bundle after bundle; return where the last of them ends.

    A stick that leaves takes all that is here: the office may be a day's walk away.
    """
    while outbox.unsent(1, end)[1]:
        bundle, _ = _next_bundle(outbox, road, who, end)
        road.deliver(bundle)
        end = bundle.end
    return end


def _next_bundle(outbox: Outbox, road: Road, who: Sender, after: Position | None = None) -> tuple[Sealed, bool]:
    """
    Return the bundle to send now, and whether it is one that was kept: the same bytes as long as they are due.

    It follows what is acked, or *after*, where a bundle ends that was left on the same stick.
    """
    base, unsent = outbox.unsent(road.bundle_events, after)
    runs = within_bounds(unsent)
    kept, lost = outbox.kept_bundle(None if road.resumes else base), _lost(outbox, who) if after is None else []
    shown = outbox.hub_incarnation()
    if kept is not None and kept.base == base and _is_ours(kept, who, shown) and _suits(kept, road, runs, lost):
        return kept, True
    resumption = _resumption(outbox, base, who) if road.resumes and not lost else None
    heard = Heard(outbox.feed_positions(), shown, outbox.hub_proof(), resumption)
    # What answers a stick may be read when all is otherwise: it goes on from nothing.
    saying = copied(who, health={**who.health, FIELD: told(outbox.begun() if road.resumes else [])})
    bundle = seal(saying, base, runs, heard, returned=lost)
    if runs:
        outbox.keep_bundle(bundle)
    return bundle, False


def _is_ours(kept: Sealed, who: Sender, shown: HubIncarnation | None) -> bool:
    """
    Tell whether *kept* says all that this node must say.

    The hub answers whoever signed it: not a key from before a re-enrolment, whose answers this node could not take. And
    whom the hub no longer recognises must show the proof, which a bundle sealed before that does not. A hub that was
    restored must see the latest life that this node knows of: else its answer would not be believed.
    """
    ours = kept.node_id == who.keys.node_id and kept.hub_incarnation == shown and is_current(kept.data)
    return ours and (kept.proves or who.enrolment is None)


def _suits(kept: Sealed, road: Road, runs: Sequence[Run], lost: Sequence[FeedItem]) -> bool:
    """
    Tell whether *kept* may take this road: nobody on the way of a stick can be asked to say it in full.

    One that is larger than what the day still allows is sealed anew, in less.
    """
    left = road.traffic.left
    if left is not None and road.traffic.to_come(len(kept.data)) > left:
        return False
    return road.resumes or (not kept.resumed and _holds(kept, runs) and (kept.returned > 0 or not lost))


def _lost(outbox: Outbox, who: Sender) -> list[FeedItem]:
    """Return what the next bundle gives back to a hub that lost it."""
    return to_give_back(outbox.lost((ALL, who.site)), who.hub)


def _was_refused(bundle: Sealed, taken: Taken) -> bool:
    """Tell whether the hub had what the bundle gave back, and all that it carries now is here: it does not want it."""
    told_all = taken.problem is None and not taken.left and taken.ack.received == bundle.end
    return bundle.returned > 0 and taken.ack.state == "ok" and told_all


def _resumption(outbox: Outbox, base: Position, who: Sender) -> Resumption | None:
    """Return what the hub remembers, where the node still stands there and nothing else must be said."""
    found = outbox.resumption()
    if found is None or who.enrolment is not None:
        return None
    stands = (base, unnamed(outbox.feed_positions(), who.site), outbox.hub_incarnation(), who.keys.verify_key)
    there = (found.base, unnamed(found.feeds, who.site), found.hub_incarnation, found.verify_key)
    return found if stands == there else None


def _remembered(bundle: Sealed, reply: Reply, taken: Taken, who: Sender) -> Resumption | None:
    """Return what both sides remember of this exchange; nothing where the node did not take all of it."""
    ack = taken.ack
    whole = ack.state == "ok" and ack.received == bundle.end and taken.problem is None and not taken.cut
    if not whole or any(isinstance(page, Marks) for page in taken.pages):
        return None
    return after(bundle, who.keys.verify_key, ack, reply.ack)


def _holds(kept: Sealed, runs: Sequence[Run]) -> bool:
    """Tell whether *kept* ends where *runs* end. A stick that leaves today takes today's facts too."""
    last = (runs[-1].incarnation, runs[-1].first_seq + len(runs[-1].records) - 1) if runs else None
    return last == (kept.end.incarnation, kept.end.seq)
