"""The weights by command: seen, imported by an administrator, compared."""

import json
from pathlib import Path

import pytest

from hub.accounts import HubAccounts
from shared import web
from tests.hub.builders import Office, school
from tests.hub.commands import run
from tests.hub.office import PASSPHRASE
from tests.shared.web.building import hashed


@pytest.fixture
def where(office: Office) -> tuple[str, str]:
    for login, role in (("ana", web.Role.OPERATOR), ("eva", web.Role.ADMIN)):
        HubAccounts(office.store).set_credential(web.Credential(login, role, hashed(PASSPHRASE), b""))
    return "--dir", str(office.config.folder)


def test_a_table_is_imported_shown_and_compared(where: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "pesos.json"
    file.write_text(json.dumps({"version": 4, "level": {"Primaria": 150}, "alpha": 3, "note": "Acuerdo 12"}))
    words = ("weights", "import", file, "--why", "Acuerdo 12", *where)

    told = [run(*words, "--login", login, told=f"{PASSPHRASE}\n") for login in ("ana", "eva")]
    shown, first = run("weights", "show", *where).output, run("weights", "show", "3", *where)
    compared = json.loads(run("weights", "compare", "3", "4", "--json", *where).output)
    missing = run("weights", "compare", "3", "2", *where)

    assert [done.exit_code for done in (*told, first, missing)] == [1, 0, 0, 1]
    changed = ("Nivel Primaria: de 105 a 150 %", "Equidad: de 2 a 3\n")
    assert [word in told[1].output for word in changed] == [True] * 2
    said = ("versión 4. Acuerdo 12", "Primaria: 150 %", "Equidad 3: primero las", "Versiones guardadas: 4, 3")
    assert [word in shown for word in said] == [True] * 4
    assert "Equidad 2: " in first.output
    assert {"group": "level", "name": "Primaria", "before": 105, "after": 150} in compared["changes"]
    assert "No hay una versión 2" in missing.output


def test_what_a_ugel_has_of_its_own_is_shown_and_compared_as_its_own(
    office: Office, where: tuple[str, str], tmp_path: Path
) -> None:
    office.store.put_schools([school(ugel="Huamanga")])
    file = tmp_path / "pesos.json"
    own = {"version": 4, "ugel": {"Huamanga": {"level": {"Primaria": 150}}}}
    file.write_text(json.dumps(own))

    told = run("weights", "import", file, "--why", "x", "--login", "eva", *where, told=f"{PASSPHRASE}\n")
    compared = json.loads(run("weights", "compare", "3", "4", "--json", *where).output)["changes"]

    assert "Solo Huamanga, Nivel Primaria: de 105 a 150 %" in told.output
    assert "Solo Huamanga, Nivel: Primaria: 150 %" in run("weights", "show", *where).output
    assert {"group": "level", "name": "Primaria", "before": 105, "after": 150, "ugel": "Huamanga"} in compared


def test_before_any_import_the_table_of_the_program_is_shown(where: tuple[str, str]) -> None:
    told = run("weights", "show", *where).output

    assert "Pesos, versión 3." in told
    assert "  Lengua: quechua chanka: 110 %, quechua collao: 110 %, aimara: 110 %\n" in told
