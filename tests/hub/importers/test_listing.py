"""Listings as ministry, regions and spreadsheets write them: they go in, or say by line what to correct."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.importers.schools import import_schools
from hub.region_rows import School
from shared.errors import BadInput
from shared.imported import Imported, Outcome
from shared.tabular import Mark
from tests.hub.builders import Office
from tests.shared.tabular.making import PADRON, dbf, text, xlsx, zipped

ID = "0777001-0"
ROW = {
    "COD_MOD": "0777001", "ANEXO": "0", "CODLOCAL": "074290", "CEN_EDU": "38001 NIÑO JESÚS", "NIV_MOD": "B0",
    "D_NIV_MOD": "Primaria", "GESTION": "1", "D_GESTION": "Pública de gestión directa", "AREA_CENSO": "2",
    "DAREACENSO": "Rural", "CODGEO": "050101", "D_DIST": "AYACUCHO", "CODOOII": "050001", "D_DREUGEL": "UGEL HUAMANGA",
    "NLAT_IE": "-13.143017", "NLONG_IE": "-74.231207", "ESTADO": "1",
}  # fmt: skip
PEOPLE = {
    "DIRECTOR": "CANARIO QUISPE",
    "TELEFONO": "999777555",
    "EMAIL": "canario@example.pe",
    "PROMOTOR": "CANARIO SAC",
}
COLUMNS = ["COD_MOD", "ANEXO", "CEN_EDU", "CODLOCAL", "CODGEO", "NLAT_IE", "NLONG_IE"]


def put(office: Office, folder: Path, data: bytes | str, **options: object) -> tuple[Imported, School | None]:
    """Import *data* as a file; return what was said and the school of ``ROW`` as the region has it then."""
    file = folder / "listado"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    report = import_schools(office.store, file, **options)  # type: ignore[arg-type]
    return report, next((school for school in office.store.schools() if school.id == ID), None)


def lines(*rows: Sequence[str], header: Sequence[str] = COLUMNS, delimiter: str = ";") -> str:
    return text([header, *rows], delimiter)


CELLS = [ROW[name] for name in COLUMNS]
PLAIN = ("38001 NIÑO JESÚS", "074290", "050101", -13.143017, -74.231207)


def plain(school: School | None) -> tuple[object, ...] | None:
    return school and (school.name, school.site, school.ubigeo, school.lat, school.lon)


@pytest.mark.parametrize("pad", [b" ", b"\0"])
def test_the_padron_s_dbf_goes_in_whole_and_without_the_people_in_it(
    office: Office, tmp_path: Path, pad: bytes
) -> None:
    data = zipped({"Padron_web.dbf": dbf(PADRON, [ROW | PEOPLE], pad=pad)})

    report, school = put(office, tmp_path, data)

    assert (report.added, report.refused) == (1, ())
    assert plain(school) == PLAIN
    assert school is not None
    assert (school.level, school.management, school.rurality) == ("Primaria", "Pública de gestión directa", "Rural")
    assert (school.ugel, school.district) == ("HUAMANGA", "AYACUCHO")
    told = report.words() + str(report.fields()) + str(school)
    kept = b"".join(file.read_bytes() for file in office.config.folder.rglob("*") if file.is_file())
    assert not [secret for secret in PEOPLE.values() if secret in told or secret.encode() in kept]


def test_codes_alone_are_said_in_words(office: Office, tmp_path: Path) -> None:
    header = ["COD_MOD", "CEN_EDU", "NIV_MOD", "GESTION", "AREA_CENSO", "CODOOII"]

    _, school = put(office, tmp_path, lines(["777001", "IE", "F0", "3", "1", "50001"], header=header))

    assert school is not None
    found = (school.level, school.management, school.rurality, school.ugel)
    assert found == ("Secundaria", "Privada", "Urbana", "050001")


VARIANTS = {
    "other order and case": text([[name.lower() for name in reversed(COLUMNS)], CELLS[::-1]]),
    "spelt out": text(
        [["Código Modular", "Anexo", "Nombre de la IE", "Código de local", "Ubigeo", "Latitud", "Longitud"], CELLS], ","
    ),
    "points and spaces": text(
        [[" COD.MOD. ", "ANEXO ", "INSTITUCION EDUCATIVA", "COD. LOCAL", "UBIGEO", "LATITUD", "LONGITUD"], CELLS]
    ),
    "a title above": "PADRÓN DE INSTITUCIONES EDUCATIVAS;;;;;;\r\n;;;;;;\r\n" + lines(CELLS),
    "decimal commas": lines([*CELLS[:5], "-13,143017", "-74,231207"]),
    "lost zeros": lines(["777001", "0", CELLS[2], "74290", "50101", *CELLS[5:]]),
    "floats": lines(["777001.0", "0.0", CELLS[2], "74290.0", "50101.0", *CELLS[5:]]),
    "powers": lines(["7.77001E+05", "0", CELLS[2], "7.4290E+04", "5.0101E+04", *CELLS[5:]]),
    "blank annex": lines([CELLS[0], "", *CELLS[2:]]),
    "excel guards": lines([f'="{CELLS[0]}"', "0", CELLS[2], f"'{CELLS[3]}", *CELLS[4:]]),
    "stray spaces": lines([f"  {cell}  " for cell in CELLS]),
    "a total below": lines(CELLS) + "TOTAL;1;;;;;\r\n",
    "blank lines": lines(CELLS).replace("\r\n", "\r\n\r\n;;;;;;\r\n"),
    "empty columns": lines(CELLS).replace("\r\n", ";;;\r\n"),
    "swapped coordinates": lines([*CELLS[:5], CELLS[6], CELLS[5]]),
    "joined code": lines(["0777001-0", "", *CELLS[2:]]),
    "unicode text of excel": lines(CELLS, delimiter="\t").encode("utf-16"),
    "cp850": lines(CELLS).encode("cp850"),
    "latin-1": lines(CELLS).encode("latin-1"),
    "sep line": "sep=;\r\n" + lines(CELLS),
    "repeated header": lines(CELLS, COLUMNS),
    "xlsx of numbers": xlsx(
        [["Listado 2026"], [], COLUMNS, [777001, 0, CELLS[2], 74290, 50101, -13.143017, -74.231207]], merge="A1:G1"
    ),
    "xlsx of text": xlsx([COLUMNS, CELLS]),
    "older cut": text(
        [[*COLUMNS, "COD_CAR", "TALUMNO", "REFERENCIA"], [*CELLS, "1", "84", "AL COSTADO DEL RÍO"]]
    ).encode("latin-1"),
}  # fmt: skip


@pytest.mark.parametrize("data", VARIANTS.values(), ids=list(VARIANTS))
def test_the_same_listing_goes_in_however_it_was_saved(office: Office, tmp_path: Path, data: bytes | str) -> None:
    report, school = put(office, tmp_path, data)

    assert (report.added, report.refused) == (1, ())
    assert plain(school) == PLAIN
    again, _ = put(office, tmp_path, data)
    assert (again.added, again.changed) == (0, 0)


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("lost zeros", "ceros a la izquierda en COD_MOD. Filas: 1 (línea 2)."),
        ("floats", "escribió como número en COD_MOD. Filas: 1 (línea 2)."),
        ("swapped coordinates", "estaban cambiadas: se pusieron en su lugar. Filas: 1 (línea 2)."),
        ("a title above", "La cabecera está en la línea 3"),
        ("a total below", "no es un registro"),
    ],
)
def test_what_was_put_right_is_said(office: Office, tmp_path: Path, variant: str, said: str) -> None:
    report, _ = put(office, tmp_path, VARIANTS[variant], dry_run=True)

    assert said in report.words()
    assert any(said in note for note in report.fields()["notes"])


@pytest.mark.parametrize("place", [("0", "0"), ("0.000000", "0.000000"), ("-33.4", "-70.6"), ("", "")])
def test_a_place_that_is_none_is_unknown_and_does_not_replace_what_is_known(
    office: Office, tmp_path: Path, place: tuple[str, str]
) -> None:
    _, unknown = put(office, tmp_path, lines([*CELLS[:5], *place]))
    put(office, tmp_path, lines(CELLS))
    report, known = put(office, tmp_path, lines([*CELLS[:5], *place]))

    assert unknown is not None
    assert known is not None
    assert ((unknown.lat, unknown.lon), (known.lat, known.lon)) == ((None, None), (-13.143017, -74.231207))
    assert report.refused == ()


def test_no_place_and_a_place_elsewhere_are_told_apart(office: Office, tmp_path: Path) -> None:
    report, _ = put(office, tmp_path, lines([*CELLS[:5], "0", "0.000"]), dry_run=True)

    assert "Coordenadas 0, 0: se tomaron como desconocidas. Filas: 1 (línea 2)." in report.words()


def test_a_place_in_degrees_minutes_and_seconds_is_read(office: Office, tmp_path: Path) -> None:
    _, school = put(office, tmp_path, lines([*CELLS[:5], "13°08'34\" S", "74°13'52\" O"]))

    assert school is not None
    assert (round(school.lat or 0, 5), round(school.lon or 0, 5)) == (-13.14278, -74.23111)


@pytest.mark.parametrize("place", [("13°08'34\"", "74°13'52\""), ("8546000", "584000")])
def test_a_place_in_another_notation_is_told_and_holds_no_school_back(
    office: Office, tmp_path: Path, place: tuple[str, str]
) -> None:
    report, school = put(office, tmp_path, lines([*CELLS[:5], *place]))

    assert school is not None
    assert (school.lat, school.lon, report.refused) == (None, None, ())
    assert "no son grados con decimales" in report.words()


def test_a_district_of_no_department_is_kept_as_it_is_and_told(office: Office, tmp_path: Path) -> None:
    report, school = put(office, tmp_path, lines([*CELLS[:4], "990101", *CELLS[5:]]))

    assert school is not None
    assert (school.ubigeo, "Distritos desconocidos" in report.words(), report.refused) == ("990101", True, ())


def test_services_that_are_closed_stay_out_and_those_known_are_named(office: Office, tmp_path: Path) -> None:
    header = [*COLUMNS, "ESTADO"]
    put(office, tmp_path, lines([*CELLS, "1"], header=header))

    report, school = put(office, tmp_path, lines([*CELLS, "2"], ["0777002", *CELLS[1:], "Inactiva"], header=header))

    assert (report.read, report.added, report.skipped, school is not None) == (2, 0, 2, True)
    assert "siguen como están: 0777001-0" in report.words()


def test_only_the_services_of_a_place_are_taken_of_a_national_listing(office: Office, tmp_path: Path) -> None:
    elsewhere = ["0777002", *CELLS[1:4], "80101", *CELLS[5:]]

    report, school = put(office, tmp_path, lines(CELLS, elsewhere), ubigeo="05")

    assert (report.added, report.skipped, school is not None) == (1, 1, True)


def test_a_number_that_can_be_read_both_ways_is_asked_about(office: Office, tmp_path: Path) -> None:
    data = lines([*CELLS[:3], "3.120"], header=[*COLUMNS[:3], "ALTITUD"])

    with pytest.raises(BadInput, match="--decimal coma"):
        put(office, tmp_path, data)
    _, school = put(office, tmp_path, data, decimal=Mark.COMMA)

    assert school is not None
    assert school.altitude_m == 3120


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["4.04E+06", *CELLS[1:]], "perdió cifras"),
        (["77700112", *CELLS[1:]], "más de 7 cifras"),
        (["07770010", *CELLS[1:]], "más de 7 cifras: el código modular se escribe como 0403691 y el anexo como 0"),
        (["", *CELLS[1:]], "código modular"),
        (["0000000", *CELLS[1:]], "código modular"),
        ([CELLS[0], "X", *CELLS[2:]], "anexo"),
        ([*CELLS[:2], "", *CELLS[3:]], "no tiene nombre"),
        ([*CELLS[:3], "ABC", *CELLS[4:]], "CODLOCAL"),
        ([*CELLS[:4], "Ayacucho", *CELLS[5:]], "UBIGEO"),
    ],
)
def test_what_cannot_be_used_is_refused_by_line_with_what_to_correct(
    office: Office, tmp_path: Path, cells: list[str], why: str
) -> None:
    report, school = put(office, tmp_path, lines(["0777009", *CELLS[1:]], cells))

    assert [row.line for row in report.refused] == [3]
    assert why in report.refused[0].why
    assert (report.outcome, school) == (Outcome.HELD, None)


def test_a_finer_degree_of_rurality_and_real_counts_are_not_lost(office: Office, tmp_path: Path) -> None:
    header = ["COD_MOD", "CEN_EDU", "RURALIDAD", "TALUMNO", "SIMULADO"]
    put(office, tmp_path, lines(["777001", "IE", "Rural 2", "50", "students rurality"], header=header))
    _, school = put(
        office, tmp_path, lines(["777001", "IE", "Rural", "84"], header=["COD_MOD", "CEN_EDU", "DAREACENSO", "TALUMNO"])
    )

    assert school is not None
    assert (school.rurality, school.students, school.simulated) == ("Rural 2", 84, ())


def test_a_name_whose_letters_were_lost_does_not_replace_a_whole_one(office: Office, tmp_path: Path) -> None:
    put(office, tmp_path, lines(CELLS))
    spoilt = lines(CELLS).replace("Ñ", "\ufffd").replace("Ú", "\ufffd")
    _, school = put(office, tmp_path, spoilt)

    assert plain(school) == PLAIN


def test_levels_that_shout_are_those_of_the_catalogue(office: Office, tmp_path: Path) -> None:
    header = ["COD_MOD", "CEN_EDU", "NIVEL"]

    _, school = put(office, tmp_path, lines(["777001", "IE", "PRIMARIA"], header=header))

    assert school is not None
    assert school.level == "Primaria"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("fecha;monto\n2026;1\n", "no está el código por el que se reconoce"),
        ("cod_mod;monto\n0777001;1\n", "falta la columna nombre"),
        ("", "vacío"),
    ],
)
def test_a_file_of_something_else_says_what_is_expected(office: Office, tmp_path: Path, data: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        put(office, tmp_path, data)
