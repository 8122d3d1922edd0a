"""The office's commands, run as somebody types them: what they say, what they leave, how they fail."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from hub import schema
from hub.cli import main
from hub.database import add
from hub.region_rows import SupplyRow
from shared.allocation import Reason
from shared.errors import BadInput
from shared.forecaster import Forecaster
from sync.enrolment import Invitation
from tests.hub.builders import GUIDE, NOW, SITE, Node, Office, count, uses
from tests.hub.test_plans import line, plan
from tests.hub.test_release import CARD

SECRET_FILES = ("hub.key", "release.key", "hub.db")
LISTING = "cod_mod,anexo,nombre,codlocal\n0403691,0,IE 38001,074294\nX,0,IE mala,1\n"


def run(*words: str | Path, told: str | None = None) -> Result:
    clock = {"CHASQUI_HUB_CLOCK": NOW.isoformat()}
    return CliRunner().invoke(main, [str(word) for word in words], input=told, env=clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = run("init", "--dir", tmp_path / "hub")
    assert done.exit_code == 0, done.output
    return tmp_path / "hub"


def test_init_makes_a_hub_once_and_keeps_its_secrets_to_itself(folder: Path) -> None:
    again = run("init", "--dir", folder)

    assert again.exit_code == 1
    assert "Ya hay una central" in again.output
    assert [oct((folder / name).stat().st_mode & 0o777) for name in SECRET_FILES] == ["0o600"] * 3


def test_an_init_that_was_cut_short_is_finished_with_the_same_keys(tmp_path: Path) -> None:
    from hub.config import Config
    from hub.keyfiles import make_keys

    keys = make_keys(Config(tmp_path))

    done = run("init", "--dir", tmp_path)

    assert done.exit_code == 0
    assert keys.public.fingerprint() in done.output


def test_a_folder_without_a_hub_says_what_to_do(tmp_path: Path) -> None:
    done = run("status", "--dir", tmp_path)

    assert done.exit_code == 1
    assert "chasqui-hub init" in done.output
    assert list(tmp_path.iterdir()) == []


def test_importing_tells_what_was_read_and_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(LISTING)

    told = run("import", "schools", file, "--dir", folder, "--json", "--accept")
    again = run("import", "schools", file, "--dir", folder, "--accept")

    report = json.loads(told.output)
    assert (report["read"], report["added"], report["refused"][0]["line"]) == (2, 1, 3)
    assert "Nuevas: 0. Cambiadas: 0. Sin cambio: 1. Rechazadas: 1." in again.output
    assert "Línea 3" in again.output
    assert (told.exit_code, again.exit_code) == (0, 0)


def test_a_file_with_refused_lines_writes_nothing_until_that_is_accepted(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(LISTING)

    tried = run("import", "schools", file, "--dir", folder, "--dry-run")
    held = run("import", "schools", file, "--dir", folder)
    told = run("import", "schools", file, "--dir", folder, "--json")
    schools = json.loads(run("status", "--dir", folder, "--json").output)["schools"]

    report = json.loads(told.output)
    assert [done.exit_code for done in (tried, held, told)] == [0, 1, 1]
    assert ("nada se guardó" in tried.output, "--accept" in held.output, schools) == (True, True, 0)
    assert (report["written"], "--accept" in report["next"], report["added"]) == (False, True, 1)


def test_an_import_of_nothing_but_refused_lines_fails_even_where_that_is_accepted(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text("cod_mod,nombre\nX,IE\n")

    done = run("import", "schools", file, "--dir", folder, "--accept")

    assert (done.exit_code, "ninguna fila se puede usar" in done.output) == (1, True)
    assert "sin dato 0" not in done.output
    assert "Columnas que se leyeron" in done.output


def test_enrolling_writes_an_invitation_for_the_schools_of_a_site(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder, "--accept")

    done = run("enrol", "--site", SITE, "--url", "http://hub", "--out", tmp_path / "inv.json", "--dir", folder)
    wrong = run("enrol", "--site", "000000", "--url", "http://hub", "--out", tmp_path / "x.json", "--dir", folder)

    invitation = Invitation.from_json((tmp_path / "inv.json").read_bytes())
    assert done.exit_code == 0
    assert (invitation.site, invitation.schools, invitation.school_names) == (SITE, ("0403691-0",), ("IE 38001",))
    assert invitation.code not in done.output
    assert (tmp_path / "inv.json").stat().st_mode & 0o777 == 0o600
    assert wrong.exit_code == 1


def test_a_site_without_its_leading_zero_is_invited_all_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder, "--accept")

    run("enrol", "--site", SITE.lstrip("0"), "--url", "http://hub", "--out", tmp_path / "inv.json", "--dir", folder)

    assert Invitation.from_json((tmp_path / "inv.json").read_bytes()).site == SITE


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chasqui",
        "ftp://region",
        "http://",
        "https://re gion",
        "http://a:b@region",
        "http://region/?x=1",
        "http://x:99999",
    ],
)
def test_an_invitation_with_an_address_that_leads_nowhere_is_refused(folder: Path, tmp_path: Path, url: str) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder)
    done = run("enrol", "--site", SITE, "--url", url, "--out", tmp_path / "inv.json", "--dir", folder)

    assert (done.exit_code, "no es una dirección" in done.output, "a:b@" in done.output) == (1, True, False)
    assert not (tmp_path / "inv.json").exists()


def test_an_account_is_made_from_a_passphrase_on_the_input(folder: Path) -> None:
    short = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="corta\n")
    good = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="cuatro palabras sin orden\n")

    assert short.exit_code == 1
    assert good.exit_code == 0
    assert "palabras" not in good.output


def test_a_plan_is_shown_approved_and_published_by_an_account_that_may(office: Office) -> None:
    where = ("--dir", office.config.folder)
    office.store.put_supply([SupplyRow(depot="", resource=GUIDE, units=30)])
    office.store.propose(plan())
    run("user", "add", "ana", "--role", "operator", *where, told="cuatro palabras sin orden\n")
    run("user", "add", "luz", "--role", "analyst", *where, told="cuatro palabras sin orden\n")

    early = run("plan", "publish", "2026-10-abc", *where)
    refused = run("plan", "approve", "2026-10-abc", "--login", "luz", *where)
    approved = run("plan", "approve", "2026-10-abc", "--login", "ana", *where)
    published = run("plan", "publish", "2026-10-abc", *where)
    shown = json.loads(run("plan", "show", *where, "--json").output)
    status = json.loads(run("status", *where, "--json").output)

    assert [done.exit_code for done in (early, refused, approved, published)] == [1, 1, 0, 0]
    assert run("plan", "publish", "2026-10-abc", *where).output == published.output
    assert (shown["status"], shown["lines"], shown["reasons"]) == ("published", 2, {"STOCK": 2})
    assert status["published_lines"] == 2
    assert [(line["units"], line["reason"]) for line in shown["allocation"]] == [
        (line.units, "STOCK") for line in office.store.plan_lines("2026-10-abc")
    ]
    assert {"p10", "p50", "p90"} == set(shown["allocation"][0]["need"])
    assert shown["allocation"][0]["why"] in run("plan", "show", *where).output
    assert "(Publicado)" in run("plan", "show", *where).output
    assert "No se ve aquí: 1 línea." in run("plan", "show", *where, "--lines", "1").output


def test_a_plan_is_shown_with_what_schools_asked_for_and_counts_the_names_that_its_lines_have(office: Office) -> None:
    asked = replace(line(0), asked=2, reason=Reason.SATISFIED)
    event = {"incarnation": "1" * 16, "seq": 1, "head": "0" * 32, "depth": 1, "received_s": office.store.now_s()}
    request = {"school": asked.school, "resource": asked.resource, "units": 2, "day": None, "reason": "Para la feria"}
    with office.store.begin() as connection:
        add(connection, schema.requests, {**request, **event})
    office.store.propose(plan(lines=(asked,)))

    shown = run("plan", "show", "--dir", office.config.folder).output

    assert "Pidió 2: «Para la feria»." in shown
    assert "Pidió más de lo previsto: 1" in shown


def test_a_superseded_plan_is_not_approved(office: Office) -> None:
    where = ("--dir", office.config.folder)
    office.store.propose(plan())
    office.store.propose(plan("b"))
    run("user", "add", "ana", "--role", "operator", *where, told="cuatro palabras sin orden\n")

    done = run("plan", "approve", "2026-10-abc", "--login", "ana", *where)

    assert (done.exit_code, "otro plan lo reemplazó" in done.stderr) == (1, True)


def test_only_efficiency_is_known_for_now(folder: Path) -> None:
    done = run("allocate", "--alpha", "2", "--dir", folder)

    assert done.exit_code == 1
    assert "alpha 0" in done.output


def test_a_node_is_listed_revoked_and_accepted_again(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    node.record(*uses(2))
    office.take(node.bundle(0, 1))
    name = node.keys.node_id.hex()

    revoked = run("node", "revoke", name, *where)
    office.take(node.bundle(1, 2))
    waiting = json.loads(run("node", "list", *where, "--json").output)["nodes"]
    accepted = run("node", "accept", name, *where)
    listed = run("node", "list", *where).output

    assert (revoked.exit_code, accepted.exit_code) == (0, 0)
    assert [(row["node"], row["state"], row["waiting"]) for row in waiting] == [(name, "revoked", 1)]
    assert "Registros aplicados: 1" in accepted.output
    assert f"{name}  inscrita  {SITE}" in listed
    assert run("node", "revoke", "0" * 16, *where).exit_code == 1
    assert run("node", "discard", "0" * 16, *where).exit_code == 1


def test_what_waits_of_a_computer_is_discarded_by_command(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())

    discarded = run("node", "discard", node.keys.node_id.hex(), *where)

    assert (discarded.exit_code, office.store.waiting()) == (0, [])
    assert "Paquetes descartados: 1" in discarded.output


def test_a_stick_is_carried_in_and_answered(office: Office, node: Node, tmp_path: Path) -> None:
    from sync import folder

    node.record(*uses(3))
    folder.put_bundle(tmp_path / "usb", node.bundle().data)

    told = json.loads(run("carry", tmp_path / "usb", "--dir", office.config.folder, "--json").output)

    assert (told["bundles"], told["new_events"], told["replies"]) == (1, 3, 1)


def test_a_folder_that_is_no_stick_is_written_into_only_where_that_is_asked(office: Office, tmp_path: Path) -> None:
    where = ("--dir", office.config.folder)
    (tmp_path / "fotos").mkdir()

    refused = run("carry", tmp_path / "fotos", *where)
    untouched = list((tmp_path / "fotos").iterdir())
    prepared = run("carry", tmp_path / "fotos", "--prepare", *where)

    assert (refused.exit_code, untouched, prepared.exit_code) == (1, [], 0)
    assert "--prepare" in refused.output
    assert [path.name for path in (tmp_path / "fotos").iterdir()] == ["CHASQUI"]


def test_a_stick_of_strange_files_fails_and_names_them(office: Office, tmp_path: Path) -> None:
    (tmp_path / "CHASQUI" / "up").mkdir(parents=True)
    (tmp_path / "CHASQUI" / "up" / "foto.jpg").write_bytes(b"\xff\xd8")

    done = run("carry", tmp_path, "--dir", office.config.folder)

    assert done.exit_code == 1
    assert "Rechazados: 1" in done.output
    assert "foto.jpg: No es un paquete de Chasqui" in done.output


def test_every_command_has_help_and_tells_errors_once() -> None:
    def walk(group: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        commands = getattr(group, "commands", {})
        return [found for name, one in commands.items() for found in [(*path, name), *walk(one, (*path, name))]]

    paths = walk(main)

    assert len(paths) > 20
    for path in paths:
        done = run(*path, "--help")
        assert done.exit_code == 0
        assert len(done.output.splitlines()[2]) > 10


def test_an_error_of_ours_goes_to_the_error_stream_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise BadInput("Falta algo. Póngalo.")

    monkeypatch.setattr("hub.config.Config.from_env", fail)

    done = run("status")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: Falta algo. Póngalo.\n"


def test_rebuilding_says_from_how_many_records_and_gives_the_same(office: Office, node: Node) -> None:
    node.record(count(30), *uses(4))
    office.take(node.bundle())
    before = office.store.stock()

    done = run("rebuild", "--dir", office.config.folder)

    assert done.exit_code == 0
    assert "5 registros" in done.output
    assert office.store.stock() == before


@pytest.mark.parametrize("simulated", [True, False])
def test_releasing_a_model_of_a_simulated_region_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulated: bool
) -> None:
    monkeypatch.setattr(Forecaster, "load", lambda *_: Forecaster.baseline())
    model, card = tmp_path / "model.tflite", tmp_path / "card.json"
    model.write_bytes(b"model")
    card.write_text(json.dumps(CARD | {"simulated": simulated}))

    done = run("release", model, card, "--dir", folder)

    assert (done.exit_code, "se entrenó con una región simulada" in done.output) == (0, simulated)


@pytest.mark.parametrize("kind", ["catalogue", "calendar"])
def test_a_file_that_is_not_there_is_named_in_spanish(folder: Path, kind: str) -> None:
    done = run("import", kind, folder / "no-hay.json", "--dir", folder)

    assert done.exit_code == 1
    assert f"No existe el archivo «{folder / 'no-hay.json'}»" in done.output
