"""All that can happen to the model: each operation takes four small integers, so that chance can write a story."""

from collections import Counter, defaultdict
from typing import Any

from tests.faults.protocol_model.hub import Hub
from tests.faults.protocol_model.node import Node
from tests.faults.protocol_model.parts import ROOT, Ack, Bundle, Fact, Item, Life, Reply, Rules, digest, need

MAX_SITES, MAX_NODES, KEPT_COPIES = 3, 4, 2


class World:
    """
    Nodes, one hub, and a bag of documents that somebody carries.

    *sane_clock*: the hub's clock is right; otherwise it stands in 1970. *opening_marks*: the first fact of an opening
    follows a clock mark, as in the real log.
    """

    def __init__(self, rules: Rules, *, sane_clock: bool = True, opening_marks: bool = False) -> None:
        self.rules, self.sane_clock, self.opening_marks = rules, sane_clock, opening_marks
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
        self.newnode()

    def step(self, operation: str, *numbers: int) -> None:
        """
        Do one operation, then check what must hold at all times.

        Raises:
            Broken: It does not.
        """
        self.clock_ms += 10
        getattr(self, operation)(*numbers)
        self.check()

    # -- nodes

    def newnode(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """A new school; every third *b*, the hub knows its code."""
        if len(self.nodes) >= MAX_SITES:
            return
        node = Node(self.rules, f"k{self._tag()}", f"site{len(self.nodes)}", self.had)
        node.boot(f"i{self._tag()}")
        node.code = f"c{node.key}"
        self._add(node)
        if not b % 3:
            self.hub.codes.add(node.code)

    def rec(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One to three facts about learners that *c* and *d* choose."""
        node = self.node(a)
        for at in range(1 + b % 3):
            if self.opening_marks and not node.seq:
                self._record(node, "-", "mark", False, 99)
            self._record(node, f"p{(c + d * at) % 4}", "use")

    def mark(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """A clock mark; two of three know the hub's time."""
        node = self.node(a)
        self._record(node, "-", "mark", bool(b % 3), node.offset if b % 3 else 99)

    def nbackup(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy a node's disk and put the copy away."""
        at = a % len(self.nodes)
        self.node_copies[at] = [*self.node_copies[at], self.nodes[at].copy()][-KEPT_COPIES:]

    def nrestore(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put an old copy in the place of a node."""
        at = a % len(self.nodes)
        if not self.node_copies[at]:
            return
        before = self.alive()
        self.nodes[at] = self.node_copies[at][b % len(self.node_copies[at])].copy()
        if not self.rules.have("same_inc_on_restore"):
            self.nodes[at].boot(f"i{self._tag()}")
        self.gone |= before - self.alive()

    def reboot(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Close a node and open it again."""
        node = self.node(a)
        node.boot(f"i{self._tag()}")
        node.offset += 1

    def clone(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy a node onto a second machine: closed (odd *b*), or running, with its memory."""
        if len(self.nodes) >= MAX_NODES:
            return
        twin = self.node(a).copy()
        self._add(twin)
        if b % 2:
            twin.boot(f"i{self._tag()}")
        else:
            twin.offset += 10
            self.snapshot_ran = True

    def reenrol(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Give a node another key and another code."""
        node = self.node(a)
        node.key, node.acked, node.kept = f"k{self._tag()}", 0, None
        node.code = f"c{node.key}"
        self.hub.codes.add(node.code)

    # -- roads

    def seal(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put a bundle in the bag: from the cursor (odd *b*) or from *c* on, of *d* events."""
        node = self.node(a)
        self.bag.append(node.seal(None if b % 2 else c % (len(node.log) + 1), 1 + d % 6))

    def http(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """
        One bundle and its reply; cut after *c* frames where *b* is a multiple of 3, the reply lost to the bag where *c*
        is one of 4; *d* = 1, 2: the hub dies before, after its commit.
        """
        node = self.node(a)
        bundle = node.next_bundle()
        reply = self.hub.receive(bundle, self._cut(bundle, b, c), self._crash(d))
        if not reply:
            return
        if not c % 4:
            self.bag.append(reply)
            return
        self._taken(node, reply)

    def deliver(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Bring a bundle from the bag to the hub; the reply goes into the bag."""
        bundles = [one for one in self.bag if isinstance(one, Bundle)]
        if not bundles:
            return
        bundle = bundles[a % len(bundles)]
        if not b % 2:
            self.bag.remove(bundle)
        reply = self.hub.receive(bundle, self._cut(bundle, c, c), self._crash(d))
        if reply:
            self.bag.append(reply)

    def take(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Bring a reply from the bag to a node, whether it is meant for it or not."""
        replies = [one for one in self.bag if not isinstance(one, Bundle)]
        if not replies:
            return
        reply, node = replies[a % len(replies)], self.node(b)
        node.take(reply)
        node.next_bundle(resumes=False)
        if not c % 2:
            self.bag.remove(reply)

    def drop(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Lose something on the way."""
        if self.bag:
            self.bag.pop(a % len(self.bag))

    def bcstick(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put a page of the broadcast stream in the bag."""
        chain = self.hub.feed["all"]
        at = a % (len(chain) + 1)
        self.bag.append((self.hub.page("all", chain[at - 1].head if at else ROOT, at),))

    # -- the hub

    def hclean(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Throw away what waits: it is bounded, and no position has moved."""
        self.hub.waiting.clear()

    def hbackup(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy the hub's disk and put the copy away."""
        self.hub_copies = [*self.hub_copies, self.hub.copy()][-KEPT_COPIES:]

    def hrestore(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put an old copy in the place of the hub, and start it."""
        if not self.hub_copies:
            return
        before = self.alive()
        self.hub = self.hub_copies[a % len(self.hub_copies)].copy()
        self.gone |= before - self.alive()
        if not self.rules.have("same_hub_inc", "try_evidence_only"):
            self.hub.draw(self._hub_clock(b))

    def hrestart(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop the hub and start it."""
        if not self.rules.have("try_evidence_only"):
            self.hub.draw(self._hub_clock(b))

    def hrevert(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Set the disk back under a running hub: it goes on in the same life."""
        if self.hub_copies and self.hub_copies[-1].life == self.hub.life:
            self.set_back = True
            before = self.alive()
            self.hub = self.hub_copies[-1].copy()
            self.gone |= before - self.alive()

    def issue(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Decide something for one site, or for all (odd *b*)."""
        stream = "all" if b % 2 else self.node(a).site
        self._issue(stream, ("plan", stream, c % 2))

    def revoke(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop believing a key."""
        key = self.node(a).key
        self._issue("all", ("revoked", key))
        self.hub.released.discard(key)

    def release(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Believe a key, because an operator says so."""
        key = self.node(a).key
        self.hub.enrolled.add(key)
        self.hub.released.add(key)
        self.hub.settle()

    # -- what must hold

    def check(self) -> None:
        """
        Check what must hold after every step.

        Raises:
            Broken: It does not.
        """
        events = list(self.hub.events.values())
        logs = [fact for node in self.nodes for fact in node.log]
        need(self.ever - self.gone <= self.alive(), "2: a committed event is neither on a laptop nor at the hub")
        counted = Counter([fact.tag for fact in events] + self.hub.orphans)
        need(max(counted.values(), default=1) == 1, "1: counted twice at the hub")
        truth = {fact.head: fact for fact in logs}
        same = all(truth.get(fact.head, fact)[3:] == fact[3:] for fact in events)
        need(same, "3/8: the hub holds another record under a node's position")
        named = {fact.tag: fact.who for fact in events}
        need(all(named.get(fact.tag, fact.who) == fact.who for fact in logs), "8: a record with the wrong learner")
        if not self.snapshot_ran:
            self._check_identities(logs + events)
        self._check_tree(events)

    def seen(self) -> tuple[frozenset[int], tuple[int, ...]]:
        """Return what a history can be compared by: the facts at the hub, and how many each node counts as acked."""
        number = {tag: at for at, tag in enumerate(self.uses, start=1)}
        held = frozenset(number[fact.tag] for fact in self.hub.events.values() if fact.tag in number)
        return held, tuple(node.acked for node in self.nodes)

    def alive(self) -> set[int]:
        """Return the tags of all facts that are on a node or at the hub."""
        return {fact.tag for node in self.nodes for fact in node.log} | {f.tag for f in self.hub.events.values()}

    def node(self, number: int) -> Node:
        """Return a node by number, whatever the number."""
        return self.nodes[number % len(self.nodes)]

    def exchange(self, node: Node) -> None:
        """One bundle up and its reply down, over a good road."""
        bundle = node.next_bundle()
        self._taken(node, self.hub.receive(bundle, len(bundle.frames)))

    def _taken(self, node: Node, reply: Reply) -> None:
        """What a session does with the reply to its bundle: once acked it is forgotten, and the next is sealed."""
        node.take(reply)
        if isinstance(reply[0], Ack) and reply[0].state == "held":
            return
        node.kept = None
        if node.acked < len(node.log):
            node.next_bundle()

    def _check_identities(self, facts: list[Fact]) -> None:
        found: dict[tuple[str, int], Any] = {}
        need(all(found.setdefault(fact[:2], fact.what) == fact.what for fact in facts), "3: one id, two records")

    def _check_tree(self, events: list[Fact]) -> None:
        hub = self.hub
        if not self.rules.have("asis_id_has_key"):
            known = set(hub.events) | hub.skipped | {ROOT}
            need(all(fact.prev in known for fact in events), "6: stored over a gap")
        forks = [head for head, after in hub.children.items() if len(after & set(hub.events)) > 1]
        need(all(("fork", head) in hub.alerts for head in forks), "a fork nobody was told of")

    def _record(self, node: Node, who: str, kind: str, *more: Any) -> None:
        tag = self._tag()
        node.record(who, (kind, tag, *more))
        self.ever.add(tag)
        if kind == "use":
            self.uses.append(tag)

    def _add(self, node: Node) -> None:
        self.nodes.append(node)
        self.node_copies[len(self.nodes) - 1] = []

    def _issue(self, stream: str, subject: Any) -> None:
        self.issued += 1
        self.hub.numbers += 1
        self.hub.publish(Item((self.hub.life, self.hub.numbers), self.issued, stream, subject))

    def _cut(self, bundle: Bundle, whole: int, frames: int) -> int:
        return len(bundle.frames) if whole % 3 else frames % (len(bundle.frames) + 1)

    def _crash(self, number: int) -> int:
        return number % 9 if number % 9 in (1, 2) else 0

    def _hub_clock(self, b: int) -> int:
        return self.clock_ms if self.sane_clock or b % 2 else 0

    def _tag(self) -> int:
        self.tags += 1
        return self.tags

    def _roll(self) -> int:
        self.rolls += 1
        return int(digest(self.rolls, "x")[:2], 16)
