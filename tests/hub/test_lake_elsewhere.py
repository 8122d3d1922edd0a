"""A region whose lake lies in a store of objects: what schools send is received, folded, copied and read on pages."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub import aggregate, backup, folds, forecasting, lots_table, nightly, plan_table, readiness, restoring, tables
from hub.config import Config
from hub.demo.processes import free_port
from hub.importers.supply import import_supply
from hub.keyfiles import read_keys
from hub.lake_place import place_at
from hub.parts import open_parts
from hub.quality import quality
from hub.store import Store
from hub.used import used
from shared.errors import BadInput, DatabaseBusy
from tests.hub.builders import GUIDE, TABLET, Node, Office, count, node_of, open_office, state_of, use
from tests.hub.importers.test_supply import supply
from tests.hub.object_store import ObjectStore, object_store
from tests.hub.office import app_of, page, signed_in

_HUB = str(Path(sys.executable).with_name("chasqui-hub"))
CSRF = re.compile('name="csrf" value="[^"]+"')


@pytest.fixture
def far(tmp_path: Path, objects: ObjectStore) -> Iterator[Office]:
    """An office whose lake lies in objects."""
    opened = open_office(tmp_path / "hub", lake=place_at(objects.lake(f"{tmp_path.name}/lake")))
    yield opened
    opened.close()


def told(office: Office, first: int = 0, last: int | None = None) -> Node:
    """Let a node of an office send what makes a small region: uses of some weeks."""
    node = node_of(office)
    days = [f"2026-{month:02d}-{day:02d}" for month in (8, 9) for day in (3, 10, 17, 24, 28)]
    node.record(*(use(day, resource=resource) for day in days for resource in (GUIDE, TABLET)), count(2))
    office.take(node.bundle(first, last))
    return node


def night(office: Office, objects: ObjectStore) -> dict[str, Any]:
    """Let the night's command do its work over the lake of *office*."""
    settings = {"CHASQUI_HUB_LAKE": office.config.lake_place.address, "CHASQUI_HUB_MIN_FREE_MB": "1"}
    clock = {"CHASQUI_HUB_CLOCK": office.config.clock.now().isoformat()}
    order = [_HUB, "nightly", "--json", "--dir", str(office.config.folder)]
    done = subprocess.run(order, env={**os.environ, **objects.environment, **settings, **clock}, stdout=subprocess.PIPE)
    assert done.returncode == 0
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.spark
def test_a_night_over_objects_ends_in_the_plan_of_one_over_a_folder(
    tmp_path: Path, far: Office, objects: ObjectStore, spark: object
) -> None:
    near = open_office(tmp_path / "near")
    for office in (near, far):
        told(office)
        import_supply(office.store, supply(office.config.folder, f"Huamanga,{GUIDE},40", f"Huamanga,{TABLET},5"))

    report, other = night(far, objects), nightly.nightly(near.store, lambda _: None)

    assert report["plan"]["lines"] == other["plan"]["lines"] > 0
    for name in (aggregate.NAME, forecasting.NAME, lots_table.NAME, plan_table.NAME):
        assert rows(far, name) == rows(near, name), name
    near.close()
    assert not (far.config.folder / "lake").exists()


def rows(office: Office, name: str) -> list[str]:
    known = office.store.dataset(name)
    assert known is not None
    table = tables.read(office.config.lake_place, known)
    kept = [one for one in table.column_names if one not in ("plan", "line")]
    return sorted(map(repr, table.select(kept).to_pylist()))


def test_the_pages_of_use_and_quality_say_of_objects_what_they_say_of_a_folder(tmp_path: Path, far: Office) -> None:
    near = open_office(tmp_path / "near")
    for office in (near, far):
        told(office)
        aggregate.aggregate(office.store)

    ours, theirs = (sorted(used(office.store).itertuples(index=False, name=None)) for office in (far, near))
    assert ours == theirs
    assert {row[1] for row in ours} == {GUIDE, TABLET}
    assert quality(far.store) == quality(near.store)
    # Those of 3 August were in vacations.
    assert [one.arrived.facts for one in quality(far.store) if one.arrived] == [18]
    for address in ("/uso", "/calidad", "/uso.csv", "/calidad.csv"):
        said, other = (CSRF.sub("", page(signed_in(app_of(office.store)), address)) for office in (far, near))
        assert said == other
    near.close()


def test_a_page_says_that_the_store_does_not_answer(far: Office) -> None:
    told(far)
    aggregate.aggregate(far.store)
    nowhere = place_at(f"s3://lago/x?endpoint=http://127.0.0.1:{free_port()}")
    silent = far._with(replace(far.config, lake=nowhere))

    client = signed_in(app_of(silent.store))
    answers = [client.get(address) for address in ("/uso", "/calidad")]

    assert [one.status_code for one in answers] == [503, 503]
    assert all("El almacén de objetos no responde" in one.get_data(as_text=True) for one in answers)
    silent.store.close()


def test_what_is_received_folded_and_copied_lies_in_objects(tmp_path: Path, far: Office, objects: ObjectStore) -> None:
    node = told(far, 0, 9)
    far.take(node.bundle(9))
    before = state_of(far)

    with far.store.begin() as connection:
        folds.rebuild(connection, far.config.lake_place, far.store.kinds(connection))
    assert state_of(far) == before
    copy = tmp_path / "copy.zip"
    backup.back_up(far.store, copy)
    target = Config(tmp_path / "new", lake=place_at(objects.lake(f"{tmp_path.name}/new")), clock=far.config.clock)
    restoring.restore(copy, target, read_keys(far.config))

    with closing(Store(target)) as store:
        assert store.segments("events") == far.store.segments("events")
        assert all(target.lake_place.has(name) for name in store.segments("events"))
    with pytest.raises(BadInput, match="en uso"):
        restoring.restore(copy, replace(target, folder=tmp_path / "other"), read_keys(far.config))


def test_what_a_school_sends_while_the_store_is_silent_is_not_taken_and_comes_again(far: Office) -> None:
    node = node_of(far)
    node.record(*(use(f"2026-10-{day:02d}") for day in (5, 6, 7)))
    nowhere = place_at(f"s3://lago/x?endpoint=http://127.0.0.1:{free_port()}")
    silent = far._with(replace(far.config, lake=nowhere))

    with pytest.raises(DatabaseBusy, match="no responde"):
        silent.take(node.bundle())
    silent.store.close()

    assert far.store.totals().events == 0
    far.take(node.bundle())
    assert far.store.totals().events == 3


def test_a_night_whose_store_falls_silent_says_so_and_changes_nothing(tmp_path: Path, objects: ObjectStore) -> None:
    with object_store(tmp_path / "store") as running:
        far = open_office(tmp_path / "hub", lake=place_at(running.lake("lake")))
        told(far)
        before = aggregate.aggregate(far.store)
        told(far, 3)
        file = far.config.lake_place.parquet(far.store.segments("events")[0])

    with pytest.raises(DatabaseBusy, match="no responde"), far.config.lake_place.answering():
        file.read()
    with pytest.raises(DatabaseBusy, match="no responde"):
        aggregate.aggregate(far.store)
    assert far.store.dataset(aggregate.NAME) == before
    far.close()


def test_a_store_that_lost_what_came_or_does_not_answer_is_told(far: Office, objects: ObjectStore) -> None:
    told(far)
    parts = open_parts(far.config, far.store)
    assert readiness.troubles(parts) == []

    (segment,) = far.store.segments("events")
    far.config.lake_place.remove(segment)
    lost = [one.text() for one in readiness.troubles(parts)]
    silent = replace(
        parts, config=replace(far.config, lake=place_at(f"s3://lago/x?endpoint=http://127.0.0.1:{free_port()}"))
    )
    gone = replace(parts, config=replace(far.config, lake=place_at(f"s3://otro/x?endpoint={objects.endpoint}")))

    assert "falta lo último" in " ".join(lost)
    assert "no responde" in " ".join(one.text() for one in readiness.troubles(silent))
    assert "no tiene el balde" in " ".join(one.text() for one in readiness.troubles(gone))
