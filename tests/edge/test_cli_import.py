"""The commands that take files in: a preview, all of a sound file, of another nothing until that is accepted."""

import json
from pathlib import Path

import pytest

from edge.rows import SchoolRow
from shared.ids import SchoolId
from tests.edge.building import SCHOOL
from tests.edge.importers.exports import export, session
from tests.edge.importers.rosters import package, zipped
from tests.edge.importers.test_kolibri_users import user, users
from tests.edge.live_node import edge, new_node, running
from tests.edge.test_cli import Node

PEOPLE = f"code,name,role,school,class_name\na1,Rosa,learner,{SCHOOL},3° A\n"
BAD = f"x,Nadie,rey,{SCHOOL},\n"


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def written(folder: Path, data: bytes, name: str = "archivo.csv") -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def test_a_dry_run_says_what_would_go_in_and_writes_nothing(node: Node, tmp_path: Path) -> None:
    file = written(tmp_path, export(session(), session("ana")))
    tried = node.ask("import", "kolibri", file, "--dry-run")

    assert (tried["added"], tried["outcome"], node.ask("status")["events"]) == (2, "tried", 0)
    shown = [(row["line"], row["day"], row["seconds"]) for row in tried["preview"]]
    assert shown == [(2, "2026-05-24", 370), (3, "2026-05-24", 370)]
    assert node.ask("import", "kolibri", file)["added"] == 2


def test_a_file_with_a_refused_line_is_held_until_that_is_accepted(node: Node, tmp_path: Path) -> None:
    file = written(tmp_path, (PEOPLE + BAD).encode())
    held = node.try_("import", "people", file)
    tried = [node.try_("import", "people", file, "--dry-run", *more).exit_code for more in ([], ["--accept"])]
    accepted = node.ask("import", "people", file, "--accept")

    assert tried == [1, 0]
    assert (held.exit_code, "Línea 3" in held.output, "--accept" in held.output) == (1, True, True)
    assert (accepted["added"], [row["line"] for row in accepted["refused"]]) == (1, [3])


def test_a_file_of_which_every_line_is_refused_fails_whatever_was_accepted(node: Node, tmp_path: Path) -> None:
    file = written(tmp_path, (PEOPLE.splitlines()[0] + "\n" + BAD).encode())

    assert node.try_("import", "people", file, "--accept").exit_code == 1


def test_a_dry_run_of_people_shows_no_name(node: Node, tmp_path: Path) -> None:
    tried = node.run("import", "people", written(tmp_path, PEOPLE.encode()), "--dry-run")

    assert ("3° A" in tried, "Rosa" in tried) == (True, False)


def test_users_come_before_the_sessions_that_name_them(node: Node, tmp_path: Path) -> None:
    log, listed = written(tmp_path, export(session("rosa"))), written(tmp_path, users(user()), "usuarios.csv")
    done = node.try_("import", "kolibri", log, "--users", listed, "--json")

    assert (json.loads(done.stdout)["added"], node.ask("import", "kolibri", listed)["known"]) == (1, 1)


def test_a_package_of_people_comes_in(node: Node, tmp_path: Path) -> None:
    assert node.ask("import", "oneroster", written(tmp_path, zipped(package()), "roster.zip"))["added"] == 3


def test_a_register_before_the_first_catalogue_is_told_to_wait_for_it(node: Node, tmp_path: Path) -> None:
    refused = node.try_("import", "weekly", written(tmp_path, b"semana,recurso,cantidad\n2026-W12,tablet,5\n"))

    assert (refused.exit_code, "no llegó el catálogo" in refused.output) == (1, True)


def test_a_service_of_another_laptop_is_refused(node: Node, tmp_path: Path) -> None:
    refused = node.try_("import", "kolibri", written(tmp_path, export(session())), "--school", "9999999-0")

    assert (refused.exit_code, SCHOOL in refused.output) == (1, True)


def test_a_file_goes_in_beside_a_running_node(tmp_path: Path) -> None:
    folder = new_node(tmp_path)
    files = written(tmp_path, users(user())), written(tmp_path, export(session("rosa")), "log.csv")
    with running(folder):
        done = [json.loads(edge(folder, "import", "kolibri", file, "--json").stdout) for file in files]
        again = json.loads(edge(folder, "import", "kolibri", files[1], "--json").stdout)

    assert [one["added"] for one in (*done, again)] == [1, 1, 0]


def test_a_laptop_of_several_services_asks_of_which_a_class_is(node: Node) -> None:
    with node.store() as store:
        store.site.set(store.site.id(), [SchoolRow(SCHOOL, "39003"), SchoolRow(SchoolId("0000012-1"), "39003")])
    refused = node.try_("class", "add", "3° A")

    assert (refused.exit_code, "39003 (0000012-1)" in refused.output) == (1, True)
    assert f"de 39003 ({SCHOOL}), 39003 (0000012-1)." in node.run("status")
    assert "Aula" in node.run("class", "add", "3° A", "--school", "0000012-1")


def test_a_file_that_names_none_of_several_services_is_told_how_the_command_chooses_one(
    node: Node, tmp_path: Path
) -> None:
    with node.store() as store:
        store.site.set(store.site.id(), [SchoolRow(SCHOOL, "39003"), SchoolRow(SchoolId("0000012-1"), "39003")])
    refused = node.try_("import", "people", written(tmp_path, b"codigo,nombre,aula\nq1,Lopez Ana,1A\n"))

    assert (refused.exit_code, "se elige con --school CÓDIGO" in refused.output) == (1, True)


def test_a_file_that_is_not_there_is_told_in_the_language_of_the_rest(node: Node) -> None:
    told = node.try_("import", "people", "nada.csv").output

    assert ("«nada.csv»: no está ahí" in told, "No such file" in told) == (True, False)
