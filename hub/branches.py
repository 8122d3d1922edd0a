"""How the stretches of a tree of events are dated: each by the marks and receipts of its own branch, and no other's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.dating import Mark, Piece, Spell, pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchRow:
    """Where a stretch lies, and what it follows, as the database says."""

    id: int
    tree: str
    parent: int
    """The stretch that holds the event before them; 0 where they begin a log."""
    after_seq: int
    segment: str
    """The file's name, without its folder."""
    incarnation: bytes
    first_seq: int
    last_seq: int
    cut_segment: str = ""
    """Where they follow an event in the middle of their parent: its file; else empty."""
    cut_incarnation: bytes = b""
    path: str = ""
    """The file's name in the lake."""
    first_depth: int = 0
    """How many events deep the first one lies."""
    node: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of one incarnation that the hub received together: what of them tells the time."""

    id: int
    parent: int
    """The stretch that it follows; 0 where it begins a log."""
    after_seq: int
    """The event of its parent that it follows: the last one, or one in the middle, where it forks."""
    incarnation: bytes
    first_seq: int
    last_seq: int
    last_s: int
    """``recorded_s`` of its last event."""
    received_s: int
    marks: tuple[Mark, ...] = ()
    cuts: Mapping[int, int] = field(default_factory=dict)
    """``recorded_s`` of the events in its middle that others follow."""


def dated(stretches: Sequence[Stretch]) -> dict[int, tuple[Piece, ...]]:
    """
    Return the pieces that date each stretch of one tree, by its id.

    What two branches have in common is on both their chains. Of two answers the earliest opening counts: a copy that
    was woken later counts its seconds from there.
    """
    by_id = {one.id: one for one in stretches}
    followed = {one.parent for one in stretches if one.parent and _whole(one, by_id)}
    found: dict[int, tuple[tuple[bool, int], tuple[Piece, ...]]] = {}
    for leaf in stretches:
        if leaf.id in followed:
            continue
        path = list(_path_to(leaf, by_id))
        spells, number = _spells(path)
        told = pieces(spells)
        for (one, until), at in zip(path, number, strict=True):
            opened = spells[at].opened
            rank = (opened is None, opened or told[at][0].earliest)
            if until == one.last_seq and (one.id not in found or rank < found[one.id][0]):
                found[one.id] = (rank, told[at])
    return {id_: told for id_, (_, told) in found.items()}


def _whole(one: Stretch, by_id: Mapping[int, Stretch]) -> bool:
    return one.parent in by_id and by_id[one.parent].last_seq == one.after_seq


def _path_to(leaf: Stretch, by_id: Mapping[int, Stretch]) -> Iterator[tuple[Stretch, int]]:
    """Give the stretches up to *leaf*, oldest first, each with the last event of it that is on the way."""
    path, one, until = [], leaf, leaf.last_seq
    while True:
        path.append((one, until))
        if one.parent not in by_id:
            return reversed(path)
        one, until = by_id[one.parent], one.after_seq


def _spells(path: Sequence[tuple[Stretch, int]]) -> tuple[list[Spell], list[int]]:
    """Return the spells of a path, and the number of the one that each stretch is part of."""
    spells: list[Spell] = []
    marks: list[list[Mark]] = []
    numbers, incarnation = [], None
    for one, until in path:
        if one.incarnation != incarnation:
            spells.append(Spell())
            marks.append([])
            incarnation = one.incarnation
        last_s = one.last_s if until == one.last_seq else one.cuts.get(until, one.last_s)
        spell = spells[-1].recorded(last_s)
        marks[-1] += [mark for mark in one.marks if mark.seq <= until]
        spells[-1] = spell.received(spell.last_s, one.received_s)
        numbers.append(len(spells) - 1)
    return [spell._replace(marks=tuple(some)) for spell, some in zip(spells, marks, strict=True)], numbers
