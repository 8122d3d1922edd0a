"""Many new events are counted by Spark's tasks, with what comes out here."""

from pathlib import Path
from typing import Any

import pytest

from hub.weekly.bucket import Outcome, Work
from hub.weekly.ledger import Stretch
from hub.weekly.spread import spread
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, node_of, use

pytestmark = pytest.mark.spark


def test_spark_s_tasks_bring_buckets_to_where_this_process_brings_them(office: Office, spark: Any) -> None:
    for node in (node_of(office), node_of(office, b"o", OTHER_SITE)):
        node.record(use(), use("2026-09-07"))
        office.take(node.bundle())
    works = works_of(office)

    by_spark, here = spread(office.config, works, here=0), spread(office.config, works)

    assert [told(one) for one in by_spark] == [told(one) for one in here]
    assert all((Path(works[0].root) / part.name).is_file() for one in by_spark for part in one.demand)


def works_of(office: Office) -> list[Work]:
    from hub import tree

    with office.store.read() as connection:
        rows = tree.stretches(connection)
    schools = [(SCHOOL, SITE, "HUAMANGA"), (OTHER_SCHOOL, OTHER_SITE, "HUAMANGA")]
    return [
        Work(at, str(office.config.lake_folder), [
            Stretch(row.id, row.tree, row.parent, row.after_seq, row.incarnation, row.first_seq, row.last_seq,
                    row.first_depth, row.path, row.node, row.site)
        ], schools)
        for at, row in enumerate(rows)
    ]  # fmt: skip


def told(one: Outcome) -> tuple[Any, ...]:
    return one.bucket, one.counts, one.left_out, [(part.block, part.rows) for part in (*one.dated, *one.demand)]
