"""The imported panel beside what nodes recorded: a night reads and writes the weeks that it touches, and no others."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hub import aggregate
from hub.importers.panel import import_panel
from hub.lake_place import Local
from hub.panel import SCHEMA
from hub.weekly import listed, panel
from hub.weekly.dated import BLOCK_WEEKS
from shared.school_year import week_of
from tests.hub.builders import SCHOOL, Node, Office, use
from tests.hub.demanding import send
from tests.hub.importers.test_panel import ROW
from tests.hub.importers.test_panel import panel as imported
from tests.hub.weekly.test_run import from_nothing, night

WEEKS = [date(2026, 3, 2), date(2026, 6, 1), date(2026, 10, 5)]
"""Each in a block of its own."""
BLOCKS = [week_of(week) // BLOCK_WEEKS for week in WEEKS]
STRANGER = "0499998-0"
ROWS = [ROW | {"school": name, "week": week} for week in WEEKS for name in (SCHOOL, STRANGER)]


def imported_parts(office: Office) -> dict[int, str]:
    """Return the files of imported rows in force, by block."""
    with office.store.read() as connection:
        parts = listed.in_force(connection, aggregate.NAME)
    return {one.block: one.name for one in parts if one.bucket == -2}


def test_a_night_makes_anew_the_imported_rows_of_the_weeks_that_it_touches_alone(
    office: Office, node: Node, tmp_path: Path
) -> None:
    import_panel(office.store, imported(tmp_path, *ROWS))
    send(office, node, use("2026-03-03"))
    night(office)
    before = imported_parts(office)
    send(office, node, use("2026-10-06"))
    after = night(office)
    now = imported_parts(office)

    assert set(before) == set(now) == set(BLOCKS)
    assert [before[block] == now[block] for block in BLOCKS] == [True, True, False]
    assert after == from_nothing(office)


def test_another_panel_makes_all_of_them_anew_and_what_a_school_recorded_since_goes_before_it(
    office: Office, node: Node, tmp_path: Path
) -> None:
    import_panel(office.store, imported(tmp_path, *ROWS))
    send(office, node, use("2026-03-03"))
    night(office)
    before = imported_parts(office)
    import_panel(office.store, imported(tmp_path, *ROWS[2:]))
    rows = night(office)[0]
    now = imported_parts(office)

    assert not {*before.values()} & {*now.values()}
    assert sorted(now) == sorted(BLOCKS[1:])
    assert sorted((row["school"], row["source"]) for row in rows if row["week"] == WEEKS[0]) == [(SCHOOL, "events")]


def test_of_some_blocks_nothing_else_is_read(tmp_path: Path) -> None:
    rows = [{"ugel": "", **dict.fromkeys(SCHEMA.names[5:-1], 0), "peak_concurrent": 4, **row} for row in ROWS]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    pq.write_table(table, tmp_path / "panel.parquet", row_group_size=2)
    spoilt(tmp_path / "panel.parquet", (0, 2))

    found = list(panel.rest_of(Local(tmp_path), ["panel.parquet"], {BLOCKS[0]: ["not there"]}, {BLOCKS[1]}))

    ((block, rest),) = found
    assert block == BLOCKS[1]
    assert rest["school"].to_pylist() == [SCHOOL, STRANGER]


def spoilt(file: Path, groups: tuple[int, ...]) -> None:
    """Overwrite some groups of rows: whoever reads them fails."""
    about, data = pq.read_metadata(file), bytearray(file.read_bytes())
    for column in (about.row_group(group).column(at) for group in groups for at in range(about.num_columns)):
        first = column.dictionary_page_offset or column.data_page_offset
        data[first : first + column.total_compressed_size] = bytes([255]) * column.total_compressed_size
    file.write_bytes(data)
