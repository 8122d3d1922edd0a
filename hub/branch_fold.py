"""What the events up to a position add up to: the stock of a site, and the spells that date them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

import msgspec

from shared.dating import DAY_S, PLAUSIBLE_FROM_S, Mark, Piece, Quality, Spell, moved, pieces, still_needed, when
from shared.events import Event
from shared.facts import ClockMark
from shared.ids import Incarnation, ResourceId
from shared.resources import ResourceKind
from shared.stock import StockState, fold, is_still

Stock = dict[ResourceId, StockState]
Kinds = Mapping[ResourceId, ResourceKind]


class Settled(NamedTuple):
    """What the events up to the end of the last anchored spell add up to: no later one gives them another day."""

    stock: Stock
    incarnation: Incarnation
    seq: int
    """Of the last event in it."""
    spell: Spell
    since: int


@dataclass(frozen=True, slots=True)
class Branch:
    """
    What the events up to some position add up to.

    ``spells`` are those, up to the one of the last ``incarnation``, that can still date an event or be dated anew;
    nothing in them happened before ``since``.
    """

    stock: Stock
    incarnation: Incarnation | None = None
    spells: tuple[Spell, ...] = ()
    since: int = PLAUSIBLE_FROM_S
    settled: Settled | None = None
    """From where it is folded again when a later event dates some of its events anew."""


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    resource: ResourceId
    kind: ResourceKind | None
    on_hand: int
    lent: int
    as_of: date | None
    dated: Quality | None = None


class _Settled(msgspec.Struct, array_like=True, frozen=True):
    stock: list[_Kept]
    incarnation: Incarnation
    seq: int
    spell: Spell
    since: int


class _Folded(msgspec.Struct, array_like=True, frozen=True):
    stock: list[_Kept]
    incarnation: Incarnation | None
    spells: tuple[Spell, ...]
    since: int
    settled: _Settled | None = None


Told = tuple[Piece, ...]
Dated = Callable[[], Iterable[tuple[Event, int]]]
"""Gives events in the order of their chain, each with the second in which the hub received it; may be asked twice."""


def advance(branch: Branch, events: Dated, kinds: Kinds) -> Branch | None:
    """
    Return *branch* after *events*.

    None where they give those of *branch* another day: it must be folded again, from its start.
    """
    spells, incarnation = list(branch.spells), branch.incarnation
    for name, run in groupby(events(), key=lambda pair: pair[0].incarnation):
        if name != incarnation:
            spells.append(Spell())
        incarnation, spells[-1] = name, _longer(spells[-1], run)
    told = pieces(spells, branch.since)
    if moved(pieces(branch.spells, branch.since), told, DAY_S):
        return None
    stock, settled = _folded(branch, events(), kinds, told, spells)
    since, kept = still_needed(spells, branch.since)
    return Branch(stock, incarnation, kept, since, settled)


def _folded(
    branch: Branch, events: Iterable[tuple[Event, int]], kinds: Kinds, told: Sequence[Told], spells: Sequence[Spell]
) -> tuple[Stock, Settled | None]:
    """Return the stock after *events*, and what is settled of it: all up to the end of the last anchored spell."""
    fixed = max((at for at, spell in enumerate(spells) if spell.opened is not None), default=None)
    stock, settled, at, name = dict(branch.stock), branch.settled, len(branch.spells) - 1, branch.incarnation
    for incarnation, run in groupby((event for event, _ in events), key=lambda event: event.incarnation):
        if incarnation != name:
            at, name = at + 1, incarnation
        seq = 0
        for event in run:
            if change := _change(stock, event, kinds, told[at]):
                stock |= change
            seq = event.seq
        if at == fixed:
            since, kept = still_needed(spells[: at + 1], branch.since)
            settled = Settled(dict(stock), incarnation, seq, kept[0], since)
    return stock, settled


def _change(stock: Stock, event: Event, kinds: Kinds, told: Told) -> Stock:
    if event.occurred is not None:
        return fold(stock, event, kinds) if day_of(event) is not None else {}
    if is_still(stock, event.fact, kinds):
        return {}
    found = when(told, event.seq, event.recorded_s)
    return fold(stock, event, kinds, day=found.day(), dated=found.quality)


def _longer(spell: Spell, run: Iterable[tuple[Event, int]]) -> Spell:
    """Return a spell after more of its events, all that the hub received in one second being received together."""
    marks = list(spell.marks)
    for received_s, together in groupby(run, key=lambda pair: pair[1]):
        last_s = 0
        for event, _ in together:
            last_s = max(last_s, event.recorded_s)
            if isinstance(event.fact, ClockMark):
                marks.append(_mark(event, event.fact))
        spell = spell.recorded(last_s)
        spell = spell.received(spell.last_s, received_s)
    return spell._replace(marks=tuple(marks))


def day_of(event: Event) -> date | None:
    """Return the day that an event claims, or None where it claims none or one that no calendar has."""
    try:
        return event.occurred.day() if event.occurred else None
    except (OverflowError, ValueError):
        return None


def packed(branch: Branch) -> bytes:
    """Return a branch as it is kept at its end."""
    settled = branch.settled and _Settled(_kept(branch.settled.stock), *branch.settled[1:])
    folded = _Folded(_kept(branch.stock), branch.incarnation, branch.spells, branch.since, settled)
    return msgspec.msgpack.encode(folded)


def unpacked(data: bytes) -> Branch:
    """Read back what ``packed`` wrote, an older version's too, which kept nothing settled."""
    kept = msgspec.msgpack.decode(data, type=_Folded)
    settled = None
    if (one := kept.settled) is not None:
        settled = Settled(_stock(one.stock), one.incarnation, one.seq, one.spell, one.since)
    return Branch(_stock(kept.stock), kept.incarnation, kept.spells, kept.since, settled)


def _kept(stock: Stock) -> list[_Kept]:
    return [
        _Kept(one.resource, one.kind, one.on_hand, one.lent, one.as_of, one.dated) for _, one in sorted(stock.items())
    ]


def _stock(kept: Iterable[_Kept]) -> Stock:
    return {
        one.resource: StockState(one.resource, one.kind, one.on_hand, one.lent, one.as_of, one.dated) for one in kept
    }


def _mark(event: Event, fact: ClockMark) -> Mark:
    return Mark(event.seq, event.recorded_s, fact.wall, fact.hub_time)
