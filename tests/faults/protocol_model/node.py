"""A school's node in the model: its log, its cursor, its copy of the feed."""

from itertools import groupby
from typing import Any

from tests.faults.protocol_model.parts import (
    PER_BUNDLE,
    PER_FRAME,
    ROOT,
    Ack,
    Bundle,
    Document,
    Fact,
    Item,
    Life,
    Marks,
    Page,
    Reply,
    Rules,
    Shown,
    Wire,
    birth_order,
    digest,
    need,
)


class Node:
    """One database of one site. *had* says what each life of the hub ever committed: a ghost, for checking only."""

    def __init__(self, rules: Rules, key: str, site: str, had: dict[Life, set[str]]) -> None:
        self.rules, self.key, self.site, self.had = rules, key, site, had
        self.incarnation, self.seq, self.log = "", 0, list[Fact]()
        self.code: str | None = None
        self.offset = 0
        self.acked = self.sent = self.most_acked = 0
        self.life: Life | None = None
        self.earlier_lives: tuple[Life | None, ...] = ()
        self.proof: tuple[Ack, int] | None = None
        self.held = False
        self.kept: Bundle | None = None
        self.feed: dict[str, list[Any]] = {"all": [], site: []}
        self.moved_by: dict[str, Life | None] = {"all": None, site: None}
        self.items: set[Item] = set()
        self.seen: set[Item] = set()
        self.arrival: dict[Item, tuple[Life, int]] = {}

    def copy(self) -> "Node":
        """Return a copy of this disk."""
        twin = Node(self.rules, self.key, self.site, self.had)
        twin.__dict__.update(self.__dict__)
        twin.log, twin.items, twin.seen = list(self.log), set(self.items), set(self.seen)
        twin.feed = {stream: list(chain) for stream, chain in self.feed.items()}
        twin.moved_by, twin.arrival = dict(self.moved_by), dict(self.arrival)
        return twin

    def boot(self, incarnation: str) -> None:
        """Open the database anew."""
        self.incarnation, self.seq = incarnation, 0

    def record(self, who: str, what: tuple[Any, ...]) -> None:
        """Append a fact."""
        self.seq += 1
        prev = self.log[-1].head if self.log else ROOT
        head = head_of(self.rules, prev, self.incarnation, self.seq, who, what, cut=len(self.log) % PER_FRAME == 0)
        self.log.append(Fact(self.incarnation, self.seq, prev, head, who, what))

    def head_at(self, at: int) -> str:
        """Return the head after *at* events."""
        return self.log[at - 1].head if at else ROOT

    def lost_by_the_hub(self) -> tuple[Item, ...]:
        """Return the items that the node holds and that its copy of the feed no longer carries."""
        if self.rules.have("no_return"):
            return ()
        carried = {stream: {entry.item for entry in chain} for stream, chain in self.feed.items()}
        return tuple(sorted((item for item in self.items if item not in carried[item.stream]), key=birth_order))

    def next_bundle(self, *, resumes: bool = True) -> Bundle:
        """Return the bundle that is due: the same bytes as before as long as they are."""
        kept, due = self.kept, self.seal()
        if kept and kept.prev == due.prev and (resumes or kept.ends == due.ends) and (kept.code or not self.code):
            return kept
        if due.frames:
            self.kept = due
        return due

    def leave(self) -> list[Bundle]:
        """Return all that a stick takes: the bundle that is due, and every one that follows it."""
        left = [self.next_bundle(resumes=False)]
        start = self.acked + sum(map(len, left[0].frames))
        return left + [self.seal(at) for at in range(start, len(self.log), PER_BUNDLE)]

    def seal(self, start: int | None = None, count: int = PER_BUNDLE) -> Bundle:
        """Seal *count* events after the first *start*, or after the acked ones."""
        start = self.acked if start is None else min(start, len(self.log))
        facts = self.log[start : start + count]
        wire = self._wire(facts, start)
        self.sent = max(self.sent, start + len(facts))
        # A frame holds events of one incarnation.
        runs = [list(run) for _, run in groupby(range(len(facts)), key=lambda at: facts[at].incarnation)]
        cuts = [run[at : at + PER_FRAME] for run in runs for at in range(0, len(run), PER_FRAME)]
        parts = (
            self.key,
            self.head_at(start),
            tuple(tuple(wire[at] for at in cut) for cut in cuts),
            tuple(facts[cut[-1]].head for cut in cuts),
            tuple(self._shown(stream) for stream in sorted(self.feed)),
            self.lost_by_the_hub(),
            self.proof[0] if self.proof else None,
            self.code,
            self.site,
        )
        return Bundle(digest(parts), *parts)

    def take(self, reply: Reply) -> None:
        """Apply a reply. One that is for another key is left alone."""
        if reply and isinstance(reply[0], Ack) and reply[0].key != self.key:
            return
        for document in reply:
            self._apply(document)

    def current(self, subject: Any) -> Item | None:
        """Return the item of a subject that holds."""
        found = [item for item in self.items if item.subject == subject]
        by_number = self.rules.have("asis_supersede_by_number")
        return max(found, key=self.arrival.__getitem__ if by_number else birth_order, default=None)

    def _wire(self, facts: list[Fact], start: int) -> list[Wire]:
        """Write each learner once; before the bundle, at a safe position, a reference to what named it is enough."""
        unsafe = {"ref_to_sent": self.sent, "ref_old_hub": self.most_acked}
        safe = unsafe.get(self.rules.planted, min(self.acked, start))
        named: dict[str, tuple[str, int]] = {}
        for fact in self.log[:safe]:
            named.setdefault(fact.who, fact[:2])
        wire: list[Wire] = []
        for fact in facts:
            wire.append((fact.incarnation, fact.seq, named.get(fact.who) or fact.who, fact.what))
            named.setdefault(fact.who, fact[:2])
        return wire

    def _shown(self, stream: str) -> Shown:
        chain = self.feed[stream]
        last = chain[-1] if chain else None
        return Shown(
            stream, last.head if last else ROOT, last.life if last else None, len(chain), self.moved_by[stream]
        )

    def _apply(self, document: Document) -> None:
        match document:
            case Ack():
                self._heed(document)
            case Page() if document.stream in self.feed:
                self._turn(document)
            case Marks() if document.stream in self.feed:
                self._go_back(document)

    def _heed(self, ack: Ack) -> None:
        rules = self.rules
        if ack.life != self.life and not rules.have("no_rewind"):
            if rules.have("hub_inc_unordered"):
                if ack.life in self.earlier_lives:
                    return
                self.earlier_lives += (self.life,)
            elif self.life and ack.life < self.life:
                return
            self.life, self.acked, self.proof = ack.life, 0, None
        self.held = ack.state == "held"
        named = self._deepest(ack)
        best = max(self.acked, named)
        while best < len(self.log) and self.log[best].incarnation in ack.closed:
            best += 1
        if rules.have("enrol_drops_before") and ack.state == "ok" and self.code:
            best = len(self.log)
        if ack.state == "ok":
            self.code = None
        self.acked, self.most_acked = best, max(self.most_acked, best)
        if self.proof is None or best > self.proof[1] or (named and named == best):
            self.proof = (ack, best)

    def _deepest(self, ack: Ack) -> int:
        """Return how deep in its own log the node finds what the ack names."""
        numbers_only = self.rules.have("ack_without_head", "dedup_on_seq")
        by_head = {fact.head: at for at, fact in enumerate(self.log, start=1)}
        by_number = {fact[:2]: at for at, fact in enumerate(self.log, start=1)}
        best = 0
        for incarnation, seq, head in ack.tips:
            at = by_number.get((incarnation, seq), 0) if numbers_only else by_head.get(head, 0)
            if at and not numbers_only:
                need(head in self.had[ack.life], "4: the ack counts what that life of the hub never committed")
            best = max(best, at)
        return best

    def _turn(self, page: Page) -> None:
        rules, chain = self.rules, self.feed[page.stream]
        heads = [ROOT, *(entry.head for entry in chain)]
        moved_by = self.moved_by[page.stream]
        self.seen |= {entry.item for entry in page.entries}
        strange = page.base not in heads or bool(moved_by and page.life < moved_by)
        if rules.have("stick_items_dropped") and strange:
            return
        for entry in page.entries:
            self.items.add(entry.item)
            self.arrival[entry.item] = (entry.life, entry.number)
        if rules.have("feed_number_only"):
            for entry in page.entries:
                if entry.number == len(chain) + 1:
                    chain.append(entry)
            return
        if strange:
            return
        keep = heads.index(page.base)
        same = 0
        while same < len(page.entries) and chain[keep + same : keep + same + 1] == [page.entries[same]]:
            same += 1
        if same < len(page.entries):
            self.feed[page.stream] = chain[: keep + same] + list(page.entries[same:])
        self.moved_by[page.stream] = page.life

    def _go_back(self, marks: Marks) -> None:
        chain = self.feed[marks.stream]
        heads = [ROOT, *(entry.head for entry in chain)]
        moved_by = self.moved_by[marks.stream]
        if marks.asked != heads[-1] or (moved_by and marks.life < moved_by):
            return
        keep = next(heads.index(head) for head in marks.heads if head in heads)
        self.feed[marks.stream], self.moved_by[marks.stream] = chain[:keep], marks.life


def head_of(rules: Rules, prev: str, incarnation: str, seq: int, who: Any, what: Any, *, cut: bool = False) -> str:
    """Return the head after an event. It must not depend on how frames are cut."""
    parts = (prev, incarnation, seq, who, what)
    return digest(*parts, cut) if rules.have("heads_by_frame") else digest(*parts)
