"""A node as its users meet it: its own process, and a real browser without JavaScript."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.store import Store
from sync.enrolment import Invitation, new_code
from sync.keys import HubKeys, ReleaseKey
from tests.edge.views.lent_devices import furnish_devices
from tests.edge.views.school import SCHOOL, SITE, furnish
from tests.shared.web.building import SteppedClock

CLOCK = "2026-06-23T09:00:00-05:00"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_S = 120
PATIENCE_MS = 180_000
"""For a page: what the first of them asks may have to be compiled, on a machine that does other things besides."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker("browser")


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@pytest.fixture(scope="session")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running node of a furnished school; its region cannot be reached."""
    folder = tmp_path_factory.mktemp("node")
    hub = HubKeys.generate(ReleaseKey.generate().public).public
    invitation = Invitation(
        hub=hub, url=f"http://127.0.0.1:{free_port()}", code=new_code(), site=SITE,
        schools=(SCHOOL,), school_names=("I.E. 30999 Quebrada Honda",),
    )  # fmt: skip
    (folder / "hub.json").write_bytes(invitation.to_json())
    port = free_port()
    env = {**os.environ, "CHASQUI_EDGE_DIR": str(folder), "CHASQUI_EDGE_PORT": str(port), "CHASQUI_EDGE_CLOCK": CLOCK}
    command = [sys.executable, "-c", "from edge.cli import main; main()"]
    subprocess.run([*command, "init", "--invitation", str(folder / "hub.json")], env=env, check=True, timeout=60)
    with Store(folder / "node.db", SteppedClock()) as store:
        furnish(store)
        furnish_devices(store)
    log = (folder / "run.log").open("wb")
    process = subprocess.Popen([*command, "run"], env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/entrar", process, folder / "run.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the node did not answer within {START_S} s: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install -y chromium")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--disable-component-update"])
        made = opened.new_context

        def patient(**settings: Any) -> Any:
            context = made(**settings)
            context.set_default_timeout(PATIENCE_MS)
            return context

        opened.new_context = patient  # type: ignore[method-assign]
        yield opened
        opened.close()
