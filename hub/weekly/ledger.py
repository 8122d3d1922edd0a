"""The stretches of a bucket: which follow and repeat each other, and what dates each. Pure."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

import msgspec

from hub import branches
from shared.dating import Mark, Piece, anchor

Told = tuple[int, str, int, int]
"""A ``shared.dating.Piece``, plain."""
_SEQ = attrgetter("seq")


class Clock(msgspec.Struct, array_like=True):
    """What of a stretch's events tells the time."""

    last_s: int
    received_s: int
    marks: list[tuple[int, int, int, int | None]] = []
    cuts: dict[int, int] = {}


class Stretch(msgspec.Struct, array_like=True):
    """Events of one incarnation that the hub received together (``hub.branches``)."""

    id: int
    tree: str
    parent: int
    after_seq: int
    incarnation: bytes
    first_seq: int
    last_seq: int
    first_depth: int
    segment: str
    node: str
    site: str
    clock: Clock | None = None
    told: list[Told] = []
    """By what its events are dated; empty until it was asked."""
    blocks: list[int] = []
    """Where those of its dated events lie that a clock dates."""
    counts: dict[str, list[int]] = {}
    """Of those that count: facts, units, undated, and units of these, by what dates them."""
    left_out: dict[str, int] = {}


def suspects(held: Iterable[Stretch]) -> set[bytes]:
    """Return the incarnations of which two stretches hold the same numbers: a fork, or events that came twice."""
    ends: dict[bytes, int] = {}
    found = set()
    for one in sorted(held, key=lambda each: each.first_seq):
        if one.first_seq <= ends.get(one.incarnation, 0):
            found.add(one.incarnation)
        ends[one.incarnation] = max(one.last_seq, ends.get(one.incarnation, 0))
    return found


def overlap(old: Iterable[Stretch], new: Sequence[Stretch]) -> bool:
    """
    Tell whether one of *new* holds numbers that one of *old* of its incarnation holds already.

    Events that came twice in the past are settled: what follows them changes nothing of that.
    """
    spans: dict[bytes, list[Stretch]] = {one.incarnation: [] for one in new}
    for one in old:
        if one.incarnation in spans:
            spans[one.incarnation].append(one)
    return any(
        one.first_seq <= other.last_seq and other.first_seq <= one.last_seq
        for one in new
        for other in spans[one.incarnation]
    )


def cuts_of(held: Mapping[int, Stretch], new: Iterable[Stretch]) -> dict[int, list[int]]:
    """Return the events in the middle of a stretch that one of *new* follows, by the stretch."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in new:
        parent = held.get(one.parent)
        if parent is not None and one.after_seq < parent.last_seq:
            found[parent.id].append(one.after_seq)
    return dict(found)


def forks(held: Mapping[int, Stretch], new: Iterable[Stretch]) -> bool:
    """Tell whether one of *new*, which are among *held*, begins another branch of a tree."""
    some = list(new)
    following = Counter((one.tree, one.parent) for one in held.values())
    return bool(cuts_of(held, some)) or any(following[one.tree, one.parent] > 1 for one in some)


def dated_anew(held: Mapping[int, Stretch], trees: Iterable[str]) -> list[Stretch]:
    """Date the stretches of *trees*, and return those that something else dates now."""
    wanted = set(trees)
    by_tree: dict[str, list[Stretch]] = defaultdict(list)
    for one in held.values():
        if one.tree in wanted:
            by_tree[one.tree].append(one)
    return [changed for of_tree in by_tree.values() for changed in _changed(unsettled(of_tree))]


def unsettled(of_tree: Sequence[Stretch]) -> Sequence[Stretch]:
    """
    Return the stretches of a tree that what is new of it may date otherwise, and those that they rest on.

    Of one branch that is what begins with the last incarnation whose anchor (``shared.dating``) was dated before: what
    lies before an anchor is settled for ever. Of a tree with forks it is all of it.
    """
    following = {one.parent: one for one in of_tree}
    by_id = {one.id: one for one in of_tree}
    roots = [one for one in of_tree if one.parent not in by_id]
    if len(roots) > 1 or any(one.parent in by_id and by_id[one.parent].last_seq != one.after_seq for one in of_tree):
        return of_tree
    path = [roots[0]]
    while path[-1].id in following:
        path.append(following[path[-1].id])
    if len(path) < len(of_tree):
        return of_tree
    known = next((at for at, one in enumerate(path) if not one.told), len(path))
    fixed = next((at for at in reversed(range(known)) if _is_anchored(path[at])), 0)
    while fixed and path[fixed - 1].incarnation == path[fixed].incarnation:
        fixed -= 1
    return path[fixed:]


def _is_anchored(one: Stretch) -> bool:
    return one.clock is not None and anchor([Mark(*mark) for mark in one.clock.marks]) is not None


def _changed(of_tree: Sequence[Stretch]) -> Iterator[Stretch]:
    told = branches.dated([_told_by_clock(one) for one in of_tree])
    for one in of_tree:
        now = [(piece.seq, piece.quality.value, piece.earliest, piece.latest) for piece in _on(one, told[one.id])]
        if now != one.told:
            one.told = now
            yield one


def _on(one: Stretch, told: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces that date some event of a stretch: what others of its spell rest on is theirs."""
    first = max(0, bisect_right(told, one.first_seq, key=_SEQ) - 1)
    return told[first : max(first + 1, bisect_right(told, one.last_seq, key=_SEQ))]


def _told_by_clock(one: Stretch) -> branches.Stretch:
    clock = one.clock or Clock(0, 0)
    return branches.Stretch(
        id=one.id,
        parent=one.parent,
        after_seq=one.after_seq,
        incarnation=one.incarnation,
        first_seq=one.first_seq,
        last_seq=one.last_seq,
        last_s=clock.last_s,
        received_s=clock.received_s,
        marks=tuple(sorted(Mark(*mark) for mark in clock.marks)),
        cuts=clock.cuts,
    )
