"""What there is in the model: nodes, a hub and their copies, a bag of documents, and what was ever recorded."""

from collections import defaultdict
from typing import Any

from tests.faults.protocol_model.hub import Hub
from tests.faults.protocol_model.node import Node
from tests.faults.protocol_model.parts import Ack, Bundle, Item, Life, Reply, Rules, Seen, digest


class Scene:
    """
    Nodes, one hub, and a bag of documents that somebody carries.

    *sane_clock*: the hub's clock is right; otherwise it stands in 1970. *as_built*: the first fact of an opening
    follows a clock mark, and the hub has told its catalogue, as on the real machines.
    """

    def __init__(self, rules: Rules, *, sane_clock: bool = True, as_built: bool = False) -> None:
        self.rules, self.sane_clock, self.as_built = rules, sane_clock, as_built
        self.tags = self.rolls = self.issued = self.clock_ms = 0
        self.had: dict[Life, set[str]] = defaultdict(set)
        self.got: set[tuple[Bundle, int]] = set()
        self.hub = Hub(rules, self.had, self.got, self._roll)
        self.had[self.hub.life] = set()
        self.hub_copies: list[Hub] = []
        self.nodes: list[Node] = []
        self.node_copies: dict[int, list[Node]] = {}
        self.bag: list[Bundle | Reply] = []
        self.ever, self.gone, self.uses = set[int](), set[int](), list[int]()
        self.snapshot_ran = self.set_back = False
        if as_built:
            self.hub.publish(Item((self.hub.life, 0), 0, "all", "catalogue"))

    def seen(self) -> Seen:
        """Return what a history can be compared by."""
        number = {tag: at for at, tag in enumerate(self.uses, start=1)}
        held = frozenset(number[fact.tag] for fact in self.hub.events.values() if fact.tag in number)
        decided = tuple(frozenset(item.issued for item in one.items) for one in (self.hub, *self.nodes))
        return Seen(held, tuple(node.acked for node in self.nodes), decided)

    def alive(self) -> set[int]:
        """Return the tags of all facts that are on a node or at the hub."""
        return {fact.tag for node in self.nodes for fact in node.log} | {f.tag for f in self.hub.events.values()}

    def node(self, number: int) -> Node:
        """Return a node by number, whatever the number."""
        return self.nodes[number % len(self.nodes)]

    def exchange(self, node: Node) -> None:
        """One bundle up and its reply down, over a good road."""
        bundle = node.next_bundle()
        self.taken(node, self.hub.receive(bundle, len(bundle.frames)))

    def taken(self, node: Node, reply: Reply) -> None:
        """What a session does with the reply to its bundle: once acked it is forgotten, and the next is sealed."""
        node.take(reply)
        if isinstance(reply[0], Ack) and reply[0].state == "held":
            return
        node.kept = None
        if node.acked < len(node.log):
            node.next_bundle()

    def record(self, node: Node, who: str, kind: str, *more: Any) -> None:
        """Let a node record a fact that nothing may lose."""
        tag = self.tag()
        node.record(who, (kind, tag, *more))
        self.ever.add(tag)
        if kind == "use":
            self.uses.append(tag)

    def add(self, node: Node) -> None:
        """Let one more node take part."""
        self.nodes.append(node)
        self.node_copies[len(self.nodes) - 1] = []

    def decide(self, stream: str, subject: Any) -> None:
        """Let the hub publish an item."""
        self.issued += 1
        self.hub.numbers += 1
        self.hub.publish(Item((self.hub.life, self.hub.numbers), self.issued, stream, subject))

    def hub_clock(self, b: int) -> int:
        """Return what the hub's clock says when it starts."""
        return self.clock_ms if self.sane_clock or b % 2 else 0

    def tag(self) -> int:
        """Return a number that was never given before."""
        self.tags += 1
        return self.tags

    def _roll(self) -> int:
        self.rolls += 1
        return int(digest(self.rolls, "x")[:2], 16)
