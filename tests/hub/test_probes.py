"""Whoever watches the service asks whether it lives and is ready, without an account; the answer names no path."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.app import create_app
from hub.parts import Parts, open_parts
from hub.probes import KEEP_S, Ready
from shared.sentences import Sentence
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


class Looking:
    """What is looked at, how often, by a clock that a test moves."""

    def __init__(self) -> None:
        self.times, self.at_s = 0, 0.0
        self.why: list[Sentence] = []
        self.ready = Ready(self.look, now_s=lambda: self.at_s)

    def look(self) -> list[Sentence]:
        self.times += 1
        return self.why


def test_it_is_looked_at_once_in_a_few_seconds_however_often_it_is_asked() -> None:
    one = Looking()
    found = [one.ready.why_not() for _ in range(100)]
    one.why = [Sentence("No hay disco.")]
    found += [one.ready.why_not()]
    one.at_s += KEEP_S

    assert (set(found), one.times) == ({()}, 1)
    assert (one.ready.why_not(), one.times) == (("No hay disco.",), 2)


def test_while_one_looks_at_a_store_that_is_silent_the_others_are_told_what_was_found_before() -> None:
    began, answers = threading.Event(), threading.Event()
    one = Looking()

    def silent() -> list[Sentence]:
        began.set()
        assert answers.wait(60)
        return one.look()

    one.ready = Ready(silent, now_s=lambda: one.at_s)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(one.ready.why_not)
        assert began.wait(60)
        (early,) = one.ready.why_not()
        answers.set()
        assert (first.result(60), "se está comprobando" in early) == ((), True)
        one.at_s, one.why = KEEP_S, [Sentence("No hay disco.")]
        began.clear(), answers.clear()
        second = pool.submit(one.ready.why_not)
        assert began.wait(60)
        meanwhile = [one.ready.why_not() for _ in range(40)]
        answers.set()

        assert (set(meanwhile), second.result(60), one.times) == ({()}, ("No hay disco.",), 2)


def test_only_a_change_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    one = Looking()
    with caplog.at_level(logging.INFO, logger="hub.probes"):
        for why in ([], [], [Sentence("No hay disco.")], [Sentence("No hay disco.")], [], []):
            one.why, one.at_s = why, one.at_s + KEEP_S
            one.ready.why_not()

    assert [record.getMessage() for record in caplog.records] == ["not_ready troubles=1", "ready_again"]


def test_the_page_itself_keeps_what_it_found(hub: Parts, client: FlaskClient) -> None:
    before = client.get("/readyz").status_code
    hub.config.keys_file.unlink()

    assert (before, client.get("/readyz").status_code) == (200, 200)
