"""A node that cannot be opened serves the page on which it is repaired, on this laptop alone, and then its own."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from edge import repairing
from edge.database import damaged
from edge.mending import create_mending_app, opened
from edge.patient import Patient
from edge.repairing import ask_for_repair, is_asked_for
from edge.store import Store
from shared.disk import Room
from tests.edge.building import FakeClock
from tests.edge.live_node import new_node
from tests.edge.test_repairing import broken_rows, made


def patient(folder: Path) -> Patient:
    config = made(folder, 200)
    broken_rows(config.database, 150, 160)
    return Patient(config, damaged(config.database, "el registro tiene huecos"))


def test_the_page_says_what_is_wrong_and_mends_it_at_a_press(tmp_path: Path) -> None:
    sick = patient(tmp_path)
    browser = create_mending_app(sick).test_client()
    page = browser.get("/", follow_redirects=True).text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    answer = browser.post("/reparar/", data={"csrf": token[1]})
    said = answer.text
    answer.close()

    assert "están dañados" in page
    assert (answer.status_code, "quedó reparada" in said, sick.done.is_set()) == (200, True, True)
    assert "no se pudieron leer" in said
    with Store(sick.config.database, FakeClock()) as store:
        assert store.records.count() > 150


def test_a_repair_that_was_asked_for_and_finds_no_room_keeps_no_node_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = made(tmp_path, 100)
    ask_for_repair(config)
    monkeypatch.setattr(repairing, "room_in", lambda _folder: Room(0, 1))
    store, pages = opened(config)
    with store:
        assert (store.records.count() >= 100, pages, is_asked_for(config)) == (True, None, True)


def test_nobody_else_is_let_in(tmp_path: Path) -> None:
    browser = create_mending_app(patient(tmp_path)).test_client()

    assert browser.get("/reparar/", headers={"Host": "escuela.example"}).status_code == 400


def test_a_damaged_node_that_is_run_becomes_a_running_one(tmp_path: Path) -> None:
    folder = new_node(tmp_path)
    with Store(folder / "node.db", FakeClock()) as store:
        store.db.write("INSERT INTO incarnations (id, first_pos) VALUES (x'0102030405060708', 99)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "edge", "run", "--dir", str(folder)]
    node = subprocess.Popen(command, env=os.environ | {"CHASQUI_EDGE_PORT": str(port)})
    try:
        with requests.Session() as browser:
            page = asked(browser, f"{url}/reparar/", "Reparar ahora")
            token = re.search(r'name="csrf" value="([^"]+)"', page)
            assert token
            assert "quedó reparada" in browser.post(f"{url}/reparar/", data={"csrf": token[1]}, timeout=60).text
            asked(browser, f"{url}/entrar", 'name="cuenta"')
    finally:
        node.terminate()
        node.wait(30)


def asked(browser: requests.Session, address: str, words: str) -> str:
    until = time.monotonic() + 60
    while True:
        try:
            answer = browser.get(address, timeout=60)
            if words in answer.text:
                return answer.text
        except requests.RequestException:
            pass
        assert time.monotonic() < until
        time.sleep(0.2)
