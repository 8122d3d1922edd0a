"""Pages before the node's own are this laptop's alone, and free their address once they are done."""

import socket
import threading
import time
from pathlib import Path

import pytest
import requests
from flask import Blueprint, Flask

from edge.config import Config
from edge.first_pages import FirstPages, first_app
from shared import web

POLICY = web.Policy({"only.page": web.EVERYONE})


def app_of(config: Config) -> Flask:
    pages = Blueprint("only", __name__, url_prefix="/solo")
    pages.add_url_rule("/", "page", lambda: "solo esto")
    return first_app(config, [pages], POLICY, "only.page")


@pytest.mark.parametrize("path", ["/", "/entrar", "/nada"])
def test_whatever_is_asked_for_leads_to_the_first_page(tmp_path: Path, path: str) -> None:
    answer = app_of(Config(dir=tmp_path)).test_client().get(path)

    assert (answer.status_code, answer.location) == (302, "/solo/")


def test_who_asks_under_another_name_than_this_laptops_gets_nothing(tmp_path: Path) -> None:
    browser = app_of(Config(dir=tmp_path)).test_client()
    own, other = (browser.get("/solo/", headers={"Host": name}) for name in ("localhost", "escuela.example"))

    assert (own.text, other.status_code, other.text) == ("solo esto", 400, "")


def test_they_are_served_until_they_are_done_and_then_free_their_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config, done = Config(dir=tmp_path, port=port), threading.Event()
    pages = FirstPages(config, app_of(config), done)
    said = requests.get(f"http://127.0.0.1:{port}/solo/", timeout=60).text
    done.set()
    began = time.monotonic()
    pages.wait()
    pages.close()

    assert (said, time.monotonic() - began < 5) == ("solo esto", True)
    socket.create_server(("127.0.0.1", port)).close()
