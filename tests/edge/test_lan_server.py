"""The pupils' page for other machines, opened and closed beside everything else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from flask import Flask

from edge.app import create_app
from edge.config import Config
from edge.lan_server import LanServer
from shared.errors import NotReady
from tests.edge.views.school import School, open_school


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = open_school(tmp_path)
    yield opened
    opened.store.close()


def app_of(school: School) -> Flask:
    return create_app(Config(dir=school.store.path.parent, clock=school.clock), school.store)


def test_it_answers_until_closed_and_leaves_no_thread(school: School, port: int) -> None:
    app, url, before = app_of(school), f"http://127.0.0.1:{port}/a/", threading.active_count()
    for _ in range(2):
        server = LanServer(app, f"127.0.0.1:{port}", 2)
        statuses = [requests.get(url, timeout=60).status_code for _ in range(3)]
        server.close()

        assert statuses == [200] * 3
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=60)
    assert threading.active_count() <= before


def test_a_phone_that_holds_its_line_does_not_keep_it_open(school: School, port: int) -> None:
    server = LanServer(app_of(school), f"127.0.0.1:{port}", 2)
    with closing(socket.create_connection(("127.0.0.1", port))) as phone:
        phone.sendall(b"GET /a/ HTTP/1.1\r\n")
        server.close()
        phone.settimeout(5)

        assert _is_cut(phone)


def test_however_often_it_closes_while_phones_knock_no_thread_of_it_breaks(school: School, port: int) -> None:
    app, broken = app_of(school), list[object]()
    usual, threading.excepthook = threading.excepthook, broken.append
    try:
        for _ in range(60):
            server = LanServer(app, f"127.0.0.1:{port}", 1)
            phones = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
            for phone in phones:
                phone.sendall(b"GET /a/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            server.close()
            for phone in phones:
                phone.close()
    finally:
        threading.excepthook = usual
    assert broken == []


def test_a_port_that_is_taken_is_told(school: School) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(NotReady, match="CHASQUI_EDGE_LAN_PORT"):
        LanServer(app_of(school), f"127.0.0.1:{other.getsockname()[1]}", 2)


def _is_cut(phone: socket.socket) -> bool:
    """Tell whether the other end hung up; a system may do so politely or not."""
    try:
        return phone.recv(1) == b""
    except ConnectionError:
        return True
