"""Whoever watches the service asks whether it lives and is ready, without an account; the answer names no path."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.app import create_app
from hub.parts import Parts, open_parts
from tests.hub.office import office


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(office(tmp_path).config)
    yield opened
    opened.store.close()


@pytest.fixture
def client(hub: Parts) -> FlaskClient:
    return create_app(hub.config, hub).test_client()


def test_a_hub_that_runs_lives_and_is_ready(client: FlaskClient) -> None:
    lives, ready = client.get("/healthz"), client.get("/readyz")

    assert (lives.status_code, lives.json) == (200, {"alive": True})
    assert (ready.status_code, ready.json) == (200, {"ready": True, "why": []})
    assert ready.headers["Cache-Control"] == "no-store"


def test_one_without_its_keys_lives_but_is_not_ready_and_says_why_in_words(hub: Parts, client: FlaskClient) -> None:
    hub.config.keys_file.unlink()

    answer = client.get("/readyz")

    assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json is not None
    assert not answer.json["ready"]
    assert "hub.key" in answer.json["why"][0]
    assert str(hub.config.folder) not in answer.get_data(as_text=True)


def test_another_machine_may_ask_over_plain_http_and_gets_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/readyz", environ_base={"REMOTE_ADDR": "192.168.1.7"})

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
