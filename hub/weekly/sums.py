"""Dated events to rows of ``weekly_demand``: the rules of ``hub.aggregate``, over columns in memory. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hub.panel import EVENTS, TELLERS
from hub.weekly.words import NONE, WORDS, Ints, codes, named, numbered, worded
from shared.demand import TOLD
from shared.fact_fields import DONE
from shared.facts import Feedback, Unserved, Use, WeeklyTotal

Bools = NDArray[np.bool_]
Pair = tuple[str, str]
"""A school and a resource."""

COUNTS = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days", *TOLD, *TELLERS)
SCHEMA = pa.schema(
    [
        *((name, WORDS) for name in ("school", "ugel", "resource")),
        ("week", pa.date32()),
        *((name, pa.int64()) for name in COUNTS),
        ("source", WORDS),
    ]
)
"""The columns that ``hub.aggregate`` writes."""
_DAYS, _SCHOOL_DAYS = 7, 5
_MONDAY = 4
"""Of 5 January 1970, in days since the first of that month."""
_SUMMED = ["units", "learner", "learners", "peak", "progress_pct", "score", "whole_week", "depth", "head"]


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of the schools whose weeks are summed."""

    firsts: Mapping[Pair, int]
    """In which week each series begins (``week_of``)."""
    sites: Mapping[str, str]
    """Where each school is."""
    ugels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The rows to be: a series and a week each, in order."""

    series: Ints
    week: Ints
    recorded_days: Ints


def week_of(day: Ints) -> Ints:
    """
    Return the number of each day's week, counted from Monday 5 January 1970.

    >>> week_of(np.array([4, 10, 11])).tolist()
    [0, 0, 1]
    """
    return (day - _MONDAY) // _DAYS


def is_used(kind: Ints) -> Bools:
    """Tell which events begin a series: a face is no use, nor is a request for goods."""
    return np.isin(kind, (Use.NUMBER, WeeklyTotal.NUMBER, Unserved.NUMBER))


def ints(table: pa.Table, name: str, empty: int = 0) -> Ints:
    """Return a column of whole numbers, with *empty* where there is none."""
    column = table[name]
    filled = pc.fill_null(column, pa.scalar(empty, column.type)) if column.null_count else column
    found: Ints = filled.to_numpy().astype(np.int64, copy=False)
    return found


def distinct(values: Ints) -> Ints:
    """Return each value once, in order: numpy's own makes a table of hashes first, which takes longer."""
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


def weekly_rows(rows: pa.Table, places: Places) -> pa.Table:
    """
    Return the rows of ``weekly_demand`` (``SCHEMA``) of the weeks in which *rows* lie.

    *rows* are the dated events that count (``hub.weekly.dated.SCHEMA``) of some weeks of some sites: all of them.
    """
    series = sorted(places.firsts)
    schools = sorted({school for school, _ in series})
    resources = sorted({resource for _, resource in series})
    day, kind = ints(rows, "day"), ints(rows, "kind")
    school = codes(rows["school"], schools)
    cells = _cells(_alive(rows, day, school, schools, places), series, schools, places)
    place = _series_of(series, schools, resources)[school, codes(rows["resource"], resources)]
    cell = _found(cells, place, week_of(day))
    mine = cell != NONE
    some = rows.select(_SUMMED).filter(pa.array(mine))
    events = _Events(some, cell[mine], (day[mine] - _MONDAY) % _DAYS, kind[mine], len(cells.week))
    counts = {**events.used(), **events.told(), "recorded_days": cells.recorded_days}
    untold = (counts["units"] > 0) & (counts["peak_concurrent"] == 0)
    columns = {
        "school": named(cells.series, [one for one, _ in series]),
        "ugel": named(cells.series, [places.ugels.get(one, "") for one, _ in series]),
        "resource": named(cells.series, [one for _, one in series]),
        "week": pa.array((cells.week * _DAYS + _MONDAY).astype(np.int32), pa.date32()),
        "source": worded(np.zeros_like(cells.series), [EVENTS]),
        **{name: pa.array(counts[name], mask=untold if name == "peak_concurrent" else None) for name in COUNTS},
    }
    return pa.table([columns[one.name] for one in SCHEMA], schema=SCHEMA)


def _series_of(series: Sequence[Pair], schools: Sequence[str], resources: Sequence[str]) -> Ints:
    """Return the number of the series of each school and resource; the last row and column are those of none."""
    found = np.full((len(schools) + 1, len(resources) + 1), NONE, dtype=np.int64)
    at = {name: number for number, name in enumerate(schools)}, {name: number for number, name in enumerate(resources)}
    for number, (school, resource) in enumerate(series):
        found[at[0][school], at[1][resource]] = number
    return found


def _alive(rows: pa.Table, day: Ints, school: Ints, schools: Sequence[str], places: Places) -> tuple[Ints, Ints, Bools]:
    """Return the signs of life of the schools: school, day, and whether it vouches for a whole week."""
    claim = pc.fill_null(rows["whole_claim"], False).to_numpy()
    own = school != NONE
    everywhere = pc.is_null(rows["school"]).to_numpy()
    sites = sorted({places.sites[one] for one in schools})
    # What names no school is a sign of life of each one at its site.
    site = codes(rows["site"].filter(pa.array(everywhere)), sites)
    at = np.array([sites.index(places.sites[one]) for one in schools], dtype=np.int64)
    signs = np.unique(np.stack([site, day[everywhere], claim[everywhere]]), axis=1)
    which, where = np.nonzero(signs[0][None, :] == at[:, None])
    return (
        np.concatenate([school[own], which]),
        np.concatenate([day[own], signs[1][where]]),
        np.concatenate([claim[own], signs[2][where].astype(bool)]),
    )


def _cells(alive: tuple[Ints, Ints, Bools], series: Sequence[Pair], schools: Sequence[str], places: Places) -> _Cells:
    """Return a cell for each series and week of its school with a sign of life, from the series' first week on."""
    school, day, claim = alive
    key, vouched = _unique(school, week_of(day)), _unique(school[claim], week_of(day[claim]))
    days = _unique(school, day)
    weekend = days[:, (days[1] - _MONDAY) % _DAYS >= _SCHOOL_DAYS]
    counted = _counts(key, days[0], week_of(days[1]))
    # What is claimed for a whole week vouches for its five school days.
    whole = _SCHOOL_DAYS + _counts(key, weekend[0], week_of(weekend[1]))
    recorded = np.where(_counts(key, *vouched) > 0, whole, counted)
    begins = np.searchsorted(key[0], np.arange(len(schools) + 1))
    at = {name: number for number, name in enumerate(schools)}
    of = np.array([at[one] for one, _ in series], dtype=np.int64)
    first = np.array([places.firsts[one] for one in series], dtype=np.int64)
    weeks = (begins[of + 1] - begins[of]) if len(series) else of
    number = np.repeat(np.arange(len(series)), weeks)
    place = np.arange(len(number)) - np.repeat(np.cumsum(weeks) - weeks, weeks) + np.repeat(begins[of], weeks)
    begun = key[1][place] >= first[number]
    return _Cells(number[begun], key[1][place][begun], recorded[place][begun])


def _unique(first: Ints, second: Ints) -> Ints:
    """Return each pair of two columns once, in order."""
    span = int(second.max(initial=0)) + 1
    both = distinct(first * span + second)
    return np.stack([both // span, both % span])


def _counts(key: Ints, first: Ints, second: Ints) -> Ints:
    """Return how often each pair of *key*, which is in order, occurs among others; all of them are in it."""
    span = int(key[1].max(initial=0)) + 1
    at = np.searchsorted(key[0] * span + key[1], first * span + second)
    return np.bincount(at, minlength=key.shape[1])


def _found(cells: _Cells, series: Ints, week: Ints) -> Ints:
    """Return the cell of each event, -1 where it has none."""
    if not len(cells.week):
        return np.full(len(series), NONE)
    span = int(max(cells.week.max(), week.max(initial=0))) + 1
    known, wanted = cells.series * span + cells.week, series * span + week
    at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    return np.where((series != NONE) & (known[at] == wanted), at, NONE)


class _Events:
    """The events of some cells, and what of them adds up in each."""

    def __init__(self, rows: pa.Table, cell: Ints, weekday: Ints, kind: Ints, cells: int) -> None:
        self.rows, self.cell, self.weekday, self.cells = rows, cell, weekday, cells
        self.use, self.total, self.unserved = (kind == one.NUMBER for one in (Use, WeeklyTotal, Unserved))
        self.face = kind == Feedback.NUMBER
        self.whole = self.total & pc.fill_null(rows["whole_week"], False).to_numpy()
        # A default is not stored: a use without units is of one.
        self.units = ints(rows, "units", 1)
        self.learner, _ = numbered(rows["learner"])

    def used(self) -> dict[str, Ints]:
        """Return units, peak, learners and requests that were not served, of each cell."""
        part, more = self.use | (self.total & ~self.whole), self.total & ~self.whole
        named = self._learners(self.use, daily=True)
        known = np.bincount(distinct(self._key(named[0] // _DAYS, named[1])) // self._span, minlength=self.cells)
        found = {
            "units": self._sum(part, self.units),
            "learners": known + self._sum(more, ints(self.rows, "learners")),
            "peak_concurrent": np.maximum(self._use_peak(named[0]), self._most(more, ints(self.rows, "peak"))),
            "unserved": self._sum(self.unserved, self.units),
        }
        days = distinct(self.cell[self.unserved] * _DAYS + self.weekday[self.unserved])
        found["stockout_days"] = np.minimum(np.bincount(days // _DAYS, minlength=self.cells), _SCHOOL_DAYS)
        return self._corrected(found)

    def told(self) -> dict[str, Ints]:
        """Return the sums of faces and of progress, and of how many, of each cell."""
        score, progress = ints(self.rows, "score"), ints(self.rows, "progress_pct", NONE)
        face, step = self.face & (score >= 1) & (score <= 3), self.use & (progress >= 0)
        return {
            "score_sum": self._sum(face, score),
            "scores": np.bincount(self.cell[face], minlength=self.cells),
            "progress_sum": self._sum(step, np.minimum(progress, DONE)),
            "progresses": np.bincount(self.cell[step], minlength=self.cells),
            "score_learners": np.bincount(self._learners(face)[0], minlength=self.cells),
            "progress_learners": np.bincount(self._learners(step)[0], minlength=self.cells),
        }

    @property
    def _span(self) -> int:
        return int(self.learner.max(initial=0)) + 1

    def _key(self, group: Ints, learner: Ints) -> Ints:
        return group * self._span + learner

    def _learners(self, some: Bools, *, daily: bool = False) -> tuple[Ints, Ints]:
        """Return the learners who are named in each cell, or on each of its days, each once."""
        named = some & (self.learner != NONE)
        group = self.cell[named] * _DAYS + self.weekday[named] if daily else self.cell[named]
        both = distinct(self._key(group, self.learner[named]))
        return both // self._span, both % self._span

    def _use_peak(self, named: Ints) -> Ints:
        """Return the most at once on one day: a learner counts once; where nobody is named, units do."""
        at_once = np.bincount(named, minlength=self.cells * _DAYS)
        unnamed = self.use & (self.learner == NONE)
        np.add.at(at_once, self.cell[unnamed] * _DAYS + self.weekday[unnamed], self.units[unnamed])
        most: Ints = at_once.reshape(self.cells, _DAYS).max(axis=1, initial=0)
        return most

    def _corrected(self, found: dict[str, Ints]) -> dict[str, Ints]:
        """Put the last total of a whole week, by the order of the chain, in place of what was recorded one by one."""
        at = np.flatnonzero(self.whole)
        if not len(at):
            return found
        rows = self.rows.take(pa.array(at))
        chain = list(zip(ints(rows, "depth").tolist(), rows["head"].to_pylist(), strict=True))
        order = sorted(range(len(at)), key=chain.__getitem__)
        last = dict(zip(self.cell[at][order].tolist(), order, strict=True))
        cells, which = np.array(list(last)), np.array(list(last.values()))
        found["units"][cells] = self.units[at][which]
        found["learners"][cells] = ints(rows, "learners")[which]
        peak = ints(rows, "peak", NONE)[which]
        found["peak_concurrent"][cells] = np.where(peak == NONE, found["peak_concurrent"][cells], peak)
        return found

    def _sum(self, some: Bools, values: Ints) -> Ints:
        found = np.zeros(self.cells, dtype=np.int64)
        np.add.at(found, self.cell[some], values[some])
        return found

    def _most(self, some: Bools, values: Ints) -> Ints:
        found = np.zeros(self.cells, dtype=np.int64)
        np.maximum.at(found, self.cell[some], values[some])
        return found
