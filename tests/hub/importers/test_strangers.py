"""Listings from places that nobody here has seen: each goes in and then adds nothing, or says what to do."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.importers.schools import import_schools
from shared.errors import BadInput
from shared.imported import Imported
from tests.hub.builders import Office
from tests.shared.tabular.making import dbf, text, xlsx, zipped

HEADER = ("COD_MOD", "ANEXO", "CEN_EDU", "D_NIV_MOD", "CODLOCAL", "CODGEO", "NLAT_IE", "NLONG_IE")
ROW = ("0777001", "0", "IE 38001 Ñusta", "Primaria", "077294", "050101", "-13.143017", "-74.231207")
Row = Sequence[str]


def row(**changes: str) -> Row:
    return [changes.get(name, cell) for name, cell in zip(HEADER, ROW, strict=True)]


def put(office: Office, folder: Path, data: bytes, name: str = "listado.csv") -> Imported:
    file = folder / name
    file.write_bytes(data)
    return import_schools(office.store, file, accept=True)


def csv(*rows: Row, delimiter: str = ";", header: Row = HEADER, end: str = "\r\n") -> str:
    return text([header, *rows], delimiter, end=end)


GOOD = {
    "services in short": csv(ROW, header=(
        "Código modular", "Anexo", "Nombre de SS.EE.", "Nivel / Modalidad", "Código de local", "Ubigeo", "latitud_ie",
        "longitud_ie",
    )).encode(),
    "a row of totals": (csv(ROW) + "TOTAL;1;1;1;1;1;1;1\r\n").encode(),
    "an old Macintosh": csv(ROW, delimiter="\t", end="\r").encode("mac_roman"),
    "UTF-16 without its mark": csv(ROW).encode("utf-16-be"),
    "pipes": csv(ROW, delimiter="|").encode("cp850"),
    "more delimiters than cells": ";;;\r\n".join(csv(ROW).splitlines()).encode() + b";;;\r\n",
    "a first line for Excel": ("sep=;\r\n" + csv(ROW)).encode("cp1252"),
    "a name of several lines": csv(row(CEN_EDU="IE 38001\nÑusta")).encode(),
    "codes with spaces": csv(row(COD_MOD="0777 001", CODLOCAL=" 077 294", CODGEO="05 01 01")).encode(),
    "powers of ten": csv(row(COD_MOD="7,77001E+05", CODLOCAL="7,7294E+04", CODGEO="5,0101E+04")).encode(),
    "formulas of text": csv(row(COD_MOD='="0777001"', CODLOCAL='="077294"')).encode(),
    "notes below": (csv(ROW) + "(*) Datos preliminares;;;;;;;\r\nFuente: ESCALE;;;;;;;\r\n").encode(),
    "FoxPro": dbf([(name, 60) for name in HEADER], [dict(zip(HEADER, ROW, strict=True))], encoding="cp1252", driver=3,
                  version=0x30),
    "a table with its memo": zipped({
        "P.DBF": dbf([(name, 60) for name in HEADER], [dict(zip(HEADER, ROW, strict=True))], version=0x83),
        "P.DBT": bytes(1024),
    }),
    "numbers for codes": xlsx([
        ["Padrón"], [], HEADER, [777001, 0, ROW[2], ROW[3], 77294.0, 50101, -13.143017, "-74,231207"],
    ]),
}  # fmt: skip


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_a_listing_of_another_hand_goes_in_once(office: Office, tmp_path: Path, data: bytes) -> None:
    done, again = put(office, tmp_path, data), put(office, tmp_path, data)

    [school] = [one for one in office.store.schools() if one.id == "0777001-0"]
    assert (done.added, done.refused, again.added, again.changed) == (1, (), 0, 0)
    assert (school.name, school.site, school.ubigeo) == ("IE 38001 Ñusta", "077294", "050101")
    assert (school.lat, school.lon) == (-13.143017, -74.231207)


@pytest.mark.parametrize(
    ("lat", "lon", "told"),
    [
        ("13°08'34.9\"", "74°13'52.3\"", "no son grados con decimales"),
        ("8546321.5", "583211.2", "no son grados con decimales"),
        ("-13.143.017", "-74.231.207", "no son grados con decimales"),
        ("13.14", "74.23", "fuera del Perú"),
        ("-74.23", "-13.14", "estaban cambiadas"),
        ("0", "0,000", "Coordenadas 0, 0"),
    ],
)
def test_a_place_written_another_way_is_told_with_its_line(
    office: Office, tmp_path: Path, lat: str, lon: str, told: str
) -> None:
    report = put(office, tmp_path, csv(row(NLAT_IE=lat, NLONG_IE=lon)).encode())

    [note] = [one.text() for one in report.notes if told in one.text()]
    assert note.endswith("Filas: 1 (línea 2).")
    assert report.added == 1


@pytest.mark.parametrize("names", [("NORTE", "ESTE"), ("Y", "X"), ("Coord. Y", "Coord. X")])
@pytest.mark.parametrize(
    "place", [("8546321.5", "583211.2"), ("8546321", "583211"), ("8546321,50", "583211,20"), ("8.546.321", "583.211")]
)
def test_metres_of_a_map_are_told_as_such_under_the_names_that_they_have(
    office: Office, tmp_path: Path, names: tuple[str, str], place: tuple[str, str]
) -> None:
    report = put(office, tmp_path, csv([*ROW[:6], *place], header=[*HEADER[:6], *names]).encode())

    assert "Si son UTM, conviértalas a grados y repita. Filas: 1 (línea 2)." in report.words()
    assert (report.added, report.refused) == (1, ())


def test_degrees_as_y_and_x_are_a_place_and_a_mark_under_x_is_none(office: Office, tmp_path: Path) -> None:
    put(office, tmp_path, csv(ROW, header=[*HEADER[:6], "Y", "X"]).encode())
    [school] = [one for one in office.store.schools() if one.id == "0777001-0"]
    marked = put(office, tmp_path, b"COD_MOD;CEN_EDU;X\n0777002;IE;x\n")

    assert (school.lat, school.lon) == (-13.143017, -74.231207)
    assert (marked.added, marked.notes) == (1, ())


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Código RUE;Unidad Educativa;Nivel\n80730274;U.E. Bolívar;Primaria\n", "trae Nivel, Código RUE"),
        ("AMIE,Institución Educativa,Cantón\n17H00001,QUITO,QUITO\n", "no está el código"),
        ("CÓDIGO DANE|NOMBRE|TOTAL MATRICULA\n105001000108|LA SALLE|1234\n", "TOTAL MATRICULA"),
        ("COD_MOD;CEN_EDU;TALUMNO\n0777001;IE;1.234\n", "La columna TALUMNO trae «1.234»"),
        ("COD_MOD;CEN_EDU;CEN_EDU\n0777001;IE;OTRA\n", "está dos veces"),
        (csv(ROW)[:-30], "termina a media línea"),
        ('COD_MOD;CEN_EDU\n0777001;"IE\n0777002;IE\n', "comilla"),
        ("<html><table></table></html>", "es una página web"),
    ],
)
def test_a_listing_that_cannot_go_in_says_what_to_do(office: Office, tmp_path: Path, data: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        put(office, tmp_path, data.encode())

    assert told in str(error.value)
    assert str(error.value).endswith((".", "nada."))
    assert len(office.store.schools()) == 2


def test_a_listing_of_its_header_alone_says_that_it_has_no_rows(office: Office, tmp_path: Path) -> None:
    assert "no trae ninguna fila" in put(office, tmp_path, csv().encode()).words()


CODES = st.lists(st.integers(770_001, 779_999), min_size=1, max_size=5, unique=True)
WAYS: dict[str, Callable[[list[Row]], bytes]] = {
    "utf-8": lambda rows: csv(*rows).encode("utf-8-sig"),
    "cp850": lambda rows: csv(*rows, delimiter="|").encode("cp850"),
    "utf-16": lambda rows: csv(*rows, delimiter="\t").encode("utf-16"),
    "xlsx": lambda rows: xlsx([HEADER, *rows]),
    "dbf": lambda rows: dbf([(one, 60) for one in HEADER], [dict(zip(HEADER, cells, strict=True)) for cells in rows]),
    "no zeros": lambda rows: csv(*([cells[0].lstrip("0"), *cells[1:]] for cells in rows)).encode(),
}


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CODES, st.permutations(list(WAYS)))
def test_the_same_listing_in_any_other_form_changes_nothing(
    office: Office, tmp_path: Path, codes: list[int], ways: list[str]
) -> None:
    rows = [row(COD_MOD=f"0{code}", CODLOCAL=str(code)) for code in codes]
    reports = [put(office, tmp_path, WAYS[way](rows), f"listado.{way}") for way in ways]

    assert all(report.refused == () for report in reports)
    assert [(report.added, report.changed) for report in reports[1:]] == [(0, 0)] * (len(ways) - 1)
