"""What we write for spreadsheets reads back the same here, and runs nowhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tabular import parse_table, spreadsheet
from shared.tabular.text import read_once

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Sm", "Sc"]), min_size=1, max_size=12)
# What reads as accents written twice («Ã¡») is mended on the way in, and so comes back as another text.
PLAIN = WORDS.filter(lambda text: read_once(text) == text)


@settings(deadline=None)
@given(st.lists(st.tuples(PLAIN, st.integers(-9_999, 9_999)), max_size=8))
def test_a_table_that_was_written_reads_back(rows: list[tuple[str, int]]) -> None:
    table = parse_table(spreadsheet(["nombre", "unidades"], rows).encode())

    read = [(row["nombre"].removeprefix("'"), int(row["unidades"])) for row in table.rows]
    assert read == [(name.removeprefix("'"), units) for name, units in rows]


@settings(deadline=None)
@given(st.sampled_from("=+-@\t\r"), WORDS)
def test_no_text_begins_as_a_formula(first: str, rest: str) -> None:
    line = spreadsheet(["a"], [[first + rest]]).split("\r\n", 1)[1]

    assert line.startswith("\"'")
