"""The lines of the last plan stand in the lake too, once each, by school and resource."""

from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from hub import plan_table, proposing
from hub.store import Store
from shared.allocation import Line
from tests.hub.office import PERIOD, needs, office, supply


def lines_of(store: Store, path: str) -> list[Line]:
    rows = pq.read_table(store.config.lake_folder / path)
    return [msgspec.json.decode(raw, type=Line) for raw in rows["line"].to_pylist()]


def test_the_table_says_what_the_plan_says(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)

    made = plan_table.write(store, plan)

    rows = pq.read_table(store.config.lake_folder / made.path).to_pylist()
    assert lines_of(store, made.path) == store.plan_lines(plan.id)
    assert (made.notes, made.rows, made.version) == ({"plan": plan.id}, plan.lines, plan.plan_hash)
    assert sum(row["units"] for row in rows) == plan.units > 0
    assert {row["plan"] for row in rows} == {plan.id}


def test_a_second_time_nothing_is_written_and_another_plan_takes_its_place(tmp_path: Path) -> None:
    store = office(tmp_path)
    first = plan_table.write(store, proposing.make_plan(store, needs(), **PERIOD))

    again = plan_table.write(store, proposing.make_plan(store, needs(), **PERIOD))
    store.put_supply(supply(tablets=20))
    newer = plan_table.write(store, proposing.make_plan(store, needs(), **PERIOD))

    assert again == first
    assert newer.path != first.path
    assert sum(line.units for line in lines_of(store, newer.path)) < sum(
        line.units for line in lines_of(store, first.path)
    )
