"""The demonstration's packs have sizes and rooms, the same every time, and some schools have none yet."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hub.demo.packs import BUILDS_ON, without_some, write_catalogue, write_rooms
from hub.importers.catalogue import DEFAULT_CATALOGUE
from hub.pack_offers import sized
from shared.resources import ResourceKind, read_catalogue


def test_every_pack_of_its_catalogue_has_sizes_and_the_version_is_newer(tmp_path: Path) -> None:
    file = write_catalogue(DEFAULT_CATALOGUE, tmp_path / "catalogue.json")

    made, first = read_catalogue(file.read_bytes()), read_catalogue(DEFAULT_CATALOGUE.read_bytes())

    packs = {one.id: one for one in made.resources if one.kind is ResourceKind.PACK}
    assert made.version == first.version + 1
    assert set(sized(packs)) == set(packs)
    assert {str(one.id): str(name) for one in packs.values() for name in one.after} == BUILDS_ON


def test_each_site_has_a_room_and_each_third_school_no_packs(tmp_path: Path) -> None:
    names = [f"99000{n}" for n in range(30)]
    with (tmp_path / "schools.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("codlocal", "rurality"), *((name, "Rural 1") for name in names)])
    panel = tmp_path / "panel.parquet"
    rows = {"school": [*names, *names], "resource": ["pack-mat-primaria"] * 30 + ["tablet"] * 30}
    pq.write_table(pa.table(rows), panel)

    rooms = write_rooms(tmp_path).read_text(encoding="utf-8-sig").splitlines()
    left = pq.read_table(without_some(panel, DEFAULT_CATALOGUE, tmp_path / "rest.parquet"))["resource"].to_pylist()

    assert len(rooms) == 31
    assert len({row.split(";")[1] for row in rooms[1:]}) > 2
    assert left.count("tablet") == 30
    assert 10 < left.count("pack-mat-primaria") < 30
    assert json.loads(DEFAULT_CATALOGUE.read_bytes())["version"] == 1
