"""Tokens of programs, by command."""

import json
from pathlib import Path

from tests.hub.commands import new_hub, run


def test_a_token_is_given_listed_and_taken_back(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    made = run("token", "add", "Prometheus", "--scope", "metrics", "--scope", "health", "--days", "30", "--dir", folder)
    listed = run("token", "list", "--dir", folder)
    gone = run("token", "revoke", "prometheus", "--dir", folder)
    after = json.loads(run("token", "list", "--json", "--dir", folder).output)

    token = made.output.splitlines()[-1]
    assert token.startswith("chasqui_")
    assert "Prometheus: health, metrics; vale hasta el" in listed.output
    assert "no preguntó nunca" in listed.output
    assert token not in listed.output
    assert gone.output == "La clave de «Prometheus» ya no vale.\n"
    assert [(one["name"], one["in_force"]) for one in after["programs"]] == [("Prometheus", False)]


def test_a_program_reads_the_token_as_json(tmp_path: Path) -> None:
    made = run("token", "add", "DHIS2", "--scope", "export", "--json", "--dir", new_hub(tmp_path))

    assert json.loads(made.output)["scopes"] == ["export"]
    assert len(json.loads(made.output)["token"]) == 51


def test_an_unknown_scope_and_an_unknown_name_change_nothing(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    wrong = run("token", "add", "Prometheus", "--scope", "todo", "--dir", folder)
    nobody = run("token", "revoke", "Prometheus", "--dir", folder)

    assert (wrong.exit_code, nobody.exit_code) == (1, 1)
    assert "permiso" in wrong.output
    assert run("token", "list", "--dir", folder).output == "Ningún programa tiene clave.\n"
