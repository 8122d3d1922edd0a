"""The way in which the key to the names lies, by command, and commands beside a laptop that waits for the phrase."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge.cli import main
from edge.config import Config
from edge.enrol import init
from edge.key_holder import PEOPLE_KEY, SEALED_KEY, is_sealed
from edge.store import Store
from tests.edge.building import SCHOOL, FakeClock, FakeHub
from tests.edge.live_node import edge, new_node, running

PHRASE, OTHER = "luna de chuño y sal", "maiz morado en la ladera"


@pytest.fixture
def node(tmp_path: Path) -> Config:
    config = Config(dir=tmp_path / "node", clock=FakeClock())
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, tmp_path / "invitation.json")
    return config


def run(config: Config, *command: str, told: str = "") -> Result:
    return CliRunner().invoke(main, [*command, "--dir", str(config.dir)], input=told)


def test_the_key_goes_under_a_phrase_and_back_to_its_file(node: Config) -> None:
    before = (node.dir / PEOPLE_KEY).read_bytes()
    under = run(node, "key", "phrase", told=f"{PHRASE}\n")
    shown, left = run(node, "key", "show"), (node.dir / PEOPLE_KEY).exists()
    wrong = run(node, "key", "file", told="otra frase que no es\n")
    back = run(node, "key", "file", told=f"{PHRASE}\n")

    assert (under.exit_code, left, "haga una ahora" in under.output) == (0, False, True), under.output
    assert shown.output.startswith("phrase")
    assert (wrong.exit_code, "Esa frase no abre los nombres" in wrong.output) == (1, True)
    assert (back.exit_code, (node.dir / SEALED_KEY).exists()) == (0, False)
    assert (node.dir / PEOPLE_KEY).read_bytes() == before
    assert run(node, "key", "show").output.startswith("file")


def test_the_phrase_is_changed_by_who_knows_it(node: Config) -> None:
    run(node, "key", "phrase", told=f"{PHRASE}\n")
    wrong = run(node, "key", "phrase", told=f"{OTHER}\n{OTHER}\n")
    right = run(node, "key", "phrase", told=f"{PHRASE}\n{OTHER}\n")

    assert (wrong.exit_code, right.exit_code, "Frase cambiada" in right.output) == (1, 0, True)
    assert run(node, "key", "file", told=f"{OTHER}\n").exit_code == 0


def test_a_phrase_that_is_too_short_leaves_the_key_where_it_was(node: Config) -> None:
    short = run(node, "key", "phrase", told="corta\n")

    assert (short.exit_code, "12 letras" in short.output, is_sealed(node.dir)) == (1, True, False)


def test_a_damaged_key_is_not_put_under_a_phrase(node: Config) -> None:
    (node.dir / PEOPLE_KEY).write_bytes(b"short")
    done = run(node, "key", "phrase", told=f"{PHRASE}\n")

    assert (done.exit_code, "dañado" in done.output, is_sealed(node.dir)) == (1, True, False)


def test_a_command_that_needs_names_asks_for_the_phrase_and_others_do_not(node: Config) -> None:
    run(node, "key", "phrase", told=f"{PHRASE}\n")
    learner = ("learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A")
    asked_for_none = [run(node, *command).exit_code for command in (("status",), ("copy",), ("rebuild",))]
    wrong, right = run(node, *learner, told="otra frase que no es\n"), run(node, *learner, told=f"{PHRASE}\n")
    with Store(node.database, node.clock) as store:
        store.people.seal.unlock(PHRASE)
        names = [one.name for one in store.people.learners()]

    assert asked_for_none == [0, 0, 0]
    assert (wrong.exit_code, "no abre los nombres" in wrong.output) == (1, True)
    assert (right.exit_code, names) == (0, ["Rosa Quispe"]), right.output


def test_a_copy_by_command_asks_for_its_own_phrase_and_that_of_the_names(node: Config, tmp_path: Path) -> None:
    run(node, "key", "phrase", told=f"{PHRASE}\n")
    made = run(node, "backup", str(tmp_path / "copia"), told=f"{OTHER}\n{PHRASE}\n")
    keys = run(node, "keys", "backup", str(tmp_path / "claves"), told=f"{OTHER}\n{PHRASE}\n")
    restored = run(node, "keys", "restore", str(tmp_path / "claves"), told=f"{OTHER}\n")

    assert (made.exit_code, keys.exit_code, restored.exit_code) == (0, 0, 0), made.output + keys.output
    assert ("sin su frase" in restored.output, is_sealed(node.dir)) == (True, False)


def test_a_laptop_that_runs_and_waits_for_the_phrase_records_and_says_what_it_cannot(tmp_path: Path) -> None:
    folder = new_node(tmp_path)
    use = json.dumps({"kind": "use", "school": SCHOOL, "resource": "tablet"}) + "\n"
    under = edge(folder, "key", "phrase", told=f"{PHRASE}\n")
    with running(folder):
        recorded = edge(folder, "record", told=use)
        added = edge(folder, "learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A", told=f"{PHRASE}\n")
        kept = [path.name for path in folder.iterdir() if path.name.startswith(PEOPLE_KEY)]

    assert under.returncode == 0, under.stderr
    assert (added.returncode, "Llave de los nombres" in added.stderr) == (1, True), added.stderr
    assert (recorded.returncode, kept) == (0, [SEALED_KEY]), recorded.stderr
