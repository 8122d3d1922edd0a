"""The node as it really runs: its own process, killed at will."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.edge.building import FakeHub

MOST_PSS_MB = 85


def edge(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edge", *command, "--dir", str(folder)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    invitation = tmp_path / "invitation.json"
    invitation.write_bytes(FakeHub().invitation().to_json())
    assert edge(tmp_path / "node", "init", "--invitation", str(invitation)).returncode == 0
    return tmp_path / "node"


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"CHASQUI_EDGE_PORT": str(port)} | settings
    command = [sys.executable, "-m", "edge", "run", "--dir", str(folder)]
    node = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield node, f"http://127.0.0.1:{port}"
    finally:
        node.kill()
        node.communicate()


def wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            requests.get(address, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers at {address}")


def pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def test_a_running_node_is_read_beside_written_by_itself_alone_and_light(folder: Path) -> None:
    with running(folder) as (node, address):
        page = requests.get(address + "/", timeout=5)
        status = edge(folder, "status", "--json")
        busy = edge(folder, "rebuild")
        told: dict[str, Any] = json.loads(status.stdout)

        assert page.status_code == 200
        assert (status.returncode, told["events"]) == (0, 0)
        assert (busy.returncode, "ya está abierto" in busy.stderr) == (1, True)
        if sys.platform == "linux":
            assert pss_mb(node.pid) <= MOST_PSS_MB


def test_after_a_kill_the_folder_is_free_and_whole(folder: Path) -> None:
    with running(folder):
        pass
    done = edge(folder, "rebuild")

    assert (done.returncode, "0 registros" in done.stdout) == (0, True)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_node_closed_in_the_middle_of_an_exchange_leaves_at_once_without_a_word(
    folder: Path, told: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent_hub:
        hub = f"http://127.0.0.1:{silent_hub.getsockname()[1]}"
        with running(folder, CHASQUI_EDGE_HUB_URL=hub, PYTHONDEVMODE="1") as (node, _address):
            silent_hub.settimeout(20)
            waiting, _ = silent_hub.accept()
            node.send_signal(told)
            said = node.communicate(timeout=10)[1]
            waiting.close()

    assert (node.returncode, said) == (0, b"")
