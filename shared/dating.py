"""
When a fact was recorded, told from the clock marks of its own chain: the one rule for the laptop and for the hub.

A clock is only a claim: it dates facts, and never orders them. What is *known* is said by the hub: the time of a
contact anchors the incarnation in which it was noted, and what was received had been recorded by then. Between two
known times a plausible wall clock tells; where it does not, the span between them is all there is.

A chain is a sequence of spells, oldest first: each is one incarnation, as far as its time goes. Its events count
seconds since it opened, so that to date a spell is to say when it opened; several answers where its clock was set.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.clock import LIMA
from shared.school_year import Week, monday, week_of

STEP_S = 120
"""A wall clock that moves this much against the steady one was set, or is wrong."""
SLACK_S = 86_400
"""A clock this little outside of what is known (another zone, morning for afternoon) tells the nearest end."""
PLAUSIBLE_FROM_S = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
"""A clock that says less was reset: nothing is dated by it."""
PLAUSIBLE_UNTIL_S = int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
"""A clock that says this or more is wrong: nothing is dated by it."""
LONGEST_S = PLAUSIBLE_UNTIL_S - PLAUSIBLE_FROM_S
"""No incarnation lasts longer: what claims to is cut there."""
DAY_S, WEEK_S = 86_400, 7 * 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Quality(StrEnum):
    """By what a fact is dated."""

    CLAIMED = "claimed"
    """Somebody, or a source file, says when it happened."""
    ANCHORED = "anchored"
    """The hub's time is known in its incarnation."""
    WALL = "wall"
    """The laptop's own clock, plausible between what is known before and after."""
    BOUNDED = "bounded"
    """Only what is known before and after."""


class Mark(NamedTuple):
    """What the clocks said at event *seq*, *recorded_s* seconds after the incarnation opened; Unix seconds."""

    seq: int
    recorded_s: int
    wall: int
    hub_time: int | None = None

    @property
    def opened_by_wall(self) -> int:
        """When the incarnation opened, by the laptop's clock."""
        return self.wall - within(self.recorded_s)


class Spell(NamedTuple):
    """One incarnation on one chain: its marks in order, when it last recorded, and when it must have opened by."""

    marks: tuple[Mark, ...] = ()
    last_s: int = 0
    """``recorded_s`` of its last event."""
    by: int | None = None
    """It opened at this Unix second at the latest: the hub received what it had recorded until then."""

    def recorded(self, recorded_s: int) -> "Spell":
        """Return the spell with an event more."""
        return self._replace(last_s=max(self.last_s, within(recorded_s)))

    def received(self, recorded_s: int, hub_time: int) -> "Spell":
        """Return the spell after the hub received, at its time *hub_time*, what was recorded until *recorded_s*."""
        if not plausible(hub_time):
            return self
        by = hub_time - within(recorded_s)
        return self._replace(by=by if self.by is None else min(self.by, by))

    @property
    def opened(self) -> int | None:
        """When it opened, by the first plausible time of the hub among its marks."""
        fixed = anchor(self.marks)
        return None if fixed is None or fixed.hub_time is None else fixed.hub_time - within(fixed.recorded_s)


class Piece(NamedTuple):
    """From event *seq* of a spell on: by what it is dated, and between which seconds its incarnation opened."""

    seq: int
    quality: Quality
    earliest: int
    latest: int


class When(NamedTuple):
    """When an event was recorded: between two Unix seconds, which are one where a clock tells."""

    quality: Quality
    earliest: int
    latest: int

    @property
    def unix_s(self) -> int | None:
        """The second, where a clock tells it."""
        return self.earliest if self.earliest == self.latest else None

    def day(self) -> date | None:
        """
        Return the day in Peru, where both ends fall on one.

        >>> When(Quality.WALL, 1_790_000_000, 1_790_000_000).day()
        datetime.date(2026, 9, 21)
        """
        first, last = _day(self.earliest), _day(self.latest)
        return first if first == last else None

    def week(self) -> Week | None:
        """Return the week in Peru, where both ends fall in one: a span no better than a week is of no week."""
        first, last = week_of(_day(self.earliest)), week_of(_day(self.latest))
        return first if first == last else None

    def counted_on(self) -> date | None:
        """
        Return the day on which a weekly sum counts it: its week's Monday where only the week is known.

        >>> monday_noon = 1_790_010_000
        >>> [str(When(Quality.BOUNDED, monday_noon, monday_noon + days * DAY_S).counted_on()) for days in (0, 3, 6, 7)]
        ['2026-09-21', '2026-09-21', '2026-09-21', 'None']
        """
        week = self.week()
        return self.day() or (None if week is None else monday(week))


def plausible(unix_s: int) -> bool:
    """
    Tell whether a clock that says *unix_s* may be right.

    >>> [plausible(int(datetime(year, 6, 1, tzinfo=UTC).timestamp())) for year in (1970, 2023, 2026, 2031, 2099)]
    [False, False, True, True, False]
    """
    return PLAUSIBLE_FROM_S <= unix_s < PLAUSIBLE_UNTIL_S


def within(recorded_s: int) -> int:
    """
    Return seconds since an opening, cut to what may be.

    >>> within(-5), within(60), within(10**15) == LONGEST_S
    (0, 60, True)
    """
    return min(max(recorded_s, 0), LONGEST_S)


def anchor(marks: Sequence[Mark]) -> Mark | None:
    """Return the first mark that knows a plausible time of the hub: it dates its whole incarnation."""
    return next((mark for mark in marks if mark.hub_time is not None and plausible(mark.hub_time)), None)


def pieces(spells: Sequence[Spell], since: int = PLAUSIBLE_FROM_S) -> list[tuple[Piece, ...]]:
    """
    Date the spells of a chain, of which nothing happened before *since*.

    >>> reset = Spell((Mark(1, 0, wall=60),), last_s=600)
    >>> known = Spell((Mark(1, 0, wall=60, hub_time=1_790_000_000),), last_s=60)
    >>> [(piece.quality.value, piece.latest - piece.earliest) for [piece] in pieces([known, reset, known])]
    [('anchored', 0), ('bounded', 0), ('anchored', 0)]
    """
    return [_dated(spell, *span) for spell, span in zip(spells, _spans(spells, since), strict=True)]


def when(told: Sequence[Piece], seq: int, recorded_s: int) -> When:
    """Return when event *seq* of the spell that *told* dates was recorded."""
    piece = told[max(0, bisect_right(told, seq, key=lambda one: one.seq) - 1)]
    seconds = within(recorded_s)
    return When(piece.quality, piece.earliest + seconds, piece.latest + seconds)


def moved(before: Sequence[tuple[Piece, ...]], after: Sequence[tuple[Piece, ...]], unit_s: int = WEEK_S) -> bool:
    """
    Tell whether an event that was dated by *before* has another time in *after*, which knows more of the same chain.

    Spans of *unit_s* or more are all alike: they tell nothing.
    """
    return any(
        old is not new and _telling(old, unit_s) != _telling(new[: len(old)], unit_s)
        for old, new in zip(before, after, strict=False)
    )


def still_needed(spells: Sequence[Spell], since: int = PLAUSIBLE_FROM_S) -> tuple[int, tuple[Spell, ...]]:
    """
    Return what can still matter to the dates of events after *spells*, and of those that may yet get another date.

    What lies before the last anchored spell is settled for ever, and so is that spell but for its anchor and its end.
    """
    fixed = max((at for at, spell in enumerate(spells) if spell.opened is not None), default=None)
    if fixed is None:
        return since, tuple(spells)
    kept = spells[fixed]
    mark, last = anchor(kept.marks), kept.marks[-1]
    marks = tuple(dict.fromkeys(one for one in (mark, last) if one is not None))
    return since, (kept._replace(marks=marks, by=None), *spells[fixed + 1 :])


def _spans(spells: Sequence[Spell], since: int) -> list[tuple[int, int]]:
    """Return when each spell opened at the earliest (what came before had ended) and at the latest."""
    earliest, at = [], since
    for spell in spells:
        earliest.append(at if spell.opened is None else spell.opened)
        at = max(since, earliest[-1] + spell.last_s)
    latest, until = [], PLAUSIBLE_UNTIL_S
    for at, spell in zip(range(len(spells))[::-1], reversed(spells), strict=True):
        end = min(until, until if spell.by is None else spell.by) if spell.opened is None else spell.opened
        latest.append(end)
        until = min(PLAUSIBLE_UNTIL_S, end - (spells[at - 1].last_s if at else 0))
    return [_span(first, last, since) for first, last in zip(earliest, reversed(latest), strict=True)]


def _span(first: int, last: int, since: int) -> tuple[int, int]:
    """
    Return between which seconds a spell opened; all that may be where those after it claim more time than there was.

    >>> _span(7, 9, since=5), _span(9, 7, since=5), _span(9, 4, since=5) == (5, PLAUSIBLE_UNTIL_S)
    ((7, 9), (7, 7), True)
    """
    return (since, PLAUSIBLE_UNTIL_S) if last < since else (min(first, last), last)


def _dated(spell: Spell, earliest: int, latest: int) -> tuple[Piece, ...]:
    starts = [mark.seq for mark in spell.marks]
    if not starts or starts[0] > 1:
        starts.insert(0, 0)
    walls: list[int | None] = [None] * (len(starts) - len(spell.marks))
    walls += [mark.opened_by_wall for mark in spell.marks]
    if spell.opened is not None:
        return tuple(_anchored(*one, spell.opened) for one in zip(starts, walls, strict=True))
    told, later = [], Piece(0, Quality.BOUNDED, earliest, latest)
    # From the last one back: a clock that was set tells what an impossible one before it could not.
    for seq, wall in zip(reversed(starts), reversed(walls), strict=True):
        if wall is not None and plausible(wall) and earliest - SLACK_S <= wall <= latest + SLACK_S:
            opened = min(max(wall, earliest), latest)
            later = Piece(seq, Quality.WALL, opened, opened)
        told.append(later._replace(seq=seq))
    return tuple(_filled(reversed(told)))


def _filled(told: Iterable[Piece]) -> Iterator[Piece]:
    """Date what no clock tells by the clock before: both count from the same opening."""
    known: Piece | None = None
    for piece in told:
        if piece.quality is Quality.WALL:
            known = piece
        yield piece if known is None else known._replace(seq=piece.seq)


def _anchored(seq: int, wall: int | None, opened: int) -> Piece:
    """The wall clock counts unless it contradicts the hub, so that a first contact moves nothing by seconds."""
    told = wall if wall is not None and abs(wall - opened) <= STEP_S else opened
    return Piece(seq, Quality.ANCHORED, told, told)


def _telling(told: Iterable[Piece], unit_s: int) -> list[Piece]:
    return [
        piece if piece.latest - piece.earliest < unit_s else Piece(piece.seq, piece.quality, 0, unit_s)
        for piece in told
    ]


def _day(unix_s: int) -> date:
    return (_EPOCH + timedelta(seconds=unix_s)).astimezone(LIMA).date()
