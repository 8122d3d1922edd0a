"""Which organisation of a package is a service of this laptop, and which class is still one."""

from datetime import date

import pytest

from edge.importers.oneroster_package import Package, read_package
from edge.importers.oneroster_places import classes_of, is_over, services_of
from edge.importers.place import Place
from edge.listed import ClassIn
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.tabular import Row
from tests.edge.building import SCHOOL

OTHER = SchoolId("0403692-1")
PLACE = Place([SCHOOL, OTHER], SCHOOL, today=date(2026, 6, 23))
ALONE = Place([SCHOOL], SCHOOL, today=date(2026, 6, 23))
USERS = b"sourcedId,givenName,familyName\n"


def package(orgs: str, classes: str = "", terms: str = "") -> Package:
    files = {"users.csv": USERS, "orgs.csv": f"sourcedId,status,name,type,identifier\n{orgs}".encode()}
    if classes:
        files["classes.csv"] = f"sourcedId,status,title,schoolSourcedId,termSourcedIds\n{classes}".encode()
    if terms:
        files["academicSessions.csv"] = f"sourcedId,status,endDate\n{terms}".encode()
    return read_package(files)


def refusals(found: Package) -> list[tuple[int, str]]:
    return [(one.line, one.why) for one in found.refused]


@pytest.mark.parametrize(
    ("code", "service"),
    [("0403691-0", SCHOOL), ("403691", SCHOOL), ("4036921", None), ("0403692-1", OTHER), ("04036921", OTHER)],
)
def test_a_school_is_known_by_its_code_however_it_is_written(code: str, service: SchoolId | None) -> None:
    orgs = services_of(package(f"o1,,A,school,{code}\no2,,B,School,0403691-0\n"), PLACE)

    assert orgs == {"o1": service, "o2": SCHOOL}


def test_the_source_id_may_be_the_code() -> None:
    assert services_of(package("403691,,A,school,\n"), PLACE) == {"403691": SCHOOL}


def test_a_district_with_the_code_of_a_school_is_no_school() -> None:
    orgs = services_of(package("d1,,UGEL,district,0403691-0\no1,,B,school,0403692-1\n"), PLACE)

    assert orgs == {"d1": None, "o1": OTHER}


def test_a_school_that_was_deleted_is_still_an_organisation_that_may_be_named() -> None:
    orgs = services_of(package("o1,,A,school,0403691-0\no2,tobedeleted,B,school,0403692-1\n"), PLACE)

    assert orgs == {"o1": SCHOOL, "o2": None}


def test_the_only_school_without_a_code_is_this_one_and_that_is_told() -> None:
    found = package("o1,,I.E. Horizonte,school,NCES-0612\n")

    assert services_of(found, ALONE) == {"o1": SCHOOL}
    assert "«I.E. Horizonte» se toma como la escuela de esta laptop" in found.notes[-1].text()


@pytest.mark.parametrize(
    ("orgs", "place"),
    [
        ("o1,,A,school,\no2,,B,school,\n", ALONE),
        ("o1,,A,school,\n", PLACE),
        ("o1,,A,school,0999999-0\n", ALONE),
        ("d1,,UGEL,district,\n", ALONE),
    ],
)
def test_a_school_is_never_guessed_among_several(orgs: str, place: Place) -> None:
    with pytest.raises(BadInput, match=r"Ninguna escuela del archivo es de esta laptop, que atiende 0403691-0"):
        services_of(package(orgs), place)


ORGS = "o1,,A,school,0403691-0\no2,,B,school,0999999-0\n"
TERMS = "t1,,2026-12-31\nt2,,2026-06-22\nt3,,2026-06-23\nt4,,31/31/2026\nt5,tobedeleted,2026-12-31\n"


def classes(rows: str, terms: str = TERMS) -> tuple[dict[str, ClassIn | None], Package]:
    found = package(ORGS, rows, terms)
    return classes_of(found, services_of(found, PLACE), PLACE), found


@pytest.mark.parametrize(
    ("terms", "comes"),
    [("", True), ("t1", True), ("t3", True), ("t2", False), ('"t2,t1"', True), ('"t2, t5"', False), ("t4", True)],
)
def test_a_class_is_one_until_the_last_of_its_terms_is_over(terms: str, comes: bool) -> None:
    found, _ = classes(f"c1,,3° A,o1,{terms}\n")

    assert found == {"c1": ClassIn("3° A", SCHOOL) if comes else None}


def test_classes_that_are_over_are_counted_and_those_of_others_are_not_told() -> None:
    found, told = classes("c1,,3° A,o1,t2\nc2,,4° A,o1,t2\nc3,,X,o2,t1\n")

    assert found == {"c1": None, "c2": None, "c3": None}
    assert told.notes[-1].text() == "Aulas de periodos que ya terminaron: 2. No se traen."


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("c1,,3° A,o9,t1", "schoolSourcedId «o9» no está en orgs.csv"),
        ("c1,,3° A,o1,t9", "termSourcedIds «t9» no está en academicSessions.csv"),
        ("c1,,,o1,t1", "el aula no tiene nombre (title)"),
    ],
)
def test_a_class_that_leans_on_nothing_is_refused_by_file_and_line(row: str, words: str) -> None:
    found, told = classes(f"{row}\n", "t1,,2026-12-31\n")

    assert found == {"c1": None}
    assert [(line, "en classes.csv, " + words in why) for line, why in refusals(told)] == [(2, True)]


def test_a_package_without_terms_keeps_its_classes() -> None:
    found, told = classes("c1,,3° A,o1,t1\n", "")

    assert (found, refusals(told)) == ({"c1": ClassIn("3° A", SCHOOL)}, [])


def test_an_end_that_is_no_date_is_no_end_and_its_line_is_refused() -> None:
    found = package(ORGS)

    assert is_over(found, "enrollments", Row(7, {"enddate": "pronto"}), PLACE) is None
    assert is_over(found, "enrollments", Row(8, {"enddate": ""}), PLACE) is False
    assert [line for line, _ in refusals(found)] == [7]
