"""The log is one object a line, in every process, and names nobody: neither account nor person, whatever happens."""

import ast
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.accounts import HubAccounts
from hub.app import create_app
from hub.logs import JSON, TEXT, JsonLines, formatter, parts_of
from hub.parts import open_parts
from hub.store import Store
from hub.support_report import report_on, text_of
from shared.web import Credential, Role
from tests.hub.busy_office import busy_office
from tests.hub.office import PASSPHRASE, csrf_of, office
from tests.shared.web.building import hashed
from tests.test_docs import PROJECT

CANARY = "quispehuaman"
CLI = "from hub.cli import main; main()"


def record(message: str, *args: object, name: str = "hub.x") -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, "", 0, message, args, None)


def test_fields_keep_their_kind_and_what_is_fixed_is_a_field_too() -> None:
    assert parts_of(record("spool_refused reason=disk")) == ("spool_refused", {"reason": "disk"})
    assert parts_of(record("a event=%s/%d n=%d", "00ff", 3, 7)) == ("a", {"event": "00ff/3", "n": 7})
    assert parts_of(record("took seconds=%.1f on=%s", 1.25, True)) == ("took", {"seconds": 1.25, "on": "True"})
    assert parts_of(record("bundle=%s new=%d", "00", 2)) == ("x", {"bundle": "00", "new": 2})
    assert parts_of(record("saw %s of=%s", "a", "b")) == ("saw", {"of": "b"})
    assert parts_of(record("nothing more")) == ("nothing", {"message": "more"})


def test_what_others_say_is_told_as_their_words() -> None:
    assert parts_of(record("GET %s", "/x", name="werkzeug")) == ("log", {"message": "GET /x"})


def test_of_an_error_the_kind_and_the_place_are_told_and_never_its_words() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        found = logging.LogRecord("hub.x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    told = JsonLines().format(found)

    assert CANARY not in told
    assert (json.loads(told)["error"], json.loads(told)["at"].partition(":")[0]) == ("ValueError", "test_logs.py")


def test_a_command_logs_objects_where_it_is_asked_to(tmp_path: Path) -> None:
    office(tmp_path).close()
    env = {**os.environ, "CHASQUI_HUB_LOG": "json", "PYTHONPATH": str(PROJECT)}
    words = [sys.executable, "-c", CLI, "--verbose", "backup", str(tmp_path / "copy.zip"), "--dir", str(tmp_path)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)

    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stderr
    assert "backed_up" in {line["event"] for line in lines}
    assert all({"time", "level", "logger", "event", "fields"} <= set(line) for line in lines)


def test_a_form_that_is_none_is_refused(tmp_path: Path) -> None:
    env = {**os.environ, "CHASQUI_HUB_LOG": "xml", "PYTHONPATH": str(PROJECT)}
    words = [sys.executable, "-c", CLI, "status", "--dir", str(tmp_path)]

    assert "CHASQUI_HUB_LOG=xml" in subprocess.run(words, env=env, capture_output=True, text=True, check=False).stderr


def test_who_acts_on_the_pages_is_in_no_line_of_the_log_and_in_no_support_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store: Store = busy_office(tmp_path)
    HubAccounts(store).set_credential(Credential(CANARY, Role.OPERATOR, hashed(PASSPHRASE), CANARY.encode()[:8]))
    client = create_app(store.config, open_parts(store.config, store)).test_client()
    with caplog.at_level(logging.DEBUG, logger="hub"):
        token = csrf_of(client.get("/entrar").text)
        client.post("/entrar", data={"csrf": token, "cuenta": CANARY, "clave": PASSPHRASE})
        token = csrf_of(client.get("/almacenes").text)
        form = {"almacen": "Huamanga", "recurso": "tablet", "sentido": "sale", "unidades": "1", "motivo": CANARY}
        done = client.post("/almacenes/ajustar", data={"csrf": token, **form})
        client.post(f"/equipos/{store.waiting()[0].node}/aceptar", data={"csrf": token, "motivo": CANARY})
        support = client.get("/salud/soporte.json").text
    told = "\n".join(JsonLines().format(one) + one.getMessage() for one in caplog.records)

    assert done.status_code == 302
    assert "stock_adjusted" in told
    assert "node_accepted" in told
    assert CANARY not in told
    assert CANARY not in support + text_of(report_on(open_parts(store.config, store))).decode()
    store.close()


@pytest.mark.parametrize("form", [TEXT, JSON])
def test_a_page_whose_statement_fails_tells_neither_what_it_was_given_nor_what_the_database_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    store = office(tmp_path)
    said = f"SELECT RAISE(ABORT, 'no entra {CANARY} 41234567')"
    with store.begin() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER fails BEFORE INSERT ON throttles BEGIN {said}; END")
    client = create_app(store.config, open_parts(store.config, store)).test_client()
    token = csrf_of(client.get("/entrar").text)
    answer = client.post("/entrar", data={"csrf": token, "cuenta": f"{CANARY} 87654321", "clave": PASSPHRASE})
    told = [formatter(form).format(one) for one in caplog.records]
    error = str((caplog.records[0].exc_info or (None, None))[1])
    store.close()

    assert answer.status_code == 500
    # Flask's own line, with where it was, and ours.
    assert [("IntegrityError" in one, ">database.py:" in one) for one in told] == [(True, True), (True, False)]
    assert not [one for one in told if CANARY in one or "41234567" in one or "87654321" in one]
    assert CANARY in error
    assert "87654321" not in error


def test_no_engine_tells_what_a_statement_was_given() -> None:
    made = [
        ast.unparse(node)
        for path in sorted((PROJECT / "hub").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("create_engine")
    ]

    assert len(made) == 3
    assert all("hide_parameters=True" in one for one in made)


def test_no_log_of_the_hub_is_given_an_account_or_a_name() -> None:
    given = [
        f"{path.name}:{node.lineno}"
        for path in sorted((PROJECT / "hub").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log.")
        for inner in ast.walk(node)
        if (isinstance(inner, ast.Attribute) and inner.attr in ("login", "person"))
        or (isinstance(inner, ast.Name) and inner.id in ("login", "who", "person"))
    ]

    assert given == []
