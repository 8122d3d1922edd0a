"""
Whether recorded use is plausible: against a school's own usual week, against what is possible, and against its kind.

How far a week may be from the usual one is the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle
Outliers, ASQC, 1993), 3.5 deviations of the median, taken of logarithms because use grows by shares. It is held within
``OWN`` and ``KIND``, in times the usual: a steady school may triple, and an uneven one does not grow tenfold unseen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from shared.demand import Bools, Floats, Ints
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week
from shared.sentences import N_

REFERENCE, JUDGED = 52, 26
"""Weeks: each of the last half year is held against the year before it."""
LEAST_WEEKS = 8
"""Known weeks of use, fewer of which say nothing of what is usual."""
LEAST_SCHOOLS = 8
"""Schools of a kind, fewer of which say nothing of what is usual among them."""
OWN, KIND = (3.0, 8.0), (8.0, 12.0)
"""Times the usual: what is never doubted, and what always is."""
LEAST_UNITS = 5
"""Beyond the usual: of a few units nothing is said."""
MOVES = 1.5
"""Times what a person looked at: beyond it the series has moved, and is doubted again."""
DAYS, HOURS = 7, 10
"""Of a week in which a pupil may use up one unit each: more than any school teaches."""
EACH = 2
"""Units of what is given back that a pupil may have at once."""
_DEVIATIONS = 3.5 / 0.6745
Pair = tuple[SchoolId, ResourceId]


class Why(StrEnum):
    """What a week is too much for."""

    OWN = "own"
    POSSIBLE = "possible"
    KIND = "kind"


WHY: Mapping[Why, str] = {
    Why.OWN: N_("mucho más que su propia semana de siempre"),
    Why.POSSIBLE: N_("más de lo que sus estudiantes pueden usar en una semana"),
    Why.KIND: N_("mucho más por estudiante que las escuelas como ella"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """What was recorded: a row for each school and resource, a column for each of the weeks that end with *last*."""

    pairs: Sequence[Pair]
    units: Floats
    """What each week asked for; NaN where nothing is known."""
    last: Week
    possible: Floats
    """Units that a week can take at most; ``inf`` where nobody knows."""
    students: Floats
    """NaN where nobody knows."""
    kind: Ints
    """Rows of one number are alike; -1: like no other."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Use of a resource at a school that is not plausible."""

    school: SchoolId
    resource: ResourceId
    why: tuple[Why, ...]
    since: Week
    last: Week
    """The first and the last week that are doubted..."""
    weeks: int
    """...and how many are."""
    units: int
    """Of the largest of them."""
    usual: int
    """Units of the week that the last was held against; 0 where it was against what is possible alone."""
    weekly: int
    """Units of a week that are plausible: as many count."""


class Held(NamedTuple):
    """What a series is held against for as long as it is doubted: the level from before."""

    weekly: int
    usual: int


def possible_units(kind: ResourceKind, students: int | None) -> float:
    """
    Return the units that a week of a school can take at most.

    >>> possible_units(ResourceKind.CONSUMABLE, 30), possible_units(ResourceKind.REUSABLE, 30)
    (2100.0, 60.0)
    >>> possible_units(ResourceKind.CONSUMABLE, None)
    inf
    """
    if not students:
        return np.inf
    return float(students * (EACH if kind is ResourceKind.REUSABLE else DAYS * HOURS))


def doubts(
    of: Recorded, looked_at: Mapping[Pair, int] | None = None, before: Mapping[Pair, Held] | None = None
) -> list[Doubt]:
    """
    Return what is not plausible, by school and resource.

    A week that is doubted is no part of what later weeks are held against. *looked_at*: units up to which a person said
    that the use is right; up to ``MOVES`` times them nothing is doubted. *before*: what is doubted already, by
    ``held_to``: it does not become usual by going on, however long.
    """
    known = dict(before or {})
    new = held_to(_doubts(of, looked_at or {}, known))
    # What is doubted for the first time is judged as it will be every night from now on.
    return _doubts(of, looked_at or {}, new | known)


def held_to(found: Iterable[Doubt]) -> dict[Pair, Held]:
    """Return what each series is held against that is doubted by its own usual week."""
    return {(one.school, one.resource): Held(one.weekly, one.usual) for one in found if Why.OWN in one.why}


def _doubts(of: Recorded, looked_at: Mapping[Pair, int], held: Mapping[Pair, Held]) -> list[Doubt]:
    used = np.where(of.units > 0, of.units, np.nan)
    right = np.array([looked_at.get(pair, 0) for pair in of.pairs], dtype=float) * MOVES
    limit = np.array([held.get(pair, (np.nan, np.nan)) for pair in of.pairs], dtype=float).reshape(-1, 2)
    alike, spread = _among_alike(of, used)
    sure = np.fmin(_sure(used, np.minimum(of.possible, _bound(alike, np.zeros_like(alike), KIND))), limit[:, 0])
    at = np.flatnonzero((used[:, -JUDGED:] > sure[:, None]).any(axis=1))
    kind = _bound(alike, spread, KIND)[at]
    judged = _judged(used[at], sure[at], right[at], of.possible[at], kind, alike[at], limit[at])
    return [_doubt(of, int(row), n, used[row], judged) for n, row in enumerate(at) if judged.wrong[n].any()]


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Of each row and week that is judged: whether it is doubted, by what, and what would not be."""

    wrong: Bools
    by: Mapping[Why, Bools]
    bound: Floats
    usual: Floats


def _judged(
    used: Floats, sure: Floats, right: Floats, possible: Floats, kind: Floats, alike: Floats, held: Floats
) -> _Judged:
    kept, shape = used.copy(), (len(used), JUDGED)
    wrong, by = np.zeros(shape, dtype=bool), {why: np.zeros(shape, dtype=bool) for why in Why}
    bound, usual = np.full(shape, np.inf), np.zeros(shape)
    for n in range(JUDGED):
        at = used.shape[1] - JUDGED + n
        median, wide = np.full(len(used), np.nan), np.full(len(used), np.nan)
        rows = np.flatnonzero(used[:, at] > sure)
        median[rows], wide[rows] = _usual(kept[rows, max(0, at - REFERENCE) : at])
        own = np.where(np.isnan(held[:, 0]), _bound(median, wide, OWN), held[:, 0])
        median = np.where(np.isnan(held[:, 1]), median, held[:, 1])
        limits = {Why.OWN: own, Why.POSSIBLE: possible, Why.KIND: kind}
        for why, limit in limits.items():
            by[why][:, n] = (used[:, at] > limit) & ~(used[:, at] <= right)
            wrong[:, n] |= by[why][:, n]
            bound[:, n] = np.minimum(bound[:, n], np.where(by[why][:, n], np.floor(limit), np.inf))
        usual[:, n] = np.where(by[Why.OWN][:, n], median, np.where(by[Why.KIND][:, n], alike, 0))
        kept[wrong[:, n], at] = np.nan
    return _Judged(wrong, by, bound, usual)


def _usual(weeks: Floats) -> tuple[Floats, Floats]:
    """Return the median of each row and how far its weeks are from it, as logarithms; NaN where too few are known."""
    enough = np.sum(~np.isnan(weeks), axis=1) >= LEAST_WEEKS
    median, wide = np.full(len(weeks), np.nan), np.full(len(weeks), np.nan)
    if enough.any():
        known = np.sort(weeks[enough], axis=1)
        median[enough] = _middle(known)
        away = np.abs(np.log(known) - np.log(median[enough])[:, None])
        wide[enough] = _middle(np.sort(away, axis=1))
    return median, wide


def _middle(ordered: Floats) -> Floats:
    """Return the median of each row, whose unknown weeks come last."""
    count, rows = np.sum(~np.isnan(ordered), axis=1), np.arange(len(ordered))
    found: Floats = (ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2
    return found


def _bound(usual: Floats, spread: Floats, times: tuple[float, float]) -> Floats:
    """Return the most that is plausible; ``inf`` where nothing is usual."""
    with np.errstate(over="ignore"):
        wide = usual * np.clip(np.exp(_DEVIATIONS * spread), *times)
    return np.where(np.isnan(usual), np.inf, np.maximum(wide, usual + LEAST_UNITS))


def _among_alike(of: Recorded, used: Floats) -> tuple[Floats, Floats]:
    """Return for each row what a school of its kind and size uses in a usual week, and how far they are apart."""
    each = _usual(used[:, -REFERENCE:])[0] / of.students
    usual, spread = np.full(len(each), np.nan), np.full(len(each), np.nan)
    known = ~np.isnan(each)
    for kind in np.unique(of.kind[known & (of.kind >= 0)]):
        mine = of.kind == kind
        rates = each[mine & known]
        if len(rates) >= LEAST_SCHOOLS:
            median = np.median(rates)
            usual[mine] = median * of.students[mine]
            spread[mine] = np.median(np.abs(np.log(rates / median)))
    return usual, spread


def _sure(used: Floats, else_: Floats) -> Floats:
    """Return the units of each row up to which no week is doubted: the others alone are worth the work."""
    few = LEAST_WEEKS // 2 - 1
    # The median of eight weeks or more is never under the fourth smallest of all.
    low = np.partition(np.nan_to_num(used, nan=np.inf), few, axis=1)[:, few]
    found: Floats = np.minimum(low * OWN[0], else_)
    return found


def _doubt(of: Recorded, row: int, n: int, used: Floats, judged: _Judged) -> Doubt:
    at = np.flatnonzero(judged.wrong[n])
    week = [Week(of.last - JUDGED + 1 + int(one)) for one in (at[0], at[-1])]
    return Doubt(
        *of.pairs[row],
        why=tuple(why for why in Why if judged.by[why][n].any()),
        since=week[0],
        last=week[1],
        weeks=len(at),
        units=int(np.max(used[-JUDGED:][at])),
        usual=round(float(judged.usual[n, at[-1]])),
        weekly=int(judged.bound[n, at[-1]]),
    )
