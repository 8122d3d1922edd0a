"""What must hold once the faults stop: all arrives, hub and nodes follow the same decisions, order was nothing."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.faults.protocol_model.dating import is_anchor, week_of
from tests.faults.protocol_model.hub import Hub
from tests.faults.protocol_model.node import Node
from tests.faults.protocol_model.parts import PER_BUNDLE, Bundle, Entry, Item, Life, birth_order, digest, need
from tests.faults.protocol_model.world import World


def heal(world: World) -> None:
    """
    Stop the faults, let every node exchange, and check what must hold then.

    Raises:
        Broken: It does not.
    """
    for at in range(len(world.nodes)):
        world.step("release", at)
    for node in world.nodes:
        _everything_arrives(world, node)
    for _ in range(3 + 2 * len(world.hub.items) + 2 * sum(len(node.items) for node in world.nodes)):
        for node in world.nodes:
            world.exchange(node)
    _no_decision_is_lost(world)
    _one_feed_position_is_one_item(world)
    _order_is_nothing(world)
    for node in world.nodes:
        _facts_are_dated_by_their_own_chain(world, node)


def _everything_arrives(world: World, node: Node) -> None:
    """Two exchanges for each bundle of backlog, counted from the deepest position that the hub can name."""
    hub = world.hub
    place = {fact.head: at for at, fact in enumerate(node.log, start=1)}
    named = [place.get(head, 0) for _, _, head in hub.tips(node.key, None)]
    believed = node.life == hub.life and node.acked and hub.holds(node.key, node.head_at(node.acked))
    backlog = len(node.log) - max([*named, node.acked if believed else 0])
    for _ in range(2 * max(1, -(-backlog // PER_BUNDLE))):
        world.exchange(node)
    missing = {fact.tag for fact in node.log} - {fact.tag for fact in hub.events.values()}
    need(not missing, f"5: {len(missing)} events not at the hub after two exchanges per bundle")
    world.exchange(node)
    need(node.acked == len(node.log), "5: the node does not learn that all is received")


def _no_decision_is_lost(world: World) -> None:
    hub = world.hub
    survivors = hub.items.union(*(node.items | node.seen for node in world.nodes))
    need(survivors == hub.items, "7: the hub never got back a signed item")
    for node in world.nodes:
        mine = {item for item in hub.items if item.stream in node.feed}
        need(mine <= node.items, "7: a feed item never reaches a node")
        returns = node.lost_by_the_hub() and not world.rules.have("asis_readmit_unpublished")
        need(not returns, "7: items returned for ever")
        for subject in {item.subject for item in mine}:
            _same_decision(world, node, [item for item in mine if item.subject == subject])


def _same_decision(world: World, node: Node, items: list[Item]) -> None:
    best, last = max(items, key=birth_order), max(items, key=lambda item: item.issued)
    need(node.current(best.subject) == best, "7: hub and node follow different decisions")
    # An older decision may win only where no clock could tell, and then the operator is told.
    excused = world.set_back or not world.sane_clock or world.rules.have("try_evidence_only")
    told = ("decision", best.subject) in world.hub.alerts
    need(best == last or (told and excused), "7: a decision swapped for an older one")


def _one_feed_position_is_one_item(world: World) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for node in world.nodes:
        for stream, chain in node.feed.items():
            same = all(seen.setdefault((stream, entry.head), entry) == entry for entry in chain)
            need(same, "7: one feed position, two items")


def _order_is_nothing(world: World) -> None:
    """Give all that ever came to fresh hubs, in several orders."""
    orders: tuple[Callable[[tuple[Bundle, int]], Any], ...] = (
        lambda got: got[0].id,
        lambda got: digest(got[0].id, 1),
        lambda got: digest(got[0].id, 2),
    )
    states = [_state_after(world, sorted(world.got, key=order)) for order in orders]
    same = states[0] == states[1] == states[2]
    need(same or world.rules.have("try_no_waiting"), "10: the hub's state depends on the order of deliveries")


def _state_after(world: World, deliveries: list[tuple[Bundle, int]]) -> tuple[frozenset[str], dict[str, int | None]]:
    had: dict[Life, set[str]] = defaultdict(set)
    hub = Hub(world.rules, had, set(), lambda: 0)
    hub.enrolled = hub.released = {bundle.key for bundle, _ in deliveries}
    for bundle, frames in deliveries:
        hub.receive(bundle._replace(returned=(), proof=None, shown=(), code=None), frames)
    weeks = hub.weeks if world.rules.have("freeze_week") else {h: week_of(hub, f) for h, f in hub.events.items()}
    return frozenset(hub.events), weeks


def _facts_are_dated_by_their_own_chain(world: World, node: Node) -> None:
    """Once an anchored mark is on its chain, a fact is dated right, whenever the mark came."""
    offset: int | None = None
    for at, fact in enumerate(node.log):
        offset = fact.what[3] if is_anchor(fact) else offset if fact.seq > 1 else None
        later = (f.what[3] for f in node.log[at:] if f.incarnation == fact.incarnation and is_anchor(f))
        right = next(later, None) if offset is None and not world.snapshot_ran else offset
        held = world.hub.events.get(fact.head)
        if right is None or held is None:
            continue
        frozen = world.rules.have("freeze_week")
        found = world.hub.weeks[fact.head] if frozen else week_of(world.hub, held)
        need(found == right, "2/11: a fact dated by another branch's clock, or not dated again")
