"""Delimited text as programs and people write it: delimiters, quotes, zeros and line ends."""

import pytest

from shared.errors import BadRow
from shared.tabular import parse_table
from shared.tabular.delimited import sniff_delimiter


def test_the_delimiter_that_excel_tells_is_believed_and_counts_as_a_line() -> None:
    table = parse_table(b"sep=;\r\na;b,c\r\n1;2,5\r\n")

    assert (table.columns, table.delimiter, table.rows[0].line) == (("a", "b,c"), ";", 3)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a,b\n1;2,3;4\n", ","),
        ('a\tb\n"x;y;z"\t1,2\n', "\t"),
        ("Listado de IIEE, 2026\n\na|b|c\n1|2|3\n", "|"),
        ("código\n1\n2\n", ","),
    ],
)
def test_decimal_commas_and_titles_do_not_pass_for_delimiters(text: str, delimiter: str) -> None:
    assert sniff_delimiter(text) == delimiter


def test_a_line_break_inside_quotes_belongs_to_its_cell() -> None:
    table = parse_table(b'a;b\r\n"uno\r\ndos";3\r\n4;5\r\n')

    assert [(row.line, row["a"]) for row in table.rows] == [(3, "uno\r\ndos"), (4, "4")]


def test_names_in_quotes_that_quote_nothing_are_read_as_they_are() -> None:
    table = parse_table(b'a;b;c\n1;"EL SOL" DE ORO;2\n3;IE "LUNA";4\n')

    assert [row["b"] for row in table.rows] == ['"EL SOL" DE ORO', 'IE "LUNA"']


def test_zeros_that_pad_cells_are_taken_off_and_told() -> None:
    table = parse_table(b"a;b\n1\0\0\0;x\0\0\n\0\0;y\n")

    assert [tuple(row.cells.values()) for row in table.rows] == [("1", "x"), ("", "y")]
    assert "Filas: 2" in table.notes[0].text()


def test_zeros_inside_a_word_refuse_that_line_alone() -> None:
    table = parse_table(b"a;b\n1\0x;2\n3;4\n")

    assert ([row["a"] for row in table.rows], [row.line for row in table.refused]) == (["3"], [2])


def test_the_zeros_that_a_power_cut_leaves_refuse_the_file() -> None:
    with pytest.raises(BadRow, match="bytes nulos"):
        parse_table(b"a;b\n1;2\n" + bytes(4096))


def test_the_end_mark_of_dos_is_no_row() -> None:
    assert len(parse_table(b"a;b\r\n1;2\r\n\x1a").rows) == 1


def test_lines_that_were_quoted_whole_are_read_as_they_were() -> None:
    table = parse_table('"a;b"\r\n"1;""dos; tres"""\r\n"4;5"\r\n'.encode("cp1252"))

    assert [(row.line, tuple(row.cells.values())) for row in table.rows] == [(2, ("1", "dos; tres")), (3, ("4", "5"))]
