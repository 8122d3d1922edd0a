"""The series of a region's schools, many at once: from Arrow's columns of ``weekly_demand`` as Spark hands them on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from shared.demand import SUMMED, Bools, Ints, Series, WeekRow
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("school", "resource", *WeekRow._fields)
"""What is read of a row; the counts are 0 where a table of before lacks them."""
PLACE = "place"
"""A number by which rows are sorted: the same for all rows of a school, and hardly ever for two schools."""
_MONDAY_1970 = 4
"""Days from 1 January 1970, from which Arrow counts, to the first Monday, from which ``shared.school_year`` does."""


def whole_schools(batches: Iterable["pa.RecordBatch"]) -> Iterator["pa.Table"]:
    """Yield the rows of *batches*, which are sorted by ``PLACE``, in tables that end where a school does."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        places = batch[PLACE].to_numpy()
        last = int(np.searchsorted(places, places[-1]))
        if held and (last or held[-1][PLACE][-1].as_py() != places[0]):
            yield pa.Table.from_batches([*held, batch.slice(0, last)])
            held = []
        elif last:
            yield pa.Table.from_batches([batch.slice(0, last)])
        held.append(batch.slice(last))
    if held:
        yield pa.Table.from_batches(held)


def series_by_school(
    rows: "pa.Table", kinds: Mapping[ResourceId, ResourceKind]
) -> Iterator[tuple[SchoolId, list[Series]]]:
    """
    Yield the schools of *rows*, sorted, each with its series, by resource: what ``Series.from_columns`` makes of each.

    A row without a resource says only that there is the school.
    """
    school, schools = _ranked(rows, "school")
    resource, resources = _ranked(rows, "resource")
    weeks = _weeks(rows)
    order = np.lexsort((weeks, resource, school))
    order = order[(school[order] >= 0) & (resource[order] >= 0)]
    school_of, resource_of, weeks = school[order], resource[order], weeks[order]
    begins = _changes(school_of, resource_of, weeks)
    counts = {name: _merged(name, _counts(rows, name)[order], begins) for name in WeekRow._fields[1:]}
    school_of, resource_of, weeks = school_of[begins], resource_of[begins], weeks[begins]
    edges = [*_changes(school_of, resource_of).tolist(), weeks.size]
    found: dict[int, list[Series]] = {at: [] for at in range(len(schools))}
    for start, end in pairwise(edges):
        name = ResourceId(resources[resource_of[start]])
        cut = {column: values[start:end] for column, values in counts.items()}
        at = int(school_of[start])
        found[at].append(Series(SchoolId(schools[at]), name, kinds[name], weeks[start:end], **cut))
    for at, series in found.items():
        yield SchoolId(schools[at]), series


def _ranked(rows: "pa.Table", name: str) -> tuple[Ints, Sequence[str]]:
    """Return for each row the rank of its name, -1 where it has none, and the names in order."""
    coded = rows[name].combine_chunks().dictionary_encode()
    names = coded.dictionary.to_pylist()
    ranks = np.empty(len(names) + 1, dtype=np.int64)
    order = sorted(range(len(names)), key=names.__getitem__)
    ranks[order], ranks[-1] = np.arange(len(names)), -1
    return ranks[coded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)], [names[at] for at in order]


def _weeks(rows: "pa.Table") -> Ints:
    days: Ints = rows["week"].cast("int32").to_numpy().astype(np.int64)
    return (days - _MONDAY_1970) // 7


def _counts(rows: "pa.Table", name: str) -> Ints:
    if name not in rows.column_names:
        return np.zeros(rows.num_rows, dtype=np.int64)
    counts: Ints = np.maximum(rows[name].fill_null(0).to_numpy().astype(np.int64, copy=False), 0)
    return counts


def _merged(name: str, values: Ints, begins: Ints) -> Ints:
    """Make one of rows that are of one week, as ``Series.from_columns`` does."""
    if begins.size == values.size:
        return values
    merged: Ints = (np.add if name in SUMMED else np.maximum).reduceat(values, begins)
    return merged


def _changes(*keys: Ints) -> Ints:
    """Return where any of *keys*, which are in order, is another than in the row before."""
    size = keys[0].size
    new: Bools = np.zeros(size, dtype=bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)
