"""What of a package is read: what its manifest says is there, what is active, and each source id once."""

import pytest

from edge.importers.oneroster_package import Package, listed, read_package
from shared.errors import BadInput

ORGS = b"sourcedId,status,name,type\no1,,A,school\n"
USERS = b"sourcedId,status,givenName,familyName\nu1,active,Rosa,Quispe\n"
CLASSES = b"sourcedId,status,title,schoolSourcedId\n"


def manifest(version: str = "1.1", **files: str) -> bytes:
    lines = "".join(f"file.{name},{mode}\n" for name, mode in files.items())
    return f"propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{lines}".encode()


def package(users: bytes = USERS, **more: bytes) -> Package:
    files = {"orgs.csv": ORGS, "users.csv": users, **{f"{name}.csv": data for name, data in more.items()}}
    return read_package(files)


def ids(found: Package, file: str = "users") -> list[str]:
    return [row["sourcedid"] for row in found.file(file).rows]


def test_files_are_found_in_any_folder_and_case_and_the_rest_is_left() -> None:
    found = read_package({"x/Orgs.CSV": ORGS, "x/USERS.csv": USERS, "x/demographics.csv": b"secret", "x/a.txt": b""})

    assert set(found.files) == {"orgs", "users"}


def test_without_a_manifest_it_is_taken_as_complete_and_that_is_told() -> None:
    bare, told = package(), package(manifest=manifest(users="bulk"))

    assert ["manifest" in note.text() for note in bare.notes] == [True]
    assert told.notes == []
    assert not bare.delta


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.2.1"])
def test_the_versions_that_are_written_today_are_read(version: str) -> None:
    assert ids(package(manifest=manifest(version))) == ["u1"]


@pytest.mark.parametrize("version", ["2.0", "1.3", "11", ""])
def test_another_version_is_refused_with_those_that_are_read(version: str) -> None:
    with pytest.raises(BadInput, match=r"Se leen 1\.1 y 1\.2"):
        package(manifest=manifest(version))


def test_one_file_of_changes_makes_it_a_package_of_changes() -> None:
    assert package(manifest=manifest(orgs="bulk", users="delta")).delta
    assert package(manifest=manifest(orgs="delta", users="bulk")).delta
    assert not package(manifest=manifest(orgs="bulk", users="bulk", classes="absent")).delta


def test_a_file_that_is_there_and_said_to_be_absent_is_not_read() -> None:
    found = package(manifest=manifest(classes="absent"), classes=CLASSES + b"c1,,A,o1\n")

    assert "classes" not in found.files
    assert ids(found, "classes") == []


@pytest.mark.parametrize(
    "files",
    [
        {"orgs.csv": ORGS},
        {"users.csv": USERS},
        {"orgs.csv": ORGS, "users.csv": USERS, "manifest.csv": manifest(classes="bulk")},
        {"orgs.csv": ORGS, "users.csv": USERS, "manifest.csv": manifest(users="absent")},
    ],
)
def test_what_must_be_there_and_what_the_manifest_promises_is_missed(files: dict[str, bytes]) -> None:
    with pytest.raises(BadInput, match=r"Falta (users|orgs|classes)\.csv"):
        read_package(files)


def test_columns_are_known_in_any_case_and_one_that_lacks_is_named() -> None:
    assert ids(package(b"SOURCEDID,GivenName,FAMILYNAME\nu7,R,Q\n")) == ["u7"]
    with pytest.raises(BadInput, match=r"En users\.csv falta la columna givenName, familyName"):
        package(b"sourcedId,status\nu1,\n")


@pytest.mark.parametrize(
    ("status", "active"), [("", True), ("active", True), ("ACTIVE", True), ("tobedeleted", False), ("inactive", False)]
)
def test_who_is_gone_has_an_id_and_no_row(status: str, active: bool) -> None:
    found = package(f"sourcedId,status,givenName,familyName\nu1,{status},R,Q\n".encode())

    assert ids(found) == ["u1"] * active
    assert found.file("users").ids == {"u1"}
    assert found.refused == []


@pytest.mark.parametrize(
    ("second", "words"),
    [("u1,,L,S", "el sourcedId «u1» ya está en otra línea"), ("u2,retirado,L,S", "el estado «retirado» no es de")],
)
def test_a_line_that_cannot_stand_is_refused_and_the_first_stays(second: str, words: str) -> None:
    found = package(f"sourcedId,status,givenName,familyName\nu1,,R,Q\n{second}\n".encode())

    assert ids(found) == ["u1"]
    assert [(one.line, f"en users.csv, {words}" in one.why) for one in found.refused] == [(3, True)]


def test_rows_without_a_source_id_are_no_repetition_of_each_other() -> None:
    rows = b"sourcedId,userSourcedId,role,orgSourcedId\n,u1,student,o1\n,u2,student,o1\n"
    found = package(roles=rows)

    assert len(found.file("roles").rows) == 2
    assert found.refused == []


@pytest.mark.parametrize(("text", "ids"), [("", []), ("a", ["a"]), (" a ,, b,", ["a", "b"])])
def test_a_cell_of_several_ids_is_read_without_its_blanks(text: str, ids: list[str]) -> None:
    assert listed(text) == ids
