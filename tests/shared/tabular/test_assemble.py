"""The header is found below titles; what is no record is left out and told; what does not fit is refused by line."""

import pytest

from shared.errors import BadInput, BadRow
from shared.tabular import Column, parse_table

WANTED = (Column("cod_mod", ("código modular",), needed=True), Column("nombre", ("cen_edu",)), Column("alumnos"))


def test_titles_notes_and_blank_lines_above_the_header_are_passed_over() -> None:
    data = (
        "Listado de servicios;;;\nAl 31/10/2026;;;\n;;;\nCÓDIGO  MODULAR;Cen Edu;ALUMNOS;X\n403691;IE;84;1\n".encode()
    )

    table = parse_table(data, columns=WANTED)

    assert (table.line, dict(table.rows[0].cells)) == (4, {"cod_mod": "403691", "nombre": "IE", "alumnos": "84"})
    assert "línea 4" in table.notes[0].text()


@pytest.mark.parametrize("heading", ["COD_MOD", "cod.mod.", " Código  modular ", "CODIGO_MODULAR", "Cod-Mod"])
def test_a_column_is_known_however_it_is_spelt(heading: str) -> None:
    assert parse_table(f"otra;{heading}\n1;2\n".encode(), columns=WANTED).rows[0]["cod_mod"] == "2"


@pytest.mark.parametrize(
    "footer", ["TOTAL;;1234", "Total general;;", ";Total;", "Fuente: MINEDU;;", "Nota: provisional"]
)
def test_totals_and_sources_below_the_table_are_no_rows(footer: str) -> None:
    table = parse_table(f"cod_mod;nombre;alumnos\n403691;IE;84\n{footer}\n".encode(), columns=WANTED)

    assert (len(table.rows), table.refused) == (1, ())
    assert "no es un registro" in table.notes[0].text()


def test_a_school_called_total_is_a_row() -> None:
    table = parse_table(b"nombre;cod_mod;alumnos\nTOTAL;403691;84\n", columns=WANTED)

    assert table.rows[0]["nombre"] == "TOTAL"


def test_a_header_once_more_in_the_middle_is_no_row() -> None:
    table = parse_table(b"cod_mod;nombre\n1;IE\ncod_mod;nombre\n2;IE\n", columns=WANTED)

    assert [row["cod_mod"] for row in table.rows] == ["1", "2"]


def test_empty_columns_at_the_end_say_nothing() -> None:
    table = parse_table(b"cod_mod;nombre;;;\n1;IE;;;\n2;IE;;\n3;IE\n")

    assert [row["nombre"] for row in table.rows] == ["IE", "IE", "IE"]
    assert table.refused == ()


def test_lines_with_more_or_fewer_cells_are_refused_each_with_its_number() -> None:
    table = parse_table(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n5;6;7\n")

    assert [row["a"] for row in table.rows] == ["1", "5"]
    assert [(row.line, row.why) for row in table.refused] == [
        (3, "tiene 2 celdas y la cabecera 3."),
        (4, "tiene 4 celdas y la cabecera 3."),
    ]


@pytest.mark.parametrize("heading", ["a", ""])
def test_a_header_of_thousands_of_columns_is_refused_before_they_are_named(heading: str) -> None:
    with pytest.raises(BadRow, match="demasiadas columnas"):
        parse_table((",".join([heading] * 200_000) + ",b\n1\n").encode())


def test_a_header_with_thousands_of_empty_cells_behind_it_makes_no_row_as_wide() -> None:
    table = parse_table(b"a,b" + b"," * 100_000 + b"\n" + b"1,2\n" * 2_000)

    assert (table.columns, len(table.rows), table.refused) == (("a", "b"), 2_000, ())


@pytest.mark.parametrize("line", ["1;2\n", "Total\n"])
def test_more_faults_than_anybody_reads_refuse_the_file_as_a_whole(line: str) -> None:
    data = f"cod_mod;nombre;alumnos\n{line * 10_001}".encode()

    with pytest.raises(BadInput, match="más de 10000 líneas"):
        parse_table(data, columns=WANTED)


def test_blank_and_repeated_headings_get_names_of_their_own() -> None:
    assert parse_table(b";a;a\n1;2;3\n").columns == ("columna 1", "a", "a (2)")


def test_a_column_that_is_asked_for_and_is_there_twice_must_say_the_same() -> None:
    assert parse_table(b"cod_mod;x;COD_MOD\n1;2;1\n", columns=WANTED).rows[0]["cod_mod"] == "1"
    with pytest.raises(BadRow, match="dos veces"):
        parse_table(b"cod_mod;x;COD_MOD\n1;2;3\n", columns=WANTED)


def test_columns_that_nobody_asked_for_are_not_kept() -> None:
    table = parse_table(b"cod_mod;director\n1;CANARIO\n", columns=WANTED)

    assert (table.unread, "CANARIO" in str(table)) == (("director",), False)


def test_a_needed_column_that_is_missing_is_named() -> None:
    with pytest.raises(BadRow, match=r"Línea 2: falta la columna código modular. El archivo trae: nombre, alumnos"):
        parse_table(b"Listado;\nnombre;alumnos\nIE;1\n", columns=WANTED)


@pytest.mark.parametrize("data", [b"", b"\n\n", b";;;\n;;\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(BadInput, match="vacío"):
        parse_table(data)


def test_a_table_of_too_many_columns_is_refused() -> None:
    with pytest.raises(BadRow, match="demasiadas columnas"):
        parse_table((";".join(f"c{at}" for at in range(600)) + "\n").encode())


def test_of_several_years_the_last_is_read() -> None:
    table = parse_table(b"Alumnos (2024);cod_mod;Alumnos (2025)\n80;1;84\n", columns=WANTED)

    assert table.rows[0]["alumnos"] == "84"


def test_a_file_without_a_header_does_not_have_its_people_repeated_in_the_message() -> None:
    with pytest.raises(BadRow) as caught:
        parse_table(b"0403691;0;CANARIO QUISPE\n0403692;0;CANARIO QUISPE\n", columns=WANTED)

    assert "no parece una cabecera" in str(caught.value)
    assert "CANARIO" not in str(caught.value)


def test_a_second_table_below_a_first_is_refused_and_a_title_of_two_words_is_not() -> None:
    wanted = [Column("cod_mod"), Column("cen_edu"), Column("ugel"), Column("nivel")]
    two = b"COD_MOD;CEN_EDU\n0403691;IE\n\nCOD_MOD;CEN_EDU;UGEL\n0403692;IE;HUAMANGA\n"
    titled = b"UGEL;HUAMANGA;Nivel;Primaria\nCOD_MOD;CEN_EDU;UGEL;Nivel\n0403691;IE;HUAMANGA;Primaria\n"

    with pytest.raises(BadRow, match="esta línea y la 4 parecen cabeceras"):
        parse_table(two, columns=wanted)
    assert [row["cod_mod"] for row in parse_table(titled, columns=wanted).rows] == ["0403691"]
