import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from edge.cli import main
from edge.config import Config
from edge.store import Store
from shared.web import Role
from sync import folder
from sync.bundle import Sealed
from sync.chain import START
from sync.reply import encode_reply
from tests.edge.building import CATALOGUE, GUIDE, SCHOOL, FakeHub

SECRET = "maiz-morado-en-la-ladera"
FACT = {"kind": "use", "school": SCHOOL, "resource": "tablet", "learner": "a1", "occurred": "2026-06-23"}


class Node:
    """A node's folder, and the commands run on it."""

    def __init__(self, base: Path) -> None:
        self.dir = base / "node"
        self.hub = FakeHub()
        (base / "invitation.json").write_bytes(self.hub.invitation().to_json())
        self.run("init", "--invitation", str(base / "invitation.json"))

    def try_(self, *command: str, told: str | None = None) -> Result:
        return CliRunner().invoke(main, [*command, "--dir", str(self.dir)], input=told)

    def run(self, *command: str, told: str | None = None) -> str:
        done = self.try_(*command, told=told)
        assert done.exit_code == 0, done.output
        return done.stdout

    def ask(self, *command: str, told: str | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run(*command, "--json", told=told))
        return answer

    def store(self) -> Store:
        config = Config.from_env(self.dir, {})
        return Store(config.database, config.clock)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def lines(*facts: dict[str, Any]) -> str:
    return "".join(json.dumps(fact) + "\n" for fact in facts)


def test_init_twice_changes_nothing_and_another_invitation_is_refused(node: Node, tmp_path: Path) -> None:
    before = node.ask("status")["node"]
    node.run("init", "--invitation", str(tmp_path / "invitation.json"))
    (tmp_path / "other.json").write_bytes(FakeHub().invitation().to_json())
    refused = node.try_("init", "--invitation", str(tmp_path / "other.json"))

    assert (node.ask("status")["node"], refused.exit_code) == (before, 1)
    assert "otra invitación" in refused.output


def test_a_folder_without_a_node_says_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["status", "--dir", str(tmp_path)])

    assert (done.exit_code, "chasqui-edge init, con --invitation" in done.output) == (1, True)


def test_facts_go_in_from_a_file_or_from_the_entry(node: Node, tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_text(lines(FACT, FACT))

    assert node.ask("record", str(tmp_path / "facts.jsonl")) == {"recorded": 2}
    assert node.ask("record", told=lines(FACT)) == {"recorded": 1}
    status = node.ask("status")
    # What was recorded, and the two clock marks of the openings between.
    assert (status["recorded"], status["pending"], status["events"]) == (3, 3, 5)


def test_a_file_recorded_once_counts_its_equal_lines_and_again_adds_nothing(node: Node) -> None:
    told = lines(FACT, FACT, dict(reversed(FACT.items())))

    assert [node.ask("record", "--once", told=told)["recorded"] for _ in range(2)] == [3, 0]
    assert node.ask("record", "--once", told=lines(FACT, FACT, FACT, FACT))["recorded"] == 1


def test_a_line_with_an_id_is_recorded_once_whatever_was_asked(node: Node) -> None:
    told = [lines(FACT | {"id": "u-1"}), lines(FACT | {"id": "u-1", "units": 2}, FACT | {"id": "u-2"})]

    assert [node.ask("record", told=one)["recorded"] for one in told] == [1, 1]


def test_recording_tells_codes_that_nobody_has_and_what_was_there_already(node: Node) -> None:
    told = [node.try_("record", "--once", told=lines(FACT)) for _ in range(2)]

    assert "Códigos que aquí no tiene nadie: 1 (a1)." in told[0].output
    assert "Códigos" not in told[1].output
    assert "0 registros guardados; ya estaban: 1" in told[1].output


def test_a_line_that_does_not_say_when_cannot_be_recorded_once(node: Node) -> None:
    done = node.try_("record", "--once", told=lines(FACT, {k: v for k, v in FACT.items() if k != "occurred"}))

    assert (done.exit_code, "Línea 2" in done.output, node.ask("status")["events"]) == (1, True, 0)


def test_one_bad_line_stops_the_whole_file(node: Node) -> None:
    done = node.try_("record", told=lines(FACT, FACT | {"units": -3}))

    assert (done.exit_code, "Línea 2" in done.output) == (1, True)
    assert node.ask("status")["events"] == 0


def test_status_reads_while_something_else_writes_and_writing_waits_a_while_and_says_so(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.writer.PATIENCE_S", 0.3)
    with node.store():
        status, record = node.try_("status"), node.try_("record", told=lines(FACT))

    assert (status.exit_code, record.exit_code) == (0, 1)
    assert "ya está abierto" in record.output


def test_without_a_road_sync_fails_in_words_and_loses_nothing(node: Node) -> None:
    node.run("record", told=lines(FACT))
    done = node.try_("sync")

    kept = "No hay camino a la oficina. Todo sigue guardado aquí."
    todo = "Repita la orden donde haya señal, o llévelo en un USB con «chasqui-edge export-bundle CARPETA»."
    assert (done.exit_code, done.output.strip()) == (1, f"{kept} {todo}")
    assert "pulse" not in done.output
    assert node.ask("status")["last_attempt"]["outcome"] == "off"


def test_a_stick_goes_and_comes_back(node: Node, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    node.run("record", told=lines(FACT))
    sent = node.ask("export-bundle", str(stick))
    [(_, data)] = folder.bundles(stick)
    reply = node.hub.answer(Sealed(data, START, START))
    folder.put_reply(stick, bytes.fromhex(node.ask("status")["node"]), encode_reply(reply))  # type: ignore[arg-type]
    back = node.ask("import-bundle", str(stick))

    assert (sent["outcome"], back["pending"]) == ("left", 0)
    assert node.ask("status")["state"] == "ok"


def test_a_forecast_without_catalogue_is_empty_and_no_error(node: Node) -> None:
    assert node.ask("forecast")["forecasts"] == 0


def test_a_forecast_into_a_year_without_a_calendar_says_what_to_do(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHASQUI_EDGE_CLOCK", "2026-12-09T09:00:00-05:00")
    with node.store() as store:
        store.db.put("catalogue", CATALOGUE)
    node.run("record", told=lines(FACT | {"resource": GUIDE, "occurred": "2026-11-23"}))

    said, told = node.run("forecast"), node.ask("forecast")

    assert "Falta el calendario escolar de 2027" in said
    assert "pídalo a la oficina" in said
    assert told["assumed"] == [{"year": 2027, "like": 2026}]


def test_rebuild_says_from_how_many_facts(node: Node) -> None:
    node.run("record", told=lines(FACT))

    assert "2 registros" in node.run("rebuild")


def test_an_account_is_made_from_the_entry_and_its_secret_never_printed(node: Node) -> None:
    from edge.accounts import StoreAccounts

    said = node.run("user", "add", "Coordinacion", "--role", "coordinator", told=f"{SECRET}\n")
    with node.store() as store:
        credential = StoreAccounts(store.db).credential("coordinacion")
        person = store.people.person(credential.person) if credential else None

    assert SECRET not in said
    assert credential is not None
    assert (credential.role, credential.secret[:9]) == (Role.COORDINATOR, "$argon2id")
    assert person is not None
    assert person.role == "coordinator"


def test_a_short_passphrase_is_refused(node: Node) -> None:
    done = node.try_("user", "add", "ana", "--role", "teacher", told="corta\n")

    assert (done.exit_code, "10 caracteres" in done.output) == (1, True)


def test_a_class_and_a_learner_are_added_by_hand(node: Node) -> None:
    node.run("class", "add", "3° A")
    node.run("learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A")
    with node.store() as store:
        assert [(row.name, row.class_name) for row in store.people.learners()] == [("Rosa Quispe", "3° A")]


def test_a_used_code_does_not_replace_a_child_unless_asked_to(node: Node) -> None:
    node.run("learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A")
    again = ("learner", "add", "Luz Huamán", "--code", "a1", "--class", "3° A")
    refused = node.try_(*again)
    with node.store() as store:
        kept = [row.name for row in store.people.learners()]
    node.run(*again, "--replace")

    assert (refused.exit_code, kept) == (1, ["Rosa Quispe"])
    assert "ya es de otra persona" in refused.output
    with node.store() as store:
        assert [row.name for row in store.people.learners()] == ["Luz Huamán"]


def test_adding_the_same_learner_again_is_harmless_and_another_class_is_a_change(node: Node) -> None:
    add = ("learner", "add", "Rosa Quispe", "--code", "a1", "--class")
    first = node.try_(*add, "3° A")
    again = node.try_(*add, "3° A")
    moved = node.try_(*add, "4° B")

    assert ("agregado" in first.output, "agregado" in again.output, "Ya estaba" in again.output) == (True, False, True)
    assert (moved.exit_code, "no se cambió nada" in moved.output) == (1, True)
    with node.store() as store:
        assert [(row.name, row.class_name) for row in store.people.learners()] == [("Rosa Quispe", "3° A")]
        assert [row.name for row in store.people.classes()] == ["3° A"]


def test_the_sample_lines_of_the_guide_are_recorded(node: Node) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "escuela.md").read_text("utf-8")
    sample = guide.split("```json\n")[1].split("```")[0].replace("0403691-0", SCHOOL)

    assert node.ask("record", told=sample) == {"recorded": 3}


def test_an_empty_folder_is_said_to_hold_nothing_for_this_school(node: Node, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    node.run("record", told=lines(FACT))

    assert "no hay nada nuevo" in node.run("import-bundle", str(tmp_path / "usb"))


def test_a_collected_confirmation_is_told_and_nothing_is_to_be_handed_in_after_it(node: Node, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    node.run("record", told=lines(FACT))
    node.run("export-bundle", str(stick))
    [(_, data)] = folder.bundles(stick)
    reply = node.hub.answer(Sealed(data, START, START))
    folder.put_reply(stick, bytes.fromhex(node.ask("status")["node"]), encode_reply(reply))  # type: ignore[arg-type]

    assert "La región confirmó 1 registro" in node.run("import-bundle", str(stick))
    assert "Entregue el USB" not in node.run("export-bundle", str(stick))


def test_kolibri_is_imported_by_its_command(node: Node, real_data: Path) -> None:
    done = node.ask("import", "kolibri", str(real_data / "kolibri" / "content_session_logs.en.csv.gz"))

    assert (done["read"], done["added"], done["refused"], done["outcome"]) == (1515, 1515, [], "written")


def test_every_command_has_help_in_spanish() -> None:
    done = CliRunner().invoke(main, ["--help"])

    assert done.exit_code == 0
    for name in ("init", "run", "record", "status", "sync", "import", "forecast", "rebuild", "export-bundle"):
        assert name in done.output


def test_a_field_that_is_missing_or_wrong_is_named_in_the_language_of_the_rest(node: Node) -> None:
    missing = node.try_("record", told='{"kind": "use", "resource": "tablet"}').output
    wrong = node.try_("record", told='{"kind": "count", "resource": "tablet", "units": "x"}').output

    assert "falta el campo «school»" in missing
    assert "lo que dice «units» no sirve" in wrong


def test_a_name_gives_way_to_another_word_and_is_found_no_more(node: Node) -> None:
    node.run("learner", "add", "Rosa Quispe", "--code", "a1", "--class", "3° A")
    node.run("learner", "add", "Retirado", "--code", "a1", "--class", "Retirados", "--replace")

    with node.store() as store:
        assert [(row.name, row.class_name) for row in store.people.learners()] == [("Retirado", "Retirados")]
