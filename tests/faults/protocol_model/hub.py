"""The hub in the model: a tree of events, what waits, the feed, and which life it is in."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.faults.protocol_model.dating import week_of
from tests.faults.protocol_model.feed import Feed
from tests.faults.protocol_model.node import head_of
from tests.faults.protocol_model.parts import (
    ROOT,
    Ack,
    Bundle,
    Entry,
    Fact,
    Item,
    Life,
    Marks,
    Page,
    Reply,
    Rules,
)


class Hub(Feed):
    """
    One copy of the hub's disk, running.

    *had* says what each life ever committed, *got* which bundles ever came and how much of each, and *roll* gives the
    random half of a new life: ghosts and dice, shared by all copies of one history.
    """

    def __init__(
        self, rules: Rules, had: dict[Life, set[str]], got: set[tuple[Bundle, int]], roll: Callable[[], int]
    ) -> None:
        self.rules, self.had, self.got, self.roll = rules, had, got, roll
        self.events: dict[str, Fact] = {}
        self.children: dict[str, set[str]] = {}
        self.began: dict[str, str] = {}
        """Which key brought the first event of each log."""
        self.brought: dict[str, set[str]] = {}
        self.waiting: dict[str, tuple[Bundle, int]] = {}
        self.enrolled, self.released = set[str](), set[str]()
        self.codes: dict[str, int] = {}
        self.life: Life = (1, 0)
        self.lives = {self.life}
        self.top, self.numbers = 1, 0
        self.feed: dict[str, list[Entry]] = {"all": []}
        self.items: set[Item] = set()
        self.alerts: set[tuple[str, Any]] = set()
        self.weeks: dict[str, int | None] = {}
        self.cursors: dict[tuple[str, str], int] = {}
        self.skipped: set[str] = set()
        self.orphans: list[int] = []

    def copy(self) -> "Hub":
        """Return a copy of this disk."""
        twin = Hub(self.rules, self.had, self.got, self.roll)
        twin.__dict__.update(self.__dict__)
        for name in ("events", "waiting", "weeks", "cursors", "codes", "began"):
            setattr(twin, name, dict(getattr(self, name)))
        for name in ("enrolled", "released", "items", "alerts", "skipped", "lives"):
            setattr(twin, name, set(getattr(self, name)))
        twin.children = {head: set(after) for head, after in self.children.items()}
        twin.brought = {key: set(heads) for key, heads in self.brought.items()}
        twin.feed = {stream: list(chain) for stream, chain in self.feed.items()}
        return twin

    def draw(self, clock_ms: int, shown: int = 0) -> None:
        """Begin a new life."""
        if self.rules.have("asis_inc_max"):
            ms = max(self.top, shown) if shown else max(self.top + 1, clock_ms)
        else:
            ms = max(self.top + 1, shown + 1, clock_ms)
        self.life, self.top = (ms, self.roll()), ms
        self.lives.add(self.life)
        self.had[self.life] = {fact.head for fact in self.events.values()}

    def invite(self, code: str) -> None:
        """Hand out a one-time code."""
        self.codes[code] = self.life[0]

    def note_lost(self, life: Life) -> None:
        """Void the codes of before a life that is lost, maybe in part: somebody may have used them in it."""
        lost_ms = life[0] + (life in self.lives)
        self.codes = {code: issued for code, issued in self.codes.items() if issued >= lost_ms}

    def recognises(self, key: str) -> bool:
        """Tell whether what a key sends counts."""
        revoked = any(item.subject == ("revoked", key) for item in self.items)
        return key in self.enrolled and (key in self.released or not revoked)

    def holds(self, key: str, head: str) -> bool:
        """Tell whether the event at *head* is here; before the first one it always is."""
        return head == ROOT or self.named(key, head) in self.events or head in self.skipped

    def named(self, key: str, head: str) -> str:
        """Return under which name an event is kept: who brought it must be no part of it."""
        return key + head if self.rules.have("asis_id_has_key") and head != ROOT else head

    def receive(self, bundle: Bundle, frames: int, crash: int = 0) -> Reply:
        """Take the first *frames* of a bundle; *crash*: 1 before the commit, 2 after it. Return the reply."""
        if crash == 1:
            return self._crash_before_commit(bundle, frames)
        self._heed_what_is_shown(bundle)
        if bundle.code and bundle.code in self.codes:
            del self.codes[bundle.code]
            self.enrolled.add(bundle.key)
        if frames == len(bundle.frames):
            self._readmit(bundle.returned)
        if frames:
            self.got.add((bundle, frames))
            if frames > self.waiting.get(bundle.id, (bundle, 0))[1]:
                self.waiting[bundle.id] = (bundle, frames)
        known = self.recognises(bundle.key)
        self.settle()
        done = self._apply(bundle, frames)[0] if known else None
        if crash == 2:
            self.draw(0)
            return ()
        return self._reply(bundle, frames, known, done)

    def settle(self) -> None:
        """Try what waits again after each change: gap, quarantine and unknown format are one state."""
        more = True
        while more:
            more = False
            for id_, (bundle, frames) in sorted(self.waiting.items()):
                if not self.recognises(bundle.key):
                    continue
                before = len(self.events)
                _, whole = self._apply(bundle, frames)
                if whole:
                    del self.waiting[id_]
                more = more or whole or len(self.events) > before
                if self.rules.have("drop_waiting", "try_no_waiting") and not whole:
                    self.waiting.pop(id_, None)

    def tips(self, key: str, done: Fact | None) -> list[tuple[str, int, str]]:
        """Return ends and fork points of every tree that holds something this key brought."""
        roots = {self._root(key, head) for head in self.brought.get(key, ())}
        roots |= {self._root(key, done.head)} if done else set()
        held = set(self.events)
        return [
            (fact.incarnation, fact.seq, fact.head)
            for fact in self.events.values()
            if self._root(key, fact.head) in roots and len(self.children.get(fact.head, set()) & held) != 1
        ]

    def _crash_before_commit(self, bundle: Bundle, frames: int) -> Reply:
        if self.rules.have("ack_before_commit"):
            ack = Ack(bundle.key, self.life, "ok", _ends(bundle, frames))
            self.draw(0)
            return (ack,)
        if self.rules.have("orphans_read"):
            self.orphans = self.orphans + [wire[3][1] for frame in bundle.frames[:frames] for wire in frame]
        self.draw(0)
        return ()

    def _heed_what_is_shown(self, bundle: Bundle) -> None:
        """Begin a new life on evidence of a restore: a later life, or something of this one that is not here."""
        rules = self.rules
        ack = bundle.proof
        if ack:
            gone = not all(self.holds(bundle.key, head) for _, _, head in ack.tips)
            if gone or ack.life not in self.lives:
                self.note_lost(ack.life)
            gone = gone and self.recognises(bundle.key)
            if (ack.life > self.life and rules.have("asis_inc_max")) or (
                not rules.have("asis_no_redraw")
                and (ack.life > self.life or (ack.life == self.life and gone and not rules.blind()))
            ):
                self.draw(0, ack.life[0])
        for at in bundle.shown:
            unseen = ("asis_no_redraw", "asis_inc_max", "asis_feed_shows_no_inc")
            if at.moved_by and at.moved_by > self.life and not rules.have(*unseen):
                self.draw(0, at.moved_by[0])
            lacks = all(entry.head != at.head for entry in self.feed.get(at.stream, ()))
            ignored = rules.blind("asis_no_redraw", "asis_inc_max", "feed_number_only")
            if at.life and at.life >= self.life and lacks and not ignored:
                self.draw(0, at.life[0])

    def _readmit(self, returned: Iterable[Item]) -> None:
        """Take back the signed items that this hub lost, each once, and say so where it decided otherwise since."""
        rules = self.rules
        for item in returned:
            if item in self.items:
                continue
            self.note_lost(item.birth[0])
            if any(other.subject == item.subject for other in self.items) and not rules.have("asis_readmit_silently"):
                self.alerts.add(("decision", item.subject))
            if item.birth[0] >= self.life and not rules.blind("asis_no_redraw", "asis_inc_max"):
                self.draw(0, item.birth[0][0])
            if rules.have("asis_readmit_unpublished"):
                self.items.add(item)
            else:
                self.publish(item)

    def _apply(self, bundle: Bundle, frames: int) -> tuple[Fact | None, bool]:
        """Return the last event received along a bundle, and whether all *frames* were; a frame commits whole."""
        rules, prev = self.rules, bundle.prev
        if not self.holds(bundle.key, prev) and not rules.have("ack_over_gap"):
            return None, False
        done = self.events.get(self.named(bundle.key, prev))
        for frame, end in list(zip(bundle.frames, bundle.ends, strict=True))[:frames]:
            new: list[Fact] = []
            for at, (incarnation, seq, named, what) in enumerate(frame):
                who = self._resolve(bundle.key, prev, named, new) if isinstance(named, tuple) else named
                if who is None:
                    return done, False
                before = new[-1].head if new else done.head if done else bundle.prev
                prev = head_of(rules, prev, incarnation, seq, who, what, cut=at == 0)
                new.append(Fact(incarnation, seq, before, prev, who, what))
            if prev != end and not rules.have("asis_no_end_head", "heads_by_frame"):
                return done, False
            for fact in new:
                self._keep(bundle.key, fact)
                done = fact
        return done, True

    def _keep(self, key: str, fact: Fact) -> None:
        rules, name = self.rules, self.named(key, fact.head)
        if name not in self.events:
            taken = any(other[:2] == fact[:2] for other in self.events.values())
            if rules.have("dedup_on_seq") and taken:
                self.skipped.add(fact.head)
            else:
                self.events[name] = fact
                self.children.setdefault(fact.prev, set()).add(fact.head)
                if rules.have("freeze_week"):
                    self.weeks[fact.head] = week_of(self, fact)
                if fact.prev == ROOT:
                    self.began[fact.head] = key
                if len(self.siblings(fact.head, fact.prev)) > 1 and not rules.have("twin_silent"):
                    self.alerts.add(("fork", fact.prev))
        self.had[self.life].add(fact.head)
        self.brought.setdefault(key, set()).add(fact.head)

    def siblings(self, head: str, prev: str) -> set[str]:
        """Return what follows *prev*, *head* too: of the logs that begin there, those of its own key."""
        after = self.children[prev] & set(self.events)
        return after if prev != ROOT else {one for one in after if self.began[one] == self.began.get(head)}

    def _resolve(self, key: str, head: str, reference: tuple[str, int], new: list[Fact]) -> str | None:
        """Resolve a reference along the chain that the frame continues, never by number alone."""
        if self.rules.have("ref_any_branch", "asis_no_end_head", "ack_over_gap"):
            return next((f.who for f in [*self.events.values(), *new] if f[:2] == reference), None)
        own = {fact.head: fact for fact in new}
        while head != ROOT:
            fact = own.get(head) or self.events.get(self.named(key, head))
            if fact is None:
                return None
            if fact[:2] == reference:
                return fact.who
            head = fact.prev
        return None

    def _root(self, key: str, head: str) -> str:
        while (fact := self.events.get(self.named(key, head))) and self.named(key, fact.prev) in self.events:
            head = fact.prev
        return head

    def _reply(self, bundle: Bundle, frames: int, known: bool, done: Fact | None) -> Reply:
        rules = self.rules
        tips = set(self.tips(bundle.key, done)) if known else set()
        tips |= {(done.incarnation, done.seq, done.head)} if known and done else set()
        if not known and rules.have("held_moves"):
            tips = set(_ends(bundle, frames))
        if rules.have("dedup_on_seq"):
            tips |= {tip for tip in _ends(bundle, frames) if tip[2] in self.skipped}
        closed = self._closed() if known and rules.have("asis_closed_bit") else ()
        ack = Ack(bundle.key, self.life, "ok" if known else "held", tuple(sorted(tips)), closed)
        return (ack, *self._pages(bundle)) if known else (ack,)

    def _pages(self, bundle: Bundle) -> list[Page | Marks]:
        pages = []
        for at in bundle.shown:
            head, number = at.head, at.number
            if self.rules.have("asis_hub_keeps_cursor"):
                number = max(number, self.cursors.get((bundle.key, at.stream), 0))
                chain = self.feed.get(at.stream, [])
                head = chain[number - 1].head if 0 < number <= len(chain) else head
            page = self.page(at.stream, head, number)
            self.cursors[bundle.key, at.stream] = number + (len(page.entries) if isinstance(page, Page) else 0)
            pages.append(page)
        return pages

    def _closed(self) -> tuple[str, ...]:
        held = self.events
        return tuple(
            {
                fact.incarnation
                for fact in held.values()
                if any(held[c].incarnation != fact.incarnation for c in self.children.get(fact.head, ()) if c in held)
            }
        )


def _ends(bundle: Bundle, frames: int) -> tuple[tuple[str, int, str], ...]:
    pairs = list(zip(bundle.frames, bundle.ends, strict=True))[:frames]
    return tuple((frame[-1][0], frame[-1][1], head) for frame, head in pairs)
