"""A school that counted is compared with those that never did as with its like; what it lacks stays as it was."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation import uncounted
from hub.allocation.assembling import Assembled
from hub.allocation.evenness import fills
from hub.allocation.files import fingerprints, from_frames, read_instance
from hub.allocation.published import told_uncounted
from hub.allocation.solve import divide
from tests.hub.allocation.tabled import CYCLE, Tables, shuffled, whole_tables, write_in_parts

EVEN = msgspec.structs.replace(CYCLE, alpha=2.0)
SEEDS = st.integers(0, 10_000)


def alike(count: int, need: int, held: int, units: int, *, lot: int = 1) -> Tables:
    """Return so many schools of one need: every other one counted that it has *held*, the others never counted."""
    ids = [f"{at:07d}-0" for at in range(count)]
    return {
        "schools": pd.DataFrame({"school_id": ids, "depot": "D"}),
        "resources": pd.DataFrame({"resource_id": ["guia"], "lot": [lot], "value": [1.0]}),
        "needs": pd.DataFrame({
            "school_id": ids, "resource_id": "guia", "p10": need, "p50": need, "p90": need,
            "on_hand": [held * (at % 2) for at in range(count)], "counted": ["no", "si"] * (count // 2),
        }),
        "stock": pd.DataFrame({"depot": ["D"], "resource_id": ["guia"], "units": [units]}),
    }  # fmt: skip


def sent(tables: Tables) -> dict[str, int]:
    """Return the units that each school gets."""
    of = from_frames(tables, EVEN, "región")
    lots = divide(of.instance).lots * of.instance.resources.lot[of.instance.pairs.resource]
    return dict(zip(of.instance.schools.id[of.instance.pairs.school], lots.tolist(), strict=True))


@given(st.integers(1, 6), st.integers(10, 60), st.data())
@settings(max_examples=25, deadline=None)
def test_who_counted_little_is_not_starved_by_those_that_never_counted(
    half: int, need: int, data: st.DataObject
) -> None:
    count, held = 2 * half, data.draw(st.integers(0, need // 3))
    units = data.draw(st.integers(2 * count, count * (need - held)))

    got = sent(alike(count, need, held, units))

    counted = [units for at, units in enumerate(got.values()) if at % 2]
    assert min(counted) > 0
    # All were taken to be as full before: nobody is sent more than a lot more than another.
    assert max(got.values()) - min(got.values()) <= 1


def test_taken_for_empty_it_would_be_starved() -> None:
    tables = alike(6, need=20, held=10, units=24)
    tables["needs"] = tables["needs"].assign(counted="si")

    assert [units for at, units in enumerate(sent(tables).values()) if at % 2] == [0, 0, 0]


def test_of_what_nobody_counted_the_mean_of_the_rest_is_taken_and_nothing_where_nobody_counted_anything() -> None:
    need, met = np.array([10, 10, 20, 40, 7]), np.array([5, 0, 2, 0, 0])
    counted, resource = np.array([True, False, True, False, False]), np.array([0, 0, 1, 2, 2])

    some = uncounted.shares(need, met, counted, resource, 3)
    none = uncounted.shares(need, met, np.zeros(5, dtype=bool), resource, 3)

    assert (some.tolist(), none.tolist()) == ([0.5, 0.1, 0.3], [0, 0, 0])
    assert uncounted.taken(need, met, counted, some[resource]).tolist() == [0, 5, 0, 12, 2]


def test_records_that_show_more_than_is_taken_hold() -> None:
    tables = alike(2, need=20, held=4, units=0)
    tables["needs"] = tables["needs"].assign(on_hand=[9, 4])

    of = from_frames(tables, EVEN, "región")

    assert of.instance.schools.window_met.tolist() == [9_000_000, 4_000_000]
    assert told_uncounted(of) == {}


def test_what_is_worth_sending_and_what_a_school_lacks_do_not_change() -> None:
    tables = alike(4, need=20, held=6, units=10)
    one = from_frames(tables, EVEN, "región")
    other = from_frames(tables | {"needs": tables["needs"].drop(columns="counted")}, EVEN, "región")

    assert one.instance.pairs.worth.tolist() == other.instance.pairs.worth.tolist()
    assert one.instance.pairs.first.tolist() == other.instance.pairs.first.tolist()
    assert one.instance.schools.window_met.tolist() == [6_000_000] * 4
    assert other.instance.schools.window_met.tolist() == [0, 6_000_000] * 2
    assert [note.params for note in one.notes] == [{"count": "2"}]


def test_no_fill_that_is_told_passes_the_need_though_what_is_taken_is_sent_as_well() -> None:
    of = from_frames(alike(4, need=20, held=10, units=80), EVEN, "región")

    found = fills(of.instance, divide(of.instance).lots)

    assert found.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("cell", [True, "si", "", None])
def test_what_is_blank_or_of_a_table_without_the_column_was_counted(cell: object) -> None:
    tables = alike(4, need=20, held=6, units=10)
    rows = tables["needs"].drop(columns="counted")

    found = fingerprints(from_frames(tables | {"needs": rows.assign(counted=cell)}, EVEN, "región"))

    assert found == fingerprints(from_frames(tables | {"needs": rows}, EVEN, "región"))


def plan_of(of: Assembled) -> tuple[object, ...]:
    answer = divide(of.instance)
    return answer.lots.tolist(), answer.value, answer.bound, told_uncounted(of), of.asked.shares.tolist()


@given(SEEDS)
@settings(max_examples=6, deadline=None)
def test_what_is_taken_does_not_depend_on_the_order_of_rows_or_on_the_parts_of_a_file(seed: int) -> None:
    tables = whole_tables(seed, 12)
    one = plan_of(from_frames(tables, EVEN, "región"))
    with TemporaryDirectory() as name:
        write_in_parts(Path(name) / "eight", shuffled(tables, seed + 1), EVEN, 8)
        eight = plan_of(read_instance(Path(name) / "eight"))

    assert one[3]
    assert eight == one
