"""OneRoster packages: who is of this school, and nothing else of them."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.importers.read import read_files
from edge.store import Store
from shared.errors import BadInput
from shared.imported import Outcome
from tests.edge.building import SCHOOL, new_store
from tests.edge.importers.exports import PLACE, take
from tests.edge.importers.rosters import CLASSES, ENROLLMENTS, ORGS, ROLES, SESSIONS, USERS_11, package, zipped


def here(store: Store) -> dict[str, tuple[str, str]]:
    """Return role and class of everybody, by name."""
    learners = {row.name: ("learner", row.class_name) for row in store.people.learners()}
    return learners | {row.name: (row.role, "") for row in store.people.staff()}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_people_of_this_school_come_in_with_their_roles_and_classes(tmp_path: Path, version: str) -> None:
    with new_store(tmp_path) as store:
        first, again = (take(store, zipped(package(version))) for _ in range(2))

        assert here(store) == {
            "Rosa Quispe": ("learner", "3° A"),
            "Luz Ramos": ("teacher", ""),
            "Eva, María Soto": ("coordinator", ""),
        }
        assert [(row.name, row.learners) for row in store.people.classes()] == [("3° A", 1)]
        assert (first.added, again.added, again.changed, first.refused) == (3, 0, 0, ())


def test_both_versions_tell_of_the_same_people(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, zipped(package("1.1")))
        again = take(store, zipped(package("1.2"), folder="export/"))

        assert (again.added, again.changed) == (0, 0)


def test_a_folder_of_files_is_a_package_too(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    folder.mkdir()
    for name, data in package().items():
        (folder / name).write_bytes(data)
    with new_store(tmp_path) as store:
        assert take(store, folder).added == 3


def test_mail_telephone_and_password_stay_out(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, zipped(package()))
        people = [*store.people.learners(), *store.people.staff()]

        assert not [row for row in people if "@" in row.code + row.name or row.code.startswith("999")]
        said = repr(read_files(package(), PLACE))
        assert not [word for word in ("clave-secreta", "999111222", "@") if word in said]


def test_a_learner_that_kolibri_knows_by_the_same_identifier_is_the_same(tmp_path: Path) -> None:
    header = "Username (USERNAME),Full name (FULL_NAME),User type (USER_TYPE),Identifier (IDENTIFIER)"
    users = f"{header}\nal1,Rosa,LEARNER,71000000\n"
    with new_store(tmp_path) as store:
        take(store, users.encode())
        take(store, zipped(package()))

        assert len(store.people.learners()) == 1
        assert store.people.pseudonyms(["al1"])["al1"] == store.people.pseudonyms(["rosa"])["rosa"]


@pytest.mark.parametrize(
    ("changed", "file", "line", "told"),
    [
        ({"enrollments": ENROLLMENTS + "e9,,,c9,o1,u1,student,,,\n"}, "enrollments", 7, "classSourcedId «c9»"),
        ({"enrollments": ENROLLMENTS + "e9,,,c1,o1,u99,student,,,\n"}, "enrollments", 7, "userSourcedId «u99»"),
        ({"classes": CLASSES + "c9,,,4° A,,,,,,o9,t26,,,\n"}, "classes", 5, "schoolSourcedId «o9»"),
        ({"classes": CLASSES + "c9,,,4° A,,,,,,o1,t99,,,\n"}, "classes", 5, "termSourcedIds «t99»"),
        ({"classes": CLASSES + "c9,,,,,,,,,o1,t26,,,\n"}, "classes", 5, "no tiene nombre"),
        ({"users": USERS_11 + "u9,,,true,o9,student,x,,X,Y,,,,,,,,\n"}, "users", 8, "orgSourcedId «o9»"),
        ({"users": USERS_11 + "u9,,,true,o1,king,x,,X,Y,,,,,,,,\n"}, "users", 8, "el rol «king»"),
        ({"users": USERS_11 + "u1,,,true,o1,student,x,,X,Y,,,,,,,,\n"}, "users", 8, "ya está en otra línea"),
        ({"users": USERS_11 + "u9,quizas,,true,o1,student,x,,X,Y,,,,,,,,\n"}, "users", 8, "el estado «quizas»"),
        ({"users": USERS_11 + "u9,,\n"}, "users", 8, "celdas"),
    ],
)
def test_what_points_nowhere_is_refused_with_file_and_line(
    tmp_path: Path, changed: dict[str, str], file: str, line: int, told: str
) -> None:
    with new_store(tmp_path) as store:
        held = take(store, zipped(package(**changed)), despite=False)
        after = here(store)
        done = take(store, zipped(package(**changed)))

        assert (held.outcome, after, done.added) == (Outcome.HELD, {}, 3)
        [refused] = done.refused
        assert (refused.line, f"en {file}.csv" in refused.why, told in refused.why) == (line, True, True)


def test_a_role_of_nobody_is_refused_in_version_1_2() -> None:
    roles = ROLES + "r9,,,u99,primary,student,,,o1,\n"
    [refused] = read_files(package("1.2", roles=roles), PLACE).refused

    assert (refused.line, "en roles.csv" in refused.why) == (8, True)


def test_the_only_school_of_the_file_is_the_only_school_of_the_laptop() -> None:
    orgs = ORGS.replace("0403691-0", "NCES-77").replace("o2,,,I.E. otra,school", "o2,,,I.E. otra,department")
    draft = read_files(package(orgs=orgs), PLACE)

    assert {person.school for person in draft.people} == {SCHOOL}
    assert any("se toma como la escuela" in note.text() for note in draft.notes)


def test_a_file_of_other_schools_is_refused_with_what_it_has() -> None:
    with pytest.raises(BadInput, match=r"I\.E\. otra \(0999999-0\)"):
        read_files(package(orgs=ORGS.replace("0403691-0", "0888888-0")), PLACE)


def test_a_delta_adds_classes_and_takes_nobody_out(tmp_path: Path) -> None:
    classes = CLASSES.splitlines()[0] + "\nc7,active,2026-05-01T00:00:00Z,Taller,,,,,,o1,t26,,,\n"
    enrollments = ENROLLMENTS.splitlines()[0] + "\ne7,active,2026-05-01T00:00:00Z,c7,o1,u1,student,,,\n"
    with new_store(tmp_path) as store:
        take(store, zipped(package()))
        take(store, zipped(package(mode="delta", classes=classes, enrollments=enrollments)))

        assert {row.name: row.learners for row in store.people.classes()} == {"3° A": 1, "Taller": 1}


@pytest.mark.parametrize("name", ["users", "classes"])
def test_a_file_that_the_manifest_tells_of_and_is_not_there_is_missed(name: str) -> None:
    files = package()
    del files[f"{name}.csv"]
    with pytest.raises(BadInput):
        read_files(files, PLACE)


def test_a_package_without_manifest_is_read_as_it_is() -> None:
    draft = read_files(package(manifest=None), PLACE)

    assert (len(draft.people), "manifest.csv" in draft.notes[0].text()) == (3, True)


def test_another_version_is_refused() -> None:
    with pytest.raises(BadInput, match="OneRoster 2"):
        read_files(package("2.0"), PLACE)


def test_a_zip_that_would_fill_the_memory_or_leave_the_folder_is_refused(tmp_path: Path) -> None:
    bomb, out = tmp_path / "bomb.zip", tmp_path / "out.zip"
    with ZipFile(bomb, "w", 8) as file:
        file.writestr("orgs.csv", ORGS)
        file.writestr("users.csv", b"0" * 130 * 1_048_576)
    with ZipFile(out, "w") as file:
        file.writestr("../users.csv", USERS_11)
        file.writestr("orgs.csv", ORGS)

    for path in (bomb, out):
        with pytest.raises(BadInput):
            read_files({path.name: path.read_bytes()}, PLACE)


def shuffled(files: dict[str, bytes], chance: Random) -> dict[str, bytes]:
    """Return a package whose files and rows come in another order."""
    found = {}
    for name in chance.sample(sorted(files), len(files)):
        header, *rows = files[name].decode().splitlines()
        found[name] = "\n".join([header, *chance.sample(rows, len(rows)), ""]).encode()
    return found


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["1.1", "1.2"]))
def test_a_package_in_any_order_adds_nothing_the_second_time(chance: Random, version: str) -> None:
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        first = take(store, zipped(shuffled(package(version), chance)))
        again = take(store, zipped(shuffled(package(version), chance)))

        assert (first.added, again.added, again.changed, first.refused) == (3, 0, 0, ())


@pytest.mark.parametrize("names", [("ana", "luis", "eva"), ("", "", "")])
def test_an_identifier_that_several_share_makes_them_no_one_person(tmp_path: Path, names: tuple[str, ...]) -> None:
    head = USERS_11.splitlines()[0]
    rows = [f"u{at},,,true,o1,student,{name},,N{at},Ramos,,1,,,,,03," for at, name in enumerate(names)]
    data = zipped(package(users="\n".join([head, *rows, ""]), enrollments=ENROLLMENTS.splitlines()[0] + "\n"))
    with new_store(tmp_path) as store:
        first, again = take(store, data), take(store, data)

        assert (first.added, first.refused, again.added, again.changed) == (3, (), 0, 0)
        assert sorted(here(store)) == ["N0 Ramos", "N1 Ramos", "N2 Ramos"]


def ending(end: str) -> str:
    """Return the enrolments with an end of the first one."""
    return ENROLLMENTS.replace("c1,o1,u1,student,false,,", f"c1,o1,u1,student,false,,{end}")


@pytest.mark.parametrize("end", ["15/03/2027", "2027-03-15", "2027-03-15T00:00:00Z", "15-mar-2027", "23/06/2026"])
def test_an_enrolment_that_has_not_ended_counts_however_its_end_is_written(tmp_path: Path, end: str) -> None:
    with new_store(tmp_path) as store:
        done = take(store, zipped(package(enrollments=ending(end))))

        assert (done.refused, here(store)["Rosa Quispe"]) == ((), ("learner", "3° A"))


@pytest.mark.parametrize("end", ["2026-06-22", "22/06/2026", "31/12/2025"])
def test_an_enrolment_that_ended_is_no_class_of_theirs(tmp_path: Path, end: str) -> None:
    with new_store(tmp_path) as store:
        done = take(store, zipped(package(enrollments=ending(end))))

        assert (done.refused, here(store)["Rosa Quispe"]) == ((), ("learner", ""))


def test_an_end_that_is_no_date_is_refused_by_its_line(tmp_path: Path) -> None:
    sessions = SESSIONS.replace("2026-12-31", "12/31/2026")
    changed = package(enrollments=ending("12/31/2027"), academicSessions=sessions)
    with new_store(tmp_path) as store:
        done = take(store, zipped(changed))

        assert [(row.line, "no es una fecha" in row.why) for row in done.refused] == [(2, True), (2, True)]
        assert here(store)["Rosa Quispe"] == ("learner", "")
        assert {row.name for row in store.people.classes()} == {"3° A"}


def test_two_packages_in_one_file_are_refused_in_words() -> None:
    both = {f"{year}/{name}": data for year in (2025, 2026) for name, data in package().items()}

    with pytest.raises(BadInput, match="más de un paquete"):
        read_files({"todo.zip": zipped(both)}, PLACE)


@pytest.mark.parametrize(("id_", "people"), [("12345678", ["Ana Sulca", "Luis Rojas"]), ("71000000", ["Ana Sulca"])])
def test_a_pupil_without_username_is_nobody_elses_code(tmp_path: Path, id_: str, people: list[str]) -> None:
    row = f"u1,,,true,o1,student,,,Luis,Rojas,,{id_},,,,,03,\n"
    data = zipped(package(users=USERS_11.splitlines()[0] + "\n" + row, enrollments=None, manifest=None))
    with new_store(tmp_path) as store:
        take(store, f"código;nombre\n{id_};Ana Sulca\n".encode())
        first, again = take(store, data), take(store, data)

        assert sorted(here(store)) == people
        assert (len(first.refused), again.added, again.changed) == (2 - len(people), 0, 0)
