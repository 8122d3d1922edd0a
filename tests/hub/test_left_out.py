"""What cannot be read, or speaks of another site's school, counts nowhere, stops nothing, and is told by computer."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import aggregate, left_out, tables
from hub.lake_frame import read_events
from shared.errors import BadInput
from shared.events import Fields, from_fields
from tests.hub.builders import (
    GUIDE,
    OTHER_SCHOOL,
    OTHER_SITE,
    SCHOOL,
    SITE,
    Node,
    Office,
    incarnation,
    node_of,
    open_office,
    use,
)
from tests.hub.demanding import OCTOBER_5, Demand, send

pytestmark = pytest.mark.spark
_DAY = 20_731


def raw(kind: int = 1, **fields: Any) -> Fields:
    """Return a record as a laptop may sign it, with fields by number: ``f16=...``."""
    said = {0: kind, 1: 60, 2: _DAY, 3: 1, 4: "p", 7: SCHOOL, 8: GUIDE}
    return dict(sorted((said | {int(name[1:]): value for name, value in fields.items()}).items()))


def left_out_of(office: Office) -> list[dict[str, Any]]:
    found = office.store.dataset(aggregate.NAME)
    assert found is not None
    told: list[dict[str, Any]] = found.notes["left_out"]
    return told


def test_units_that_no_sum_can_hold_neither_stop_the_region_nor_count(
    office: Office, node: Node, demand: Demand
) -> None:
    node.record(use("2026-10-05", units=5), *[raw(f16=2**62)] * 3, raw(f16=10**12), raw(2, f16=4, f20=2**62))
    office.take(node.bundle())

    rows = demand()

    assert {key: row["units"] for key, row in rows.items()} == {(SCHOOL, GUIDE, OCTOBER_5): 5}
    assert left_out_of(office) == [{"site": SITE, "node": node.keys.node_id.hex(), "why": "unreadable", "facts": 5}]


def test_no_sum_can_overflow_whatever_the_list_of_what_cannot_be_read_says(
    spark: Any, office: Office, node: Node
) -> None:
    node.record(use(units=5), raw(f16=10**12), raw(f16=2**62))
    office.take(node.bundle())

    events = read_events(spark, office.config.lake_folder, office.store.segments("events"))
    judged = left_out.judged(spark, events, [], office.store.schools())

    assert {(row["units"], row["left_out"]) for row in judged.collect() if row["kind"] == 1} == {
        (5, None), (10**12, "unreadable"), (2**62, "unreadable"),
    }  # fmt: skip


def test_a_laptop_speaks_for_the_schools_of_its_own_site_alone(office: Office, node: Node, demand: Demand) -> None:
    other = node_of(office, b"o", OTHER_SITE)
    send(office, other, claimed_for(OTHER_SCHOOL, 7))
    send(office, node, use(units=5), claimed_for(OTHER_SCHOOL, 900), claimed_for("0499999-0", 1))

    rows = demand()

    assert {key[0]: row["units"] for key, row in rows.items()} == {SCHOOL: 5, OTHER_SCHOOL: 7}
    assert left_out_of(office) == [{"site": SITE, "node": node.keys.node_id.hex(), "why": "foreign", "facts": 2}]


def claimed_for(school: str, units: int) -> Fields:
    return raw(f7=school, f16=units)


numbers = st.sampled_from([0, 1, 3, 1_000_000, 1_000_001, -1, 2**62, 2**63, "three", True, None, b"3"])
records = st.builds(
    lambda kind, fields: raw(kind, **fields),
    st.sampled_from([1, 2, 5]),
    st.dictionaries(st.sampled_from(["f16", "f17", "f18", "f20", "f21", "f2", "f10"]), numbers, max_size=3),
)


@settings(max_examples=2, deadline=None)
@given(sent=st.lists(records, min_size=12, max_size=40))
def test_the_sums_are_those_of_what_the_folds_read_and_of_nothing_else(spark: Any, sent: list[Fields]) -> None:
    readable = [fields for fields in sent if _is_read(fields)]

    found = _demand_of([*sent, raw()]), _demand_of([*readable, raw()])

    assert found[0] == found[1]


def _is_read(fields: Fields) -> bool:
    try:
        from_fields(incarnation("a"), 1, fields)
    except BadInput:
        return False
    return True


def _demand_of(records: list[Fields]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "hub")
        node = node_of(office)
        node.record(*records)
        office.take(node.bundle())
        made = aggregate.aggregate(office.store)
        with office.store.read() as connection:
            assert len(left_out.unreadable(connection)) == sum(not _is_read(fields) for fields in records)
        rows: list[dict[str, Any]] = tables.read(office.config.lake_folder, made).to_pylist()
        office.close()
    return sorted(rows, key=repr)
