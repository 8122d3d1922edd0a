"""A cell of a listing is read as its column is meant: what it says, what is known already, or a reason to refuse it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.importers.cells import PERU_LAT, PERU_LON, Assumed, Cells
from shared.errors import BadInput, BadRow
from shared.resources import Power
from shared.tabular import Mark, Row, Table

LINE = 7


def read(cells: Mapping[str, str], *, delimiter: str = ";", asked: Mark | None = None) -> tuple[Cells, Assumed]:
    row = Row(LINE, cells)
    spelt = {name: name.upper() for name in cells}
    assumed = Assumed(Table(tuple(cells), (row,), "utf-8", delimiter, True, spelt=spelt), asked)
    return Cells(row, assumed), assumed


def cells(**texts: str) -> Cells:
    return read(texts)[0]


def test_a_text_loses_stray_spaces_and_the_mark_that_keeps_a_spreadsheet_from_running_it() -> None:
    assert cells(name="  '=IE   38001 ").plain("name") == "=IE 38001"


def test_the_first_cell_that_says_something_is_taken() -> None:
    assert cells(nivel="S/D", niv_mod="B0").known("nivel", "niv_mod", "other") == "B0"


@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        ("Ñahuín", "\ufffdahu\ufffdn", "Ñahuín"),
        ("", "\ufffdahu\ufffdn", "\ufffdahu\ufffdn"),
        ("Vinchos", "—", "Vinchos"),
    ],
)
def test_a_text_whose_letters_were_lost_does_not_replace_a_whole_one(old: str, new: str, stands: str) -> None:
    assert cells(distrito=new).text(old, "distrito") == stands


def test_a_text_is_cut_where_it_is_too_long() -> None:
    assert cells(distrito="x" * 200).text("", "distrito") == "x" * 80


def test_a_code_gets_its_zeros_back_and_the_rows_are_counted() -> None:
    one, assumed = read({"codlocal": "74290"})

    assert one.code("codlocal", 6, shown="CODLOCAL") == "074290"
    assert [note.text() for note in assumed.notes()] == [
        "Se restituyeron ceros a la izquierda en CODLOCAL. Filas: 1 (línea 7)."
    ]


@pytest.mark.parametrize("text", ["", "0", "000000", "s/d"])
def test_a_code_of_zeros_is_none(text: str) -> None:
    assert cells(codlocal=text).code("codlocal", 6, shown="CODLOCAL") == ""


def test_a_code_that_is_none_is_refused_with_its_line_and_column() -> None:
    with pytest.raises(BadRow, match=r"7.*«7429O».*columna CODLOCAL"):
        cells(codlocal="7429O").code("codlocal", 6, shown="CODLOCAL")


@given(st.integers(0, 999_999))
def test_a_number_is_read_and_one_that_is_not_there_leaves_what_is_known(students: int) -> None:
    assert cells(students=str(students)).whole("students", 5) == students
    assert cells(students="").whole("students", students) == students


@pytest.mark.parametrize("text", ["12.5", "-3", "muchos", "1e9"])
def test_a_number_of_pupils_that_is_none_is_refused_as_the_file_spells_its_column(text: str) -> None:
    with pytest.raises(BadRow, match="columna STUDENTS: se espera un número entero, como 120"):
        cells(students=text).whole("students", None)


def test_a_point_in_a_workbook_is_the_decimal_mark_and_in_a_text_somebody_must_say() -> None:
    two_ways = {"altitud_m": "2.840"}

    assert read(two_ways, asked=Mark.COMMA)[0].whole("altitud_m", None) == 2_840
    with pytest.raises(BadRow):
        read(two_ways, delimiter="")[0].whole("altitud_m", None)
    with pytest.raises(BadInput):
        read(two_ways)


@given(st.floats(*PERU_LAT), st.floats(*PERU_LON), st.booleans())
def test_a_place_in_peru_is_read_whichever_way_round(lat: float, lon: float, swapped: bool) -> None:
    said = {"lat": f"{lon if swapped else lat:f}", "lon": f"{lat if swapped else lon:f}"}
    found = read(said, asked=Mark.POINT)[0].place((None, None))

    assert found == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))


@pytest.mark.parametrize(
    ("lat", "lon", "told"),
    [
        ("0", "0", "Coordenadas 0, 0"),
        ("48.85", "2.35", "fuera del Perú"),
        ("13° 8'", "74° 13'", "no son grados con decimales"),
    ],
)
def test_a_place_that_is_none_leaves_what_is_known_and_is_counted(lat: str, lon: str, told: str) -> None:
    one, assumed = read({"lat": lat, "lon": lon}, asked=Mark.POINT)

    assert one.place((-13.1, -74.2)) == (-13.1, -74.2)
    assert [told in note.text() for note in assumed.notes()] == [True]


@pytest.mark.parametrize(
    ("said", "old", "stands"),
    [
        ({"rurality": "2"}, "", "Rural"),
        ({"rurality": "rural 1"}, "Rural", "Rural 1"),
        ({"rurality": "Rural"}, "Rural 3", "Rural 3"),
        ({"rurality": "URBANO"}, "Rural", "Urbana"),
        ({"cp_cercano_tipo": "U"}, "", "Urbana"),
        ({"cp_cercano_tipo": "U"}, "Rural", "Rural"),
        ({"area_censo": "1.0"}, "", "Urbana"),
    ],
)
def test_the_finer_area_stands_and_a_guess_replaces_nothing(said: dict[str, str], old: str, stands: str) -> None:
    assert cells(**said).rurality(old) == stands


@pytest.mark.parametrize(
    ("text", "found"),
    [("Red pública", Power.GRID), ("PANEL SOLAR", Power.SOLAR), ("no", Power.NONE), ("", Power.SOLAR),
     (Power.UNKNOWN.value, Power.UNKNOWN)],
)  # fmt: skip
def test_where_electricity_comes_from_is_read_in_several_words(text: str, found: Power) -> None:
    assert cells(power=text).power(Power.SOLAR) is found


@pytest.mark.parametrize(
    ("text", "found"), [("SÍ", True), ("1", True), ("No", False), ("falso", False), ("desconocido", None), ("—", True)]
)
def test_yes_no_and_unknown_are_three_answers_and_a_blank_is_none(text: str, found: bool | None) -> None:
    assert cells(internet=text).yes_no("internet", True) is found


def test_words_are_cut_at_what_parts_them_and_refused_where_they_are_too_many() -> None:
    assert cells(languages="quy, es;aym").words("languages", (), 11) == ("quy", "es", "aym")
    assert cells(languages="").words("languages", ("quy",), 11) == ("quy",)
    with pytest.raises(BadRow, match="LANGUAGES"):
        cells(languages="quy, es;aym").words("languages", (), 9)


@pytest.mark.parametrize(("name", "ask"), [("power", "power"), ("rurality", "rurality"), ("internet", "yes_no")])
def test_what_a_column_cannot_say_is_refused_with_its_line(name: str, ask: str) -> None:
    one = cells(**{name: "quizás"})
    more = (name, None) if ask == "yes_no" else (Power.UNKNOWN if name == "power" else "",)

    with pytest.raises(BadRow, match="quizás") as refused:
        getattr(one, ask)(*more)
    assert refused.value.line == LINE
