"""What a table of locks asks of each pair: in lots, of the days that count, the same in any order of its rows."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.assembling import Assembled
from hub.allocation.files import fingerprints, from_frames
from hub.allocation.instance import NO_LIMIT
from hub.allocation.settings import Settings
from shared.errors import BadInput

CYCLE = Settings(cycle="2026-07")
SCHOOLS, GOODS = ("0403691-0", "0403692-0"), {"guia": 10, "tablet": 5}
KINDS = st.sampled_from(["exact", "min", "max", "exclude"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {"school_id": st.sampled_from(SCHOOLS), "resource_id": st.sampled_from(sorted(GOODS)), "kind": KINDS,
         "units": st.integers(0, 9).map(lambda lots: lots * 10), "class": st.integers(0, 2),
         "expires": st.sampled_from(["", "2026-06-30", "2026-07-01"])}
    ),
    max_size=8,
)  # fmt: skip


def read(rows: list[dict[str, Any]]) -> Assembled:
    columns = ["school_id", "resource_id", "kind", "units", "class", "author", "reason", "expires"]
    pairs = [(school, resource) for school in SCHOOLS for resource in GOODS]
    tables = {
        "schools": pd.DataFrame({"school_id": SCHOOLS, "depot": "d"}),
        "resources": pd.DataFrame({"resource_id": list(GOODS), "lot": list(GOODS.values()), "value": 1.0}),
        "needs": pd.DataFrame(pairs, columns=["school_id", "resource_id"]).assign(p10=1, p50=20, p90=40),
        "stock": pd.DataFrame({"depot": "d", "resource_id": list(GOODS), "units": 100}),
        "locks": pd.DataFrame(rows, columns=columns).fillna({"author": "", "reason": "", "expires": "", "class": 0}),
    }
    return from_frames(tables, CYCLE, "prueba")


def bounds(rows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return least and most lots and class of each pair, as the instance has them."""
    found = read(rows).instance
    names = zip(found.schools.id[found.pairs.school], found.resources.id[found.pairs.resource], strict=True)
    cells = zip(found.pairs.least.tolist(), found.pairs.most.tolist(), found.pairs.rank.tolist(), strict=True)
    return dict(zip(names, cells, strict=True))


def lock(kind: str, units: int | None = None, **more: object) -> dict[str, Any]:
    return {"school_id": SCHOOLS[0], "resource_id": "guia", "kind": kind, "units": units, "class": 0, **more}


def one(*rows: dict[str, Any]) -> tuple[int, int, int]:
    return bounds(list(rows))[SCHOOLS[0], "guia"]


@pytest.mark.parametrize(
    ("kind", "units", "least", "most"),
    [("exact", 20, 2, 2), ("min", 21, 3, NO_LIMIT), ("max", 29, 0, 2), ("exclude", None, 0, 0), ("exclude", 30, 0, 0)],
)
def test_each_kind_bounds_in_whole_lots_the_floor_rounded_up_and_the_ceiling_down(
    kind: str, units: int | None, least: int, most: int
) -> None:
    assert one(lock(kind, units)) == (least, most, 0)


@pytest.mark.parametrize(("expires", "counts"), [("2026-06-30", 0), ("2026-07-01", 1), ("", 1)])
def test_a_lock_counts_on_its_last_day_and_not_after_it(expires: str, counts: int) -> None:
    assert one(lock("min", 10, expires=expires))[0] == counts


def test_of_several_the_largest_floor_and_the_lowest_ceiling_hold() -> None:
    assert one(lock("min", 10), lock("min", 30), lock("max", 70), lock("max", 50)) == (3, 5, 0)


@pytest.mark.parametrize("rows", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_class_is_that_of_the_largest_floor_and_of_equal_ones_the_first(rows: tuple[int, ...]) -> None:
    drawn = [lock("min", 30, **{"class": 2}), lock("min", 30, **{"class": 1}), lock("min", 10, **{"class": 0})]

    assert one(*(drawn[at] for at in rows)) == (3, NO_LIMIT, 1)


def test_a_ceiling_alone_asks_for_nothing_first() -> None:
    assert one(lock("max", 30, **{"class": 2})) == (0, 3, 0)


@given(rows=ROWS, seed=st.integers(0, 99))
@settings(deadline=None, max_examples=30)
def test_in_any_order_of_the_rows_it_is_the_same(rows: list[dict[str, Any]], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(rows))
    other = [rows[at] for at in order]

    assert bounds(other) == bounds(rows)
    assert fingerprints(read(other)) == fingerprints(read(rows))


@given(rows=ROWS)
@settings(deadline=None, max_examples=50)
def test_whatever_is_asked_is_what_the_rows_say(rows: list[dict[str, Any]]) -> None:
    for (school, resource), found in bounds(rows).items():
        lot = GOODS[resource]
        mine = [row for row in rows if (row["school_id"], row["resource_id"]) == (school, resource)]
        mine = [row for row in mine if row["expires"] != "2026-06-30"]
        floors = [(-row["units"] // lot, row["class"]) for row in mine if row["kind"] in ("exact", "min")]
        ceilings = [0 if row["kind"] == "exclude" else row["units"] // lot for row in mine if row["kind"] != "min"]
        least, rank = min((pair for pair in floors if pair[0]), default=(0, 0))
        assert found == (-least, min(ceilings, default=NO_LIMIT), rank)


@pytest.mark.parametrize("kind", ["exact", "min", "max"])
def test_a_kind_that_needs_a_quantity_and_has_none_is_told(kind: str) -> None:
    with pytest.raises(BadInput, match="falta units") as told:
        read([lock(kind)])

    assert str(told.value).count("línea") == 1


def test_an_exact_quantity_is_whole_lots_and_no_other_need_be() -> None:
    with pytest.raises(BadInput, match="12 unidades no son lotes enteros"):
        read([lock("exact", 12)])

    assert one(lock("min", 12), lock("max", 38)) == (2, 3, 0)


def test_how_many_are_over_is_told_and_nothing_where_none_is() -> None:
    over, here = lock("min", 10, expires="2026-06-30"), lock("min", 10)

    assert [note.text() for note in read([over, here, over]).notes] == [
        "locks: vencieron antes del ciclo y no cuentan: 2."
    ]
    assert read([here]).notes == []


def test_a_row_s_line_says_where_its_author_is() -> None:
    locks = read([lock("max", 30), lock("min", 10)]).locks

    assert dict(zip(locks.least.tolist(), locks.line.tolist(), strict=True)) == {0: 1, 1: 2}
