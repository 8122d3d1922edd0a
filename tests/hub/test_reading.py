"""Whoever analyses reads the files that count, and is told what there is where a table was not computed."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from hub import aggregate, reading
from hub.lake_place import place_at
from hub.reading import Lake
from shared.errors import BadInput, NotInitialised, NotReady
from tests.hub.builders import Node, Office, node_of, open_office, use
from tests.hub.object_store import ObjectStore
from tests.hub.office import office as pages_office
from tests.hub.regions import GUIDE
from tests.hub.watched import demand_table


def test_the_records_are_those_of_the_segments_in_force(office: Office, node: Node) -> None:
    node.record(use(), use("2026-10-06"))
    office.take(node.bundle())
    stray = office.config.lake_folder / "events" / "cut.parquet"
    stray.write_bytes(b"half of a file")

    lake = Lake(office.store)

    assert len(lake.frame(reading.EVENTS, ["site"])) == 2
    assert stray not in lake.paths(reading.EVENTS)
    assert lake.names() == [reading.EVENTS]


def test_a_table_is_read_once_it_was_computed(tmp_path: Path) -> None:
    store = pages_office(tmp_path)
    lake = Lake(store)
    with pytest.raises(BadInput, match="nightly"):
        lake.paths("weekly_demand")

    demand_table(store, GUIDE, lambda _school, _week: 10, weeks=4)

    assert set(lake.frame("weekly_demand")["units"]) == {10}
    assert lake.table("weekly_demand", ["school"]).column_names == ["school"]
    assert lake.dataset("weekly_demand").count_rows() == lake.table("weekly_demand").num_rows


def test_a_lake_in_objects_is_read_like_one_in_a_folder(tmp_path: Path, objects: ObjectStore) -> None:
    near, far = (
        open_office(
            tmp_path / name, **({"lake": place_at(objects.lake(f"{tmp_path.name}/lake"))} if name == "far" else {})
        )
        for name in ("near", "far")
    )
    found = []
    for office in (near, far):
        sender = node_of(office)
        sender.record(use("2026-09-24"), use("2026-10-06"))
        office.take(sender.bundle())
        aggregate.aggregate(office.store)
        lake = Lake(office.store)
        rows = lake.frame("weekly_demand").sort_values(["school", "week"]).to_dict("records")
        asked = lake.dataset("weekly_demand").to_table(columns=["units"], filter=pc.field("units") > 0)
        found.append((rows, asked["units"].to_pylist(), lake.frame(reading.EVENTS, ["site", "seq"]).to_dict("records")))

    assert found[0] == found[1]
    assert found[0][1]
    with pytest.raises(NotReady, match="almacén de objetos"):
        Lake(far.store).paths(reading.EVENTS)
    near.close()
    far.close()


def test_where_there_is_no_hub_there_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(NotInitialised):
        reading.lake(tmp_path)
    pages_office(tmp_path / "hub").close()
    opened = reading.lake(tmp_path / "hub")
    assert opened.table(reading.EVENTS).num_rows == 0
    opened.close()
