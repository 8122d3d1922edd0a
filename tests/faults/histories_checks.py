"""The invariants of the protocol, one by one, as checks on the real code at one moment of a history."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub import schema
from hub.rows import NodeState
from sync.chain import START, next_head
from sync.feed import ALL, FeedItem, birth_order, digest_of
from tests.faults.histories_hub import by_content, state_after
from tests.faults.histories_node import LEARNERS, PER_BUNDLE, Node, OneWay, entries_of
from tests.faults.histories_world import World
from tests.faults.protocol_model.parts import need


def exactly_once(world: World) -> None:
    """1. Exactly once in effect: no event, and no fact, is twice at the hub."""
    held = world.hub.events()
    twice = [at for at, times in Counter(one.position for one in held).items() if times > 1]
    need(not twice, f"1: {len(twice)} events are twice at the hub")
    facts = Counter(one.tag for one in held if one.tag is not None)
    need(max(facts.values(), default=1) == 1, "1: a fact is counted twice at the hub")


def never_lost(world: World) -> None:
    """2. Never lost: each committed event is on a laptop or at the hub, unless the disk itself was set back."""
    need(world.ever - world.gone <= world.alive(), "2: a committed fact is neither on a laptop nor at the hub")


def one_position_one_record(world: World) -> None:
    """3. One (incarnation, seq, head), one record; and one (incarnation, seq), but for a running machine's snapshot."""
    places = [(one.position, one.body) for one in (*world.rows(), *world.hub.events())]
    need(len(set(places)) == len({position for position, _ in places}), "3: one position, two records")
    if not world.snapshot_ran:
        named = {((at.incarnation, at.seq), body) for at, body in places}
        need(len(named) == len({name for name, _ in named}), "3: one identity, two records")


def acks_name_own_history(world: World) -> None:
    """4. An ack that a node counts names its own history, which that life of the hub committed; it never goes back."""
    for at, node in enumerate(world.nodes):
        cursor = node.store.outbox.cursor()
        place = node.store.entries.place(cursor.acked)
        need(place is not None, "4: the cursor is not on the node's own chain")
        if place:
            committed = world.hub.had.get(cursor.hub_incarnation, set())  # type: ignore[arg-type]
            need(cursor.acked in committed, "4: the ack counts what that life of the hub never committed")
        life, before = world.cursors.get(at, (None, 0))
        need(life is None or (cursor.hub_incarnation or life) >= life, "4: an older life of the hub was believed")
        need(cursor.hub_incarnation != life or (place or 0) >= before, "4: the cursor went back within a life")
        world.cursors[at] = (cursor.hub_incarnation, place or 0)


def no_gaps(world: World) -> None:
    """6. Cursors move over contiguous prefixes only: what is held, or acked, has everything before it."""
    held = {one.position for one in world.hub.events()}
    need(all(world.written[at].prev in held | {START} for at in held), "6: stored over a gap")
    for node in world.nodes:
        committed = world.hub.had.get(node.life, set())  # type: ignore[arg-type]
        own = [row.position for row in node.log()[: node.acked]]
        need(set(own) <= committed, "6: the cursor passed an event that the hub did not commit")


def only_the_senders_records(world: World) -> None:
    """8. What is accepted under cuts and flips is a prefix of the sender's: the record that the head was made of."""
    for held in world.hub.events():
        need(held.position in world.written, "8: the hub holds an event that nobody recorded")
        row = world.written[held.position]
        need(held.body == row.body, "8: the hub holds another record under a node's position")
        need(next_head(row.prev.head, row.body) == row.position.head, "8: a head that its record does not give")


def forks_are_flagged(world: World) -> None:
    """Two different events after one position are a fork: both are kept, and the operator is told."""
    after = Counter(world.written[one.position].prev for one in world.hub.events())
    forks = {at for at, children in after.items() if children > 1 and at != START}
    need(forks <= world.hub.fork_points(), "a fork that nobody was told of")
    begun = _logs(world)
    more = Counter({node: count - 1 for node, count in begun.items() if count > 1})
    need(more == _logs(world, schema.stretches.c.forks), "two logs of one key that nobody was told of")


def _logs(world: World, *which: Any) -> Counter[str]:
    """Return how many logs each key brought from their start."""
    table = schema.stretches
    begins = (table.c.parent_incarnation == START.incarnation.hex(), table.c.parent_seq == START.seq, *which)
    with world.hub.store.read() as connection:
        return Counter(connection.execute(select(table.c.node).where(*begins)).scalars())


AT_EVERY_STEP: tuple[Callable[[World], None], ...] = (
    exactly_once,
    never_lost,
    one_position_one_record,
    only_the_senders_records,
    acks_name_own_history,
    no_gaps,
    forks_are_flagged,
)


def everything_arrives(world: World) -> None:
    """5. After faults stop, two exchanges per bundle of backlog bring everything to the hub, and the node knows it."""
    for node in world.nodes:
        _be_recognised(world, node)
        log = node.log()
        place = {row.position: at for at, row in enumerate(log, start=1)}
        named = [place.get(tip, 0) for tip in world.hub.tips(node.keys.node_id)]
        cursor = node.store.outbox.cursor()
        counts = cursor.hub_incarnation == world.hub.life() and world.hub.holds(cursor.acked)
        backlog = len(log) - max([*named, node.acked if counts else 0])
        for _ in range(2 * max(1, -(-backlog // PER_BUNDLE))):
            _exchange(world, node)
        held = {one.position for one in world.hub.events()}
        missing = [row for row in log if row.position not in held]
        need(not missing, f"5: {len(missing)} events not at the hub after two exchanges per bundle")
        _exchange(world, node)
        need(node.acked == len(log), "5: the node does not learn that all is received")
    for check in AT_EVERY_STEP:
        check(world)


def decisions_agree(world: World) -> None:
    """7. After any restore of the hub no feed number means two things, and hub and node follow the same decisions."""
    rounds = 3 + 2 * len(world.hub.items()) + 2 * sum(len(node.items()) for node in world.nodes)
    while rounds and not all(_follows(world, node) and not node.given_back() for node in world.nodes):
        for node in world.nodes:
            _exchange(world, node)
        rounds -= 1
    held = world.hub.items()
    survivors = [item for node in world.nodes for item in (*node.items(), *node.seen)]
    need({digest_of(item) for item in survivors} <= set(held), "7: the hub never got back a signed item")
    for node in world.nodes:
        mine = {digest: item for digest, item in held.items() if item.stream in (ALL, node.site)}
        need(_follows(world, node), "7: one feed number, two meanings: node and hub do not follow the same stream")
        need(set(mine) <= {digest_of(item) for item in node.items()}, "7: a feed item never reaches a node")
        need(not node.given_back(), "7: items returned for ever")
        for subject in {item.subject for item in mine.values()}:
            _same_decision(world, node, [item for item in mine.values() if item.subject == subject])


def order_is_nothing(world: World) -> None:
    """10. Any multiset and order of deliveries gives the same hub state."""
    deliveries = by_content(world.hub.keys, world.got)
    nodes = [(node.keys, node.site) for node in world.nodes]
    orders = deliveries, deliveries[::-1] + deliveries[:2]
    states = [state_after(world.folder / f"order{at}", order, nodes) for at, order in enumerate(orders)]
    need(states[0] == states[1], "10: the hub's state depends on the order of deliveries")


def no_plain_pseudonyms(world: World) -> None:
    """13. No plaintext pseudonym in spool or stick."""
    carried = [one if isinstance(one, bytes) else one.data for one in world.bag] + world.got
    spooled = [path.read_bytes() for path in world.hub.files() if Path(path).is_file()]
    for data in carried + spooled:
        need(not any(learner in data for learner in LEARNERS), "13: a pseudonym travels or waits in the open")


AT_THE_END: tuple[Callable[[World], None], ...] = (
    no_plain_pseudonyms,
    everything_arrives,
    decisions_agree,
    order_is_nothing,
)


def _exchange(world: World, node: Node) -> None:
    # Where no clock could tell, a revocation that comes back outlives an operator's word: it is given again.
    _be_recognised(world, node)
    _send(world, node)


def _send(world: World, node: Node) -> None:
    road = OneWay(world.hub)
    node.exchange(road)
    world.got += road.delivered
    world.note()
    acks_name_own_history(world)


def _be_recognised(world: World, node: Node) -> None:
    """An operator accepts whoever is held: one click, for which the computer must have been heard."""
    id_ = node.keys.node_id
    if world.hub.state_of(id_) is not NodeState.OK:
        if world.hub.state_of(id_) is NodeState.NONE:
            if not node.store.outbox.pending():
                world.rec(world.nodes.index(node))
            _send(world, node)
        world.hub.accept(id_)
        world.note()


def _follows(world: World, node: Node) -> bool:
    streams = (ALL, node.site)
    return all(node.followed(stream) == entries_of(world.hub.entries(stream)) for stream in streams)


def _same_decision(world: World, node: Node, items: list[FeedItem]) -> None:
    """The greatest birth holds at the hub and at the node; an older decision only where no clock could tell."""
    best = max(items, key=birth_order)
    need(node.current()[best.subject] == best, "7: hub and node follow different decisions")
    need(world.hub.current(best)[best.subject] == best, "7: the hub itself follows another decision")
    # Of what the story did not number, revocations, the birth alone tells which came last.
    last = max(items, key=lambda item: (world.order.get(item.body, 0), birth_order(item)))
    excused = (world.set_back or not world.clocks.sane) and best.subject in world.hub.disputed()
    need(best == last or excused, "7: a decision swapped for an older one")
