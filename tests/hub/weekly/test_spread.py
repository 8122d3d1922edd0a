"""Many new events are counted by Spark's tasks, with what comes out here."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from hub.compacting import LEAST_FILES, compact
from hub.lake_place import place_at
from hub.weekly.bucket import Outcome, Work
from hub.weekly.ledger import Stretch
from hub.weekly.spread import spread
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, node_of, open_office, use
from tests.hub.object_store import ObjectStore
from tests.hub.test_compacting import days_pass, sends

pytestmark = pytest.mark.spark


def test_spark_s_tasks_bring_buckets_to_where_this_process_brings_them(office: Office, spark: Any) -> None:
    works = two(office)

    by_spark, here = spread(replace(office.config, spark_from=0), works), spread(office.config, works)

    assert [told(one) for one in by_spark] == [told(one) for one in here]
    assert all((Path(works[0].root) / part.name).is_file() for one in by_spark for part in one.demand)


def test_of_a_file_of_several_laptops_each_one_s_events_come_to_its_bucket_by_spark_and_by_processes(
    office: Office, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for node in (node_of(office), node_of(office, b"o", OTHER_SITE)):
        sends(office, node, LEAST_FILES)
    days_pass(office)
    compact(office.store)
    rows, every = works_of(office), 2 * LEAST_FILES
    works = [
        structs.replace(rows[0], bucket=at, new=[one for row in rows for one in row.new if one.site == site])
        for at, site in enumerate((SITE, OTHER_SITE))
    ]
    assert {one.segment for one in works[0].new} == {one.segment for one in works[1].new}

    by_spark, here = spread(replace(office.config, spark_from=0), works), spread(office.config, works)
    monkeypatch.setattr("hub.weekly.spread._MANY", 2)
    monkeypatch.setattr("hub.weekly.spread.PROCESSES", 1)
    by_processes = spread(office.config, works)

    assert [told(one) for one in by_spark] == [told(one) for one in here] == [told(one) for one in by_processes]
    # At the other site the school that they name is another's.
    left = [sum(facts for *_, facts in one.left_out) for one in by_spark]
    assert [(sum(units(office, one)), out) for one, out in zip(by_spark, left, strict=True)] == [(every, 0), (0, every)]


def test_over_a_store_of_objects_spark_and_processes_bring_buckets_to_where_a_folder_s_are(
    office: Office, tmp_path: Path, objects: ObjectStore, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = open_office(tmp_path / "far", lake=place_at(objects.lake(f"{tmp_path.name}/lake")))
    # As of a session that is begun for such a lake (``hub.spark``).
    for name, value in objects.environment.items():
        monkeypatch.setitem(spark.sparkContext.environment, name, value)
    near, works = [told(one) for one in spread(office.config, two(office))], two(far)

    by_spark = spread(replace(far.config, spark_from=0), works)
    monkeypatch.setattr("hub.weekly.spread._MANY", 2)
    monkeypatch.setattr("hub.weekly.spread.PROCESSES", 1)
    by_processes = spread(far.config, works)

    assert [told(one) for one in by_spark] == [told(one) for one in by_processes] == near
    assert [sorted(units(far, one)) for one in by_spark] == [sorted(units(far, one)) for one in by_processes]
    assert all(far.config.lake_place.has(part.name) for one in by_spark for part in one.demand)
    far.close()


def two(office: Office) -> list[Work]:
    """Return the works of two buckets, of a computer each."""
    for name, node in (("a", node_of(office)), ("o", node_of(office, b"o", OTHER_SITE))):
        node.record(use(), use("2026-09-07", units=3), name=name)
        office.take(node.bundle())
    works = works_of(office)
    assert len(works) == 2
    return works


def units(office: Office, one: Outcome) -> list[int]:
    place = office.config.lake_place
    return [row for part in one.demand for row in place.rows(part.name, ["units"])["units"].to_pylist()]


def works_of(office: Office) -> list[Work]:
    from hub import tree

    with office.store.read() as connection:
        rows = tree.stretches(connection)
    schools = [(SCHOOL, SITE, "HUAMANGA"), (OTHER_SCHOOL, OTHER_SITE, "HUAMANGA")]
    return [
        Work(at, office.config.lake_place.address, [
            Stretch(row.id, row.tree, row.parent, row.after_seq, row.incarnation, row.first_seq, row.last_seq,
                    row.first_depth, row.path, row.node, row.site)
        ], schools)
        for at, row in enumerate(rows)
    ]  # fmt: skip


def told(one: Outcome) -> tuple[Any, ...]:
    return one.bucket, one.counts, one.left_out, [(part.block, part.rows) for part in (*one.dated, *one.demand)]
