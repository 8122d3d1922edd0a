"""Which column is which: by its heading where it is known, else by place and shape, and never by guess."""

import pytest

from edge.importers.draft import Kind
from edge.importers.kolibri_layout import layout_of
from shared.errors import BadInput
from shared.tabular import Table, parse_table

CHANNEL, CONTENT = "a" * 32, "b" * 32
SESSION = f"IE,ana,{CHANNEL},Mate,{CONTENT},Suma,2026-05-24 09:52:39-05:00,,370.0,0.5,video"
SUMMARY = f"IE,ana,{CHANNEL},Mate,{CONTENT},Suma,2026-05-24 09:52:39-05:00,2026-05-25 08:00,,370,1,video"
NEWER = SESSION.replace(",ana,", ",ana,Learner,").replace(",Mate,", ",Mate,Tema 1,Tema 2,")


def table(*rows: str) -> Table:
    header = ",".join(f"χ{at}" for at in range(rows[0].count(",") + 1))
    return parse_table(("\n".join((header, *rows)) + "\n").encode())


@pytest.mark.parametrize(("row", "kind"), [(SESSION, Kind.SESSIONS), (SUMMARY, Kind.SUMMARIES), (NEWER, Kind.SESSIONS)])
def test_each_log_is_known_by_its_shape_in_any_language(row: str, kind: Kind) -> None:
    found = layout_of(table(row))
    cells = dict(table(row).rows[0].cells)
    read = {field: cells[heading] for field, heading in found.headings.items()}

    assert (found.kind, found.by_place) == (kind, True)
    assert (read["facility"], read["username"], read["channel"], read["content"]) == ("IE", "ana", CHANNEL, CONTENT)
    assert (read["start"][:10], float(read["seconds"])) == ("2026-05-24", 370)


def test_a_summary_that_nobody_finished_is_still_a_summary() -> None:
    assert "completion" in layout_of(table(SUMMARY)).headings
    assert "completion" not in layout_of(table(SESSION)).headings


def test_known_headings_are_believed_whatever_the_cells_look_like() -> None:
    header = "Progress (0-1),Username,Channel id,Content id,Time of first interaction,Time Spent (sec)"
    found = layout_of(parse_table(f"{header}\nx,y,z,a,b,c\n".encode()))

    assert (found.kind, found.by_place, found.headings["progress"]) == (Kind.SESSIONS, False, "Progress (0-1)")


def test_one_bad_cell_in_ten_makes_one_bad_row_and_two_another_file() -> None:
    bad = SESSION.replace(CONTENT, "sin código")

    assert layout_of(table(*[SESSION] * 9, bad)).kind is Kind.SESSIONS
    with pytest.raises(BadInput, match="No es un registro de Kolibri"):
        layout_of(table(*[SESSION] * 8, bad, bad))


@pytest.mark.parametrize(
    "row",
    [
        SESSION.replace(f",{CONTENT},", ",x,"),
        SESSION.replace(",video", f",{CHANNEL}"),
        f"otra,otra,{SESSION}",
        SESSION.replace("IE,", ""),
        SESSION.replace(",370.0,", ",mucho,"),
        SESSION.replace(",0.5,", ",,"),
        SESSION.replace("2026-05-24 09:52:39-05:00", "ayer"),
        SESSION.partition(",0.5")[0],
        SESSION.replace(",,370.0", ",ayer,370.0"),
    ],
)
def test_what_is_not_shaped_like_a_log_is_refused_and_not_guessed(row: str) -> None:
    with pytest.raises(BadInput, match="No se importó nada"):
        layout_of(table(row, row))


def test_a_table_without_rows_has_no_shape() -> None:
    with pytest.raises(BadInput, match="No es un registro de Kolibri"):
        layout_of(parse_table(b"a,b,c,d\n"))
