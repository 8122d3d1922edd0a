"""The region's pages by three real processes: whichever answers, it is one office; one that is killed costs nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
import requests

from hub.accounts import HubAccounts
from hub.answers import answers
from hub.forwarded import networks
from hub.pages import OF_THE_SERVICE, application
from hub.parts import open_parts
from hub.store import Store
from shared import web
from tests.faults.pair import free_port
from tests.hub.busy_office import objected
from tests.hub.databases import Databases
from tests.hub.office import PASSPHRASE, SITES, csrf_of, office
from tests.shared.web.building import hashed

pytestmark = [pytest.mark.databases, pytest.mark.skipif(sys.platform == "win32", reason="gunicorn is for POSIX")]
COMMAND = Path(sys.executable).with_name("chasqui-hub")
DECISION, WORKERS = "2026-10-abc-999101", 3


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path / "hub", databases=databases)
    HubAccounts(opened).set_credential(web.Credential("ana", web.Role.OPERATOR, hashed(PASSPHRASE), b""))
    yield opened
    opened.close()


@dataclass
class Running:
    """The command that serves the pages, and where it does."""

    url: str
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that it forked."""
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def get(self, path: str, **cookies: str) -> requests.Response:
        """Ask by a connection of its own, which any process may take."""
        return requests.get(self.url + path, cookies=cookies, timeout=60, headers={"Connection": "close"})

    def post(self, path: str, data: dict[str, str], **cookies: str) -> requests.Response:
        """Send a form in the same way."""
        closes = {"Connection": "close", "Origin": self.url}
        return requests.post(self.url + path, data, cookies=cookies, timeout=60, headers=closes, allow_redirects=False)

    def sign_in(self, passphrase: str = PASSPHRASE) -> requests.Response:
        """Sign in as ``ana``."""
        asked = self.get("/entrar")
        form = {"csrf": csrf_of(asked.text), "cuenta": "ana", "clave": passphrase}
        return self.post("/entrar", form, **asked.cookies.get_dict())


@contextmanager
def pages(store: Store) -> Iterator[Running]:
    """Serve the pages of a hub by the real command until the block ends."""
    port = free_port()
    settings = {
        "CHASQUI_HUB_DATABASE": store.config.database,
        "CHASQUI_HUB_CLOCK": store.config.clock.now().isoformat(),
        "CHASQUI_HUB_SECOND_FACTOR": "0",
    }
    options = ["--workers", str(WORKERS), "--port", str(port), "--dir", str(store.config.folder)]
    process = subprocess.Popen([str(COMMAND), "pages", *options], env={**os.environ, **settings})
    found = Running(f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait(found)
        yield found
    finally:
        process.terminate()
        assert process.wait(60) == 0


def _wait(running: Running) -> None:
    for _ in range(2_400):
        try:
            if running.get("/healthz").ok and len(running.workers()) == WORKERS:
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the pages did not start")


def test_a_session_holds_over_all_processes_and_wrong_passphrases_are_counted_over_all(store: Store) -> None:
    with pages(store) as running:
        cookies = running.sign_in().cookies.get_dict()
        with ThreadPoolExecutor(6) as pool:
            seen = list(pool.map(lambda _: running.get("/", **cookies), range(30)))
        wrong = [running.sign_in(f"mala {at}").status_code for at in range(8)]
        right = running.sign_in()

    assert {one.status_code for one in seen} == {200}
    assert all("Escuelas" in one.text for one in seen)
    assert 302 not in wrong
    # Nobody signs in while the account waits, whichever process is asked.
    assert right.status_code == 429


def test_guesses_that_come_at_the_same_moment_over_all_processes_share_one_wait(store: Store) -> None:
    with pages(store) as running, ThreadPoolExecutor(4 * WORKERS) as pool:
        statuses = list(pool.map(lambda at: running.sign_in(f"mala {at}").status_code, range(8 * WORKERS)))
    kept = HubAccounts(store).throttle("account:ana").failures

    # The fifth is told to wait as it fails; none after it is looked at.
    assert (statuses.count(403), statuses.count(429), kept) == (4, 8 * WORKERS - 4, 5)


def test_processes_that_answer_objections_at_once_issue_items_of_distinct_births(store: Store) -> None:
    objected(store, DECISION, SITES[0], "cantidad", "Entraron seis alumnos.")
    with pages(store) as running, ThreadPoolExecutor(4) as pool:
        cookies = running.sign_in().cookies.get_dict()
        form = {"csrf": csrf_of(running.get("/entregas", **cookies).text), "decision": DECISION, "recurso": "tablet"}
        sent = 0
        while len({entry.item.birth[0] for entry in store.entries(SITES[0])}) < 2 and sent < 400:
            texts = [f"Van {sent + at}." for at in range(8)]
            done = pool.map(
                lambda text: running.post("/entregas/responder", {**form, "respuesta": text}, **cookies), texts
            )
            assert {one.status_code for one in done} == {302}
            sent += len(texts)
    entries = store.entries(SITES[0])

    assert len({entry.item.birth for entry in entries}) == len(entries) == sent
    assert [entry.number for entry in entries] == list(range(1, sent + 1))
    assert len({entry.item.birth[0] for entry in entries}) >= 2
    assert len(answers(store)) == 1


def test_the_process_that_forks_has_no_thread_beside_it_that_could_hold_anything(store: Store) -> None:
    with pages(store) as running:
        assert len(list(Path(f"/proc/{running.pid}/task").iterdir())) == 1


def test_a_process_gives_memory_back_and_what_the_office_set_for_that_holds(store: Store) -> None:
    with pages(store) as running:
        told = Path(f"/proc/{running.workers()[0]}/environ").read_bytes().split(b"\0")

    assert {b"ARROW_DEFAULT_MEMORY_POOL=system", b"MALLOC_ARENA_MAX=2"} <= set(told)


def test_what_gunicorn_tells_of_an_error_is_written_as_every_other_line(caplog: pytest.LogCaptureFixture) -> None:
    # Not on Windows, where there is no gunicorn.
    from gunicorn.config import Config

    from hub.page_workers import Lines

    lines = Lines(Config())
    lines.error("Error handling request %s", "/")

    assert lines.error_log.handlers == []
    assert [one.getMessage() for one in caplog.records] == ["Error handling request /"]


def test_a_process_that_is_killed_loses_nothing_that_was_saved_and_another_takes_its_place(store: Store) -> None:
    objected(store, DECISION, SITES[0], "cantidad", "Entraron seis alumnos.")
    with pages(store) as running:
        cookies = running.sign_in().cookies.get_dict()
        form = {"csrf": csrf_of(running.get("/entregas", **cookies).text), "decision": DECISION, "recurso": "tablet"}
        saved = []
        for at, killed in enumerate(running.workers()):
            os.kill(killed, signal.SIGKILL)
            try:
                answer = running.post("/entregas/responder", {**form, "respuesta": f"Van {at}."}, **cookies)
            except OSError:
                # Cut before it was answered: nothing was promised.
                continue
            saved += [f"Van {at}."] * (answer.status_code == 302)
        before = running.workers()
        _wait(running)
        again = [running.get("/", **cookies).status_code for _ in range(9)]
    told = [entry.item.body.decode() for entry in store.entries(SITES[0])]

    assert before
    assert set(again) == {200}
    assert all(any(text in body for body in told) for text in saved)


def test_what_lives_in_the_process_of_the_service_is_not_answered_here(store: Store) -> None:
    asked = application(store.config, open_parts(store.config, store, takes=False))
    said: list[str] = []
    paths = [*OF_THE_SERVICE, "/v1/exports/deliveries.csv", "/v1/plan", "/v1/health", "/v1/hub", "/v1/bundles/00"]
    for path in paths:
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
        body = b"".join(asked(environ, lambda status, _headers: said.append(status)))

        assert "chasqui-hub run" in body.decode()
    assert said == ["421 Misdirected Request"] * len(paths)


@pytest.mark.parametrize(("proxy", "status"), [("127.0.0.1", "302"), ("", "403")])
def test_whom_a_proxy_asks_for_is_believed_only_where_the_settings_name_it(
    store: Store, proxy: str, status: str
) -> None:
    config = replace(store.config, proxies=networks(proxy))
    asked = application(config, open_parts(config, store, takes=False))
    said: list[str] = []
    environ = {
        "PATH_INFO": "/", "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.input": BytesIO(),
        "HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https",
    }  # fmt: skip
    list(asked(environ, lambda status, _headers, *_: said.append(status)))

    assert [one[:3] for one in said] == [status]
