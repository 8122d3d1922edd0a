"""All that can happen to the model: each operation takes four small integers, so that chance can write a story."""

from tests.faults.protocol_model.invariants import check
from tests.faults.protocol_model.node import Node
from tests.faults.protocol_model.parts import ROOT, Ack, Bundle, Rules
from tests.faults.protocol_model.scene import Scene

MAX_SITES, MAX_NODES, KEPT_COPIES = 3, 4, 2


class World(Scene):
    """A scene in which things happen. Whatever numbers an operation is given, they mean something or do nothing."""

    def __init__(self, rules: Rules, *, sane_clock: bool = True, as_built: bool = False) -> None:
        super().__init__(rules, sane_clock=sane_clock, as_built=as_built)
        self.newnode()

    def step(self, operation: str, *numbers: int) -> None:
        """
        Do one operation, then check what must hold at all times.

        Raises:
            Broken: It does not.
        """
        self.clock_ms += 10
        getattr(self, operation)(*numbers)
        check(self)

    # -- nodes

    def newnode(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """A new school; every third *b*, the hub knows its code."""
        if len(self.nodes) >= MAX_SITES:
            return
        node = Node(self.rules, f"k{self.tag()}", f"site{len(self.nodes)}", self.had)
        node.boot(f"i{self.tag()}")
        node.code = f"c{node.key}"
        self.add(node)
        if not b % 3:
            self.hub.invite(node.code)

    def rec(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One to three facts about learners that *c* and *d* choose."""
        node = self.node(a)
        for at in range(1 + b % 3):
            if self.as_built and not node.seq:
                self.record(node, "-", "mark", False, 99)
            self.record(node, f"p{(c + d * at) % 4}", "use")

    def mark(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """A clock mark; two of three know the hub's time."""
        node = self.node(a)
        self.record(node, "-", "mark", bool(b % 3), node.offset if b % 3 else 99)

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
            self.nodes[at].boot(f"i{self.tag()}")
        self.gone |= before - self.alive()

    def reboot(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Close a node and open it again."""
        node = self.node(a)
        node.boot(f"i{self.tag()}")
        node.offset += 1

    def clone(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy a node onto a second machine: closed (odd *b*), or running, with its memory."""
        if len(self.nodes) >= MAX_NODES:
            return
        twin = self.node(a).copy()
        self.add(twin)
        if b % 2:
            twin.boot(f"i{self.tag()}")
        else:
            twin.offset += 10
            self.snapshot_ran = True

    def reenrol(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Give a node another key and another code."""
        node = self.node(a)
        node.key, node.acked, node.kept = f"k{self.tag()}", 0, None
        node.code = f"c{node.key}"
        self.hub.invite(node.code)

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
        self.taken(node, reply)

    def httpcut(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One bundle, and of its reply the ack; the page for every school too (*b* = 1), or every page (*b* = 2)."""
        node = self.node(a)
        bundle = node.next_bundle()
        ack, *pages = self.hub.receive(bundle, len(bundle.frames))
        came = [page for page in pages if not isinstance(page, Ack) and (page.stream == "all" or b % 3 == 2)]
        self.taken(node, (ack, *came) if b % 3 else (ack,))

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

    def stick(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Leave all that a node has on a stick: into the bag."""
        self.bag += self.node(a).leave()

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
            self.hub.draw(self.hub_clock(b))

    def hrestart(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop the hub and start it."""
        if not self.rules.have("try_evidence_only"):
            self.hub.draw(self.hub_clock(b))

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
        self.decide(stream, ("plan", stream, c % 2))

    def revoke(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop believing a key."""
        key = self.node(a).key
        self.decide("all", ("revoked", key))
        self.hub.released.discard(key)

    def release(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Believe a key, because an operator says so."""
        key = self.node(a).key
        self.hub.enrolled.add(key)
        self.hub.released.add(key)
        self.hub.settle()

    def _cut(self, bundle: Bundle, whole: int, frames: int) -> int:
        return len(bundle.frames) if whole % 3 else frames % (len(bundle.frames) + 1)

    def _crash(self, number: int) -> int:
        return number % 9 if number % 9 in (1, 2) else 0
