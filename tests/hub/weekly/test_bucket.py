"""A night reads what is new, writes the weeks that it touches, and leaves every other file as it lies."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub import aggregate, schema, tables
from hub.weekly import listed, placing, plan, spread
from hub.weekly.bucket import MOST_FILES
from hub.weekly.files import DATED, DEMAND
from hub.weekly.placing import leaf_of
from shared.events import Claim
from shared.facts import ClockMark
from shared.ids import SchoolId, SiteId
from shared.whole import Later
from tests.hub.builders import GUIDE, NOW, OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Node, Office, node_of, school, use
from tests.hub.demanding import BARE, OCTOBER_5, send
from tests.hub.weekly.test_run import from_nothing, night

JUNE_1 = date(2026, 6, 1)
"""In another block of weeks (``hub.weekly.dated.BLOCK_WEEKS``) than what is of August and later."""


def parts(office: Office, layer: str) -> dict[int, list[str]]:
    """Return the files of a layer in force, by block."""
    found: dict[int, list[str]] = {}
    with office.store.read() as connection:
        for one in listed.in_force(connection, aggregate.NAME):
            if one.layer == layer:
                found.setdefault(one.block, []).append(one.name)
    return found


def demand(office: Office) -> set[str]:
    return {name for names in parts(office, DEMAND).values() for name in names}


def units(office: Office) -> dict[date, int]:
    return {row["week"]: row["units"] for row in night(office)[0] if row["units"]}


def hidden(office: Office, names: Iterable[str]) -> list[Path]:
    """Take segments away, so that whoever reads one fails."""
    paths = [office.config.lake_folder / name for name in names]
    return [path.rename(path.with_suffix(".away")) for path in paths]


def test_a_night_reads_no_segment_that_an_earlier_one_read(office: Office, node: Node) -> None:
    send(office, node, use("2026-10-05"), Claim(ClockMark(wall=0)), BARE)
    before = units(office)
    read = office.store.segments("events")
    send(office, node, use("2026-10-06", units=2))
    away = hidden(office, read)
    after = units(office)
    for path in away:
        path.rename(path.with_suffix(".parquet"))

    assert (before, after) == ({OCTOBER_5: 1}, {OCTOBER_5: 3})
    assert night(office) == from_nothing(office)


def test_the_names_of_all_files_of_a_bucket_are_on_the_disk_before_they_are_listed(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, str]] = []

    class Watched(Later):
        def sync(self, path: Path) -> None:
            super().sync(path)
            seen.append((path if path.is_dir() else path.parent, "asked"))

        def settle(self) -> None:
            super().settle()
            seen.append((Path(), "settled"))

    monkeypatch.setattr(spread, "Later", Watched)
    send(office, node, use("2026-10-05"), use("2026-06-01"))
    aggregate.aggregate(office.store)

    asked = {folder.name for folder, what in seen if what == "asked"}
    assert {"weekly_demand", "dated", "ledger"} <= asked
    assert seen[-1][1] == "settled"


def test_what_follows_a_fork_is_read_alone(office: Office, node: Node) -> None:
    send(office, node, use("2026-10-05"))
    copied = node.branch(0)
    send(office, copied, use("2026-10-05", units=4))
    before = units(office)
    away = hidden(office, office.store.segments("events"))
    send(office, node, use("2026-10-06", units=2))
    after = units(office)
    for path in away:
        path.rename(path.with_suffix(".parquet"))

    assert (before, after) == ({OCTOBER_5: 5}, {OCTOBER_5: 7})
    assert night(office) == from_nothing(office)


def test_a_mark_moves_what_earlier_nights_dated_without_their_segments(office: Office, node: Node) -> None:
    send(office, node, Claim(ClockMark(wall=int(NOW.timestamp()) - 26 * 86_400)), use("2026-09-07"), BARE, BARE)
    before = units(office)
    read = office.store.segments("events")
    send(office, node, Claim(ClockMark(wall=0, hub_time=int(NOW.timestamp()))))
    hidden(office, read)

    assert before == {date(2026, 9, 7): 1, date(2026, 9, 21): 2}
    assert units(office) == {date(2026, 9, 7): 1, date(2026, 10, 12): 2}


def test_only_the_weeks_that_are_touched_are_written_anew(office: Office, node: Node) -> None:
    send(office, node, use(str(JUNE_1)), use("2026-10-05"))
    night(office)
    before = parts(office, DEMAND)
    send(office, node, use("2026-10-06"))
    night(office)
    after = parts(office, DEMAND)

    assert before.keys() == after.keys()
    assert [before[block] == after[block] for block in sorted(before)] == [True, False]


def test_a_night_that_touches_one_school_leaves_the_file_of_another_of_the_same_weeks(
    office: Office, node: Node
) -> None:
    other, there = node_of(office, b"o", OTHER_SITE), use("2026-10-05", units=5)
    send(office, node, use("2026-10-05"))
    send(office, other, Claim(replace(there.fact, school=OTHER_SCHOOL), there.occurred))
    first, files = [(row["school"], row["units"]) for row in night(office)[0]], demand(office)
    send(office, node, use("2026-10-06"))
    second, after = [(row["school"], row["units"]) for row in night(office)[0]], demand(office)

    assert leaf_of(SITE) != leaf_of(OTHER_SITE)
    assert (first, second) == ([(SCHOOL, 1), (OTHER_SCHOOL, 5)], [(SCHOOL, 2), (OTHER_SCHOOL, 5)])
    assert (len(files), len(after), len(files & after)) == (2, 2, 1)
    assert night(office) == from_nothing(office)


def test_a_series_that_turns_out_to_begin_earlier_has_rows_in_the_weeks_that_follow(office: Office, node: Node) -> None:
    send(office, node, use("2026-10-05"))
    night(office)
    send(office, node, use(str(JUNE_1)), use("2026-08-31", resource="tablet"))

    rows = {(row["resource"], row["week"]): row["units"] for row in night(office)[0]}

    assert rows == {
        (GUIDE, JUNE_1): 1, (GUIDE, date(2026, 8, 31)): 0, (GUIDE, OCTOBER_5): 1,
        ("tablet", date(2026, 8, 31)): 1, ("tablet", OCTOBER_5): 0,
    }  # fmt: skip


def test_of_two_computers_that_bring_the_same_rows_the_table_counts_one_whichever_came_first(office: Office) -> None:
    first, second = node_of(office), node_of(office, b"o")
    for node, name in ((first, "z"), (second, "a")):
        node.record(Claim(use().fact, use().occurred, b"12345678"), name=name)
        office.take(node.bundle())
        assert units(office) == {OCTOBER_5: 1}

    assert night(office) == from_nothing(office)


def test_many_nights_leave_a_block_in_few_files(office: Office, node: Node) -> None:
    for day in range(2 * MOST_FILES):
        send(office, node, use("2026-10-05", learner=b"learner%d" % day))
        night(office)

    assert max(map(len, parts(office, DATED).values())) <= MOST_FILES
    assert units(office) == {OCTOBER_5: 2 * MOST_FILES}


def test_a_part_that_is_gone_is_made_again(office: Office, node: Node) -> None:
    send(office, node, use())
    before = night(office)
    (office.config.lake_folder / next(iter(parts(office, DEMAND).values()))[0]).unlink()

    assert night(office) == before


def test_who_reads_while_a_night_passes_finds_the_files_of_the_table_that_it_opened(office: Office, node: Node) -> None:
    root = office.config.lake_folder
    send(office, node, use())
    opened = aggregate.aggregate(office.store)
    send(office, node, use())
    aggregate.aggregate(office.store)
    there = tables.are_there(root, opened)
    send(office, node, use())
    aggregate.aggregate(office.store)

    assert there
    assert not tables.are_there(root, opened)


def test_nor_does_a_night_take_a_table_away_that_was_computed_whole(office: Office, node: Node) -> None:
    root, path = office.config.lake_folder, f"{tables.FOLDER}/{aggregate.NAME}/whole"
    (root / path).mkdir(parents=True)
    office.store.swap_dataset(aggregate.NAME, path=path, version="before", rows=0, notes={})
    opened = office.store.dataset(aggregate.NAME)
    assert opened is not None
    send(office, node, use())
    night(office)
    there = tables.are_there(root, opened)
    send(office, node, use())
    night(office)

    assert there
    assert not tables.are_there(root, opened)


def test_another_version_of_the_rules_makes_every_part_anew(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(office, node, use(str(JUNE_1)), use("2026-10-05"))
    rows = night(office)
    before = parts(office, DEMAND)
    monkeypatch.setattr(plan, "RULES", plan.RULES + 1)
    again = night(office)
    after = parts(office, DEMAND)

    assert again == rows
    assert before.keys() == after.keys()
    assert not [block for block in before if before[block] == after[block]]


def test_a_school_that_moves_takes_its_weeks_with_it(office: Office, node: Node) -> None:
    send(office, node, use())
    before = units(office)
    office.store.put_schools([school(site=OTHER_SITE)])
    gone, told = units(office), night(office)[1]["left_out"]

    assert (before, gone) == ({OCTOBER_5: 1}, {})
    assert [one["facts"] for one in told] == [1]


@pytest.mark.parametrize("nights", [1, 3])
def test_weeks_of_silence_are_no_rows_however_many_nights_pass(office: Office, node: Node, nights: int) -> None:
    for at in range(nights):
        send(office, node, use(str(date(2026, 7, 6) + timedelta(weeks=5 * at))))
        night(office)

    assert sorted(units(office)) == [date(2026, 7, 6) + timedelta(weeks=5 * at) for at in range(nights)]
    assert {row["school"] for row in night(office)[0]} == {SCHOOL}


def test_a_record_of_today_that_cannot_be_read_leaves_what_is_there_as_it_is(office: Office, node: Node) -> None:
    send(office, node, use("2026-10-05"))
    night(office)
    before = parts(office, DATED)
    count = len(node.log)
    node.record({0: 1, 1: 60, 2: 20_731, 3: 1, 4: "p", 7: SCHOOL, 8: GUIDE, 16: -1})
    node.record(use("2026-10-06"))
    office.take(node.bundle(count))
    told = night(office)
    after = parts(office, DATED)

    assert [set(names) <= set(after[block]) for block, names in before.items()] == [True] * len(before)
    assert told[1]["left_out"]
    assert told == from_nothing(office)


def test_a_computer_that_goes_to_another_site_touches_the_two_and_no_third(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "buckets_for", lambda sites, events: 4)
    third = SiteId("074300")
    office.store.put_schools([school(SchoolId("0403693-0"), third)])
    nodes = [node_of(office, bytes([at + 65]), site) for at, site in enumerate((SITE, OTHER_SITE, third))]
    for at, node in enumerate(nodes):
        send(office, node, of_school(("0403691-0", "0403692-0", "0403693-0")[at]))
    night(office)
    before = listed_by_site(office)
    with office.store.begin() as connection:
        mine = schema.nodes.c.node == nodes[0].keys.node_id.hex()
        connection.execute(schema.nodes.update().where(mine).values(site=OTHER_SITE))
    send(office, nodes[0], of_school(OTHER_SCHOOL))
    told, after = night(office), listed_by_site(office)

    assert len({frozenset(names) for names in before.values()}) == 3
    assert (before[third] == after[third], before[SITE] & after[SITE]) == (True, set())
    assert told == from_nothing(office)


def of_school(school_: str) -> Claim:
    claim = use("2026-10-05")
    return Claim(replace(claim.fact, school=SchoolId(school_)), claim.occurred)


def listed_by_site(office: Office) -> dict[SiteId, set[str]]:
    """Return the files in force of the bucket of each site."""
    with office.store.read() as connection:
        state, some = listed.state(connection, aggregate.NAME), listed.in_force(connection, aggregate.NAME)
    assert state
    put = placing.Placing(state.buckets, state.joined)
    sites = [SITE, OTHER_SITE, SiteId("074300")]
    return {site: {one.name for one in some if one.bucket == put.bucket_of(site)} for site in sites}
