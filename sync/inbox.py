"""What the hub does with a verified prefix: which events are new, whether there is a gap, and whether it forks."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.errors import SequenceGap
from sync.chain import START, Position
from sync.opened import Frame

Holds = Callable[[Position], bool]
"""
Whether the hub holds the event at a position, on any branch, whoever brought it.

What it holds has no gaps: whoever holds an event holds everything before it on its chain. ``fresh`` relies on that.
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The new end of a chain: ``frames`` hold only new events, the first of which follows ``parent``."""

    parent: Position
    frames: list[Frame]

    @property
    def end(self) -> Position:
        """The position after the new events; ``parent`` where there are none."""
        return self.frames[-1].end if self.frames else self.parent


def fresh(base: Position, frames: Sequence[Frame], holds: Holds, *, tip: int = 0) -> Arrival:
    """
    Return what is new in verified *frames* that follow *base*.

    Delivery is at least once: what is held already is skipped, wherever it was cut before and whoever sent it. *tip* is
    the last sequence number held of the base's incarnation; it only makes the error clearer.

    Raises:
        SequenceGap: The hub does not hold *base*: keep the bytes, and try again after every change.
    """
    if base != START and not holds(base):
        raise SequenceGap(expected=tip + 1, got=base.seq + 1)
    places = [(frame, at) for frame in frames for at in range(len(frame.heads))]
    known = _known(places, holds)
    parent = position_in(*places[known - 1]) if known else base
    if known == len(places):
        return Arrival(parent, [])
    first, skip = places[known]
    later = frames[list(map(id, frames)).index(id(first)) + 1 :]
    return Arrival(parent, [_after(first, skip), *later])


def _known(places: Sequence[tuple[Frame, int]], holds: Holds) -> int:
    """Return how many events of the beginning are held: mostly none or all, which one or two questions tell."""
    if not places or not holds(position_in(*places[0])):
        return 0
    if holds(position_in(*places[-1])):
        return len(places)
    return bisect_left(places, True, key=lambda place: not holds(position_in(*place)))


def position_in(frame: Frame, at: int) -> Position:
    """Return the position of event number *at*, from 0, of *frame*."""
    return Position(frame.incarnation, frame.first_seq + at, frame.heads[at])


def is_fork(arrival: Arrival, children: Sequence[Position]) -> bool:
    """
    Tell whether the new events branch off: their parent has another child already. Both branches are kept.

    *children* are the positions that directly follow ``arrival.parent`` at the hub; of those after START, where every
    log begins, the ones that the same key brought. Two incarnations may begin with the same head: two laptops whose
    clocks are dead open alike.
    """
    first = position_in(arrival.frames[0], 0) if arrival.frames else None
    return first is not None and any(child != first for child in children)


def _after(frame: Frame, skip: int) -> Frame:
    return Frame(
        frame.incarnation, frame.first_seq + skip, frame.records[skip:], frame.bodies[skip:], frame.heads[skip:]
    )
