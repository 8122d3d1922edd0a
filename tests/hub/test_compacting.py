"""Small files of days past become few: every record stays as it came, wherever it is asked for, cut at any point."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub import alarms, folds, lake, schema
from hub.compacting import LEAST_FILES, MOST_ROWS, SWEPT, Small, batches, compact
from hub.importers.panel import import_panel
from hub.lake_place import place_at
from shared.events import Claim
from shared.facts import Count, Use
from tests.hub.builders import GUIDE, OTHER_SITE, SCHOOL, Node, Office, node_of, open_office, state_of, use
from tests.hub.demanding import send
from tests.hub.importers.test_panel import ROW, panel
from tests.hub.laptop import Laptop
from tests.hub.object_store import ObjectStore
from tests.hub.scanned import scans, statements
from tests.hub.weekly.test_run import from_nothing, night


def days_pass(office: Office, days: float = 1.5) -> None:
    office.config.clock.at += timedelta(days=days)  # type: ignore[attr-defined]


def sends(office: Office, node: Node, bundles: int, *, first: int = 0) -> None:
    """Let a laptop be opened so often, and send twice what it recorded each time."""
    for opening in range(first, first + bundles):
        for day in ("2026-10-05", "2026-10-06"):
            before = len(node.log)
            node.record(use(day, learner=b"learner%d" % opening), name=f"{node.keys.node_id.hex()[:2]}{opening}")
            office.take(node.bundle(before))


def tables_of(office: Office) -> dict[str, Any]:
    tables = (schema.stock, schema.deliveries, schema.requests, schema.objections, schema.tips)
    with office.store.read() as connection:
        return {table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables}


def files(office: Office) -> set[str]:
    return {f"events/{path.name}" for path in (office.config.lake_folder / "events").iterdir()}


@pytest.mark.databases
def test_files_become_few_and_every_record_stays_as_it_came(office: Office) -> None:
    one, other = node_of(office), node_of(office, b"o", OTHER_SITE)
    sends(office, one, LEAST_FILES)
    sends(office, other, LEAST_FILES)
    before, table, kept = state_of(office), night(office), tables_of(office)
    days_pass(office)

    made = compact(office.store)
    with office.store.begin() as connection:
        folds.rebuild(connection, office.config.lake_folder, office.store.kinds(connection))

    assert (made.files, made.into) == (4 * LEAST_FILES, 2)
    assert len(office.store.segments("events")) == 2
    assert (state_of(office), tables_of(office)) == (before, kept)
    assert night(office)[0] == from_nothing(office)[0] == table[0]


@pytest.mark.databases
def test_no_step_of_a_night_reads_all_stretches_to_find_those_of_a_few_files_or_of_two_histories(
    office: Office, node: Node
) -> None:
    sends(office, node, LEAST_FILES)
    night(office)
    sends(office, node, 1, first=LEAST_FILES)
    days_pass(office)
    with statements(office.store, "stretches") as asked:
        night(office)
        made = compact(office.store)
        alarms.every(office.store)

    assert made.into
    assert {statement.split()[0] for statement, _ in asked} == {"SELECT", "UPDATE"}
    assert scans(office.store, asked, "stretches") == []


def test_of_an_incarnation_there_is_one_stretch_in_a_file(office: Office, node: Node) -> None:
    sends(office, node, LEAST_FILES)
    days_pass(office)
    compact(office.store)

    with office.store.read() as connection:
        rows = connection.execute(select(schema.stretches.c.segment, schema.stretches.c.incarnation)).all()
    assert max(Counter(map(tuple, rows)).values()) == 1
    assert len({row.segment for row in rows}) == 2


def test_what_was_put_with_others_stays_a_day_for_whoever_reads_it(office: Office, node: Node) -> None:
    sends(office, node, LEAST_FILES)
    days_pass(office)
    old = files(office)
    compact(office.store)
    there = files(office)
    days_pass(office)
    compact(office.store)

    assert old < there
    assert files(office) == set(office.store.segments("events")) == there - old


def test_the_newest_files_and_a_few_are_left_as_they_are_and_doing_it_again_changes_nothing(
    office: Office, node: Node
) -> None:
    sends(office, node, LEAST_FILES)
    young = compact(office.store)
    days_pass(office)
    done, again = compact(office.store), compact(office.store)
    sends(office, node, LEAST_FILES // 2, first=90)
    days_pass(office)

    assert (young.files, done.files, again.files, compact(office.store).files) == (0, 2 * LEAST_FILES, 0, 0)


def test_a_night_after_files_were_put_together_goes_on_from_where_it_was(office: Office, node: Node) -> None:
    sends(office, node, LEAST_FILES)
    before = night(office)
    days_pass(office)
    compact(office.store)
    same = office.store.dataset("weekly_demand")
    night(office)

    assert office.store.dataset("weekly_demand") == same
    sends(office, node, 1, first=LEAST_FILES)
    after = night(office)
    assert after == from_nothing(office)
    assert after[0] != before[0]


def test_a_clock_that_is_put_right_later_dates_what_lies_with_others_already(laptop: Laptop) -> None:
    office = laptop.office
    for _ in range(LEAST_FILES):
        laptop.reopen()
        laptop.record(Claim(Count(resource=GUIDE, units=30)), Claim(Use(school=SCHOOL, resource=GUIDE, units=4)))
        laptop.send()
    days_pass(office)
    assert compact(office.store).files == LEAST_FILES
    laptop.store.log.note_hub_time(int(office.config.clock.now().timestamp()))
    laptop.record(Claim(Use(school=SCHOOL, resource=GUIDE, units=3)))
    laptop.send()

    assert laptop.stock_at_hub() == laptop.stock()
    assert laptop.stock_dated_at_hub() == laptop.stock_dated()


def test_a_batch_holds_no_more_than_a_reader_of_one_record_can_bear_and_keeps_sites_together() -> None:
    some = [
        Small(f"events/{number:03d}", MOST_ROWS // 10, 0, f"{number % 4:06d}", frozenset({f"{number}"}))
        for number in range(40)
    ]

    found = batches(some, 1)

    assert [batch.rows for batch in found] == [MOST_ROWS] * 4
    assert all(len({one.site for one in batch.members}) == 1 for batch in found)
    assert sorted(one.name for batch in found for one in batch.members) == [one.name for one in some]


@pytest.mark.databases
@pytest.mark.parametrize("kind", SWEPT)
def test_what_a_cut_write_left_goes_after_a_month_and_nothing_that_was_listed_meanwhile(
    office: Office, node: Node, kind: str
) -> None:
    root = office.config.lake_place
    send(office, node, use())
    (event,) = office.store.segments("events")
    stray, late = (lake.write(root, kind, root.parquet(event).read()) for _ in range(2))
    kept = set(office.store.segments(kind))
    compact(office.store)
    days_pass(office, 29)
    compact(office.store)
    before = set(root.names(kind))
    with office.store.begin() as connection:
        office.store.list_segment(connection, late, kind, office.store.now_s())
    days_pass(office, 2)
    compact(office.store)

    assert before == {*kept, stray.name, late.name}
    assert set(root.names(kind)) == {*kept, late.name}


def test_a_panel_that_another_took_the_place_of_goes_after_a_month_from_a_folder(
    office: Office, tmp_path: Path
) -> None:
    replaced_goes(office, tmp_path)


def test_a_panel_that_another_took_the_place_of_goes_after_a_month_from_a_store_of_objects(
    tmp_path: Path, objects: ObjectStore
) -> None:
    far = open_office(tmp_path / "hub", lake=place_at(objects.lake(f"{tmp_path.name}/lake")))
    replaced_goes(far, tmp_path)
    far.close()


def replaced_goes(office: Office, folder: Path) -> None:
    root, there = office.config.lake_place, []
    for units in (4, 5):
        import_panel(office.store, panel(folder, ROW | {"units": units}))
    for days in (0, 29, 2):
        days_pass(office, days)
        compact(office.store)
        there.append(len(root.names("panel")))

    assert there == [2, 2, 1]
    assert root.names("panel") == office.store.segments("panel")
