"""Content packs of the demonstration's region: made-up sizes and rooms, and schools that do not have them yet."""

import csv
import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SYNC_SHARE_PCT = 80
"""Of what a pack takes on the disk, what its download is made up to be."""
BUILDS_ON: Mapping[str, str] = {"pack-castellano-l2": "pack-com-primaria"}
_LINE_MB = {"Urbana": 4_000, "Rural 3": 2_600, "Rural 2": 1_800, "Rural 1": 1_100}
_OTHER_LINE_MB = 1_500
_FREE_MB = (1_400, 2_500, 4_000, 8_000)
WITHOUT = 3
"""One of so many schools of the panel has no packs yet."""


def write_catalogue(default: Path, file: Path) -> Path:
    """Write the catalogue that comes along, one version later, with what packs take on a line and build on."""
    catalogue = json.loads(default.read_bytes())
    catalogue["version"] += 1
    for one in catalogue["resources"]:
        if one["kind"] == "pack":
            one["sync_mb"] = one["requires"]["storage_mb"] * SYNC_SHARE_PCT // 100
            one["after"] = [BUILDS_ON[one["id"]]] if one["id"] in BUILDS_ON else []
    file.write_text(json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def write_rooms(region: Path) -> Path:
    """Write the free disk and the line of each site: the same every time, some too small for all that would serve."""
    file = region / "pack_rooms.csv"
    with (region / "schools.csv").open(encoding="utf-8-sig", newline="") as rows:
        sites = {row["codlocal"]: row["rurality"] for row in csv.DictReader(rows) if row["codlocal"]}
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(("codlocal", "MB libres", "MB por línea", "simulado"))
        writer.writerows(
            (site, _FREE_MB[_drawn(site) % len(_FREE_MB)], _LINE_MB.get(rurality, _OTHER_LINE_MB), "x")
            for site, rurality in sorted(sites.items())
        )
    return file


def without_some(panel: Path, catalogue: Path, out: Path) -> Path:
    """Write the panel without the use of packs at some schools: they do not have them yet."""
    packs = [one["id"] for one in json.loads(catalogue.read_bytes())["resources"] if one["kind"] == "pack"]
    rows = pq.read_table(panel)
    bare = [school for school in rows["school"].unique().to_pylist() if _drawn(school) % WITHOUT == 0]
    of_pack = pc.is_in(rows["resource"], value_set=pa.array(packs, rows.schema.field("resource").type))
    of_bare = pc.is_in(rows["school"], value_set=pa.array(bare, rows.schema.field("school").type))
    pq.write_table(rows.filter(pc.invert(pc.and_(of_pack, of_bare))), out)
    return out


def _drawn(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big")
