"""A partition's series are those that a laptop builds from the same rows, wherever Spark cuts its batches."""

from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.region_series import COLUMNS, PLACE, series_by_school, whole_schools
from shared.demand import Series, WeekRow
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week, monday, week_of

KINDS = dict(zip(map(ResourceId, ("guía", "guia", "tablet")), ResourceKind, strict=True))
PLACES = {"0403691-0": 7, "0403691-1": -5, "1": 7}
"""Two schools of one place, which hardly ever happens, are told apart all the same."""
WEEKS = [monday(Week(n)) for n in range(-1, 3)] + [date(2026, 10, 18)]
_SCHEMA = pa.schema(
    [("school", pa.string()), ("resource", pa.string()), ("week", pa.date32())]
    + [(name, pa.int64()) for name in (*COLUMNS[3:], PLACE)]
)
counts = st.none() | st.integers(-3, 9)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "school": st.sampled_from(sorted(PLACES)),
            "resource": st.none() | st.sampled_from(sorted(KINDS)),
            "week": st.sampled_from(WEEKS),
        }
        | dict.fromkeys(COLUMNS[3:], counts)
    ),
    max_size=12,
).map(lambda found: sorted((row | {PLACE: PLACES[str(row["school"])]} for row in found), key=itemgetter(PLACE)))


def cut(found: list[dict[str, Any]], sizes: list[int], names: tuple[str, ...] = COLUMNS) -> list[pa.RecordBatch]:
    """Return the rows in batches of these sizes, and one of the rest."""
    schema = pa.schema([_SCHEMA.field(name) for name in (*names, PLACE)])
    edges = [0, *np.minimum(np.cumsum(sizes, dtype=int), len(found)).tolist(), len(found)]
    return [
        pa.RecordBatch.from_pylist([{name: row[name] for name in schema.names} for row in found[a:b]], schema)
        for a, b in pairwise(edges)
    ]


def built(batches: list[pa.RecordBatch]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return each school with its series, in words that compare."""
    return [
        (school, [told(one) for one in series])
        for table in whole_schools(batches)
        for school, series in series_by_school(table, KINDS)
    ]


def told(series: Series) -> dict[str, Any]:
    values = {name: getattr(series, name) for name in Series.__slots__}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}


def alone(school: str, found: list[dict[str, Any]]) -> list[Series]:
    """Build the series of one school row by row, as a laptop does."""
    series = []
    for resource, kind in sorted(KINDS.items()):
        mine = [row for row in found if row["resource"] == resource]
        weekly = [
            WeekRow(week_of(row["week"]), **{name: row[name] or 0 for name in WeekRow._fields[1:]}) for row in mine
        ]
        series += [Series.from_rows(SchoolId(school), resource, kind, weekly)] if mine else []
    return series


@settings(deadline=None)
@given(rows, st.lists(st.integers(0, 5), max_size=6))
def test_a_region_builds_the_series_that_a_laptop_builds(found: list[dict[str, Any]], sizes: list[int]) -> None:
    each = groupby(sorted(found, key=itemgetter(PLACE, "school")), key=itemgetter("school"))
    expected = [(school, [told(one) for one in alone(school, list(part))]) for school, part in each]

    assert built(cut(found, sizes)) == expected


def test_a_table_of_before_tells_nothing_but_use() -> None:
    row = dict.fromkeys(COLUMNS[3:], 4) | {"school": "1", "resource": "guia", "week": WEEKS[0], PLACE: 7}

    ((_, (series,)),) = built(cut([row], [], COLUMNS[:5]))

    assert (series["units"], series["peak_concurrent"], series["scores"]) == ([4], [4], [0])


def test_names_are_in_the_order_of_their_letters_as_on_a_laptop() -> None:
    names = sorted(KINDS, reverse=True)
    row = dict.fromkeys(COLUMNS[3:], 1) | {"school": "1", "week": WEEKS[0], PLACE: 7}
    found = [row | {"resource": name} for name in names]

    assert [one["resource"] for one in built(cut(found, []))[0][1]] == sorted(KINDS)
