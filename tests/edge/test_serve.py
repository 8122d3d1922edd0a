"""The node as it really runs: its own process, killed at will."""

import json
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from edge.door import LOOPBACK, Door
from edge.serve import DoorServer
from tests.edge.live_node import edge, new_node, running

MOST_PSS_MB = 85


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_node(tmp_path)


def pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def test_a_running_node_is_read_beside_obeys_beside_and_is_light(folder: Path) -> None:
    with running(folder) as (node, address):
        page = requests.get(address + "/", timeout=5)
        status = edge(folder, "status", "--json")
        rebuilt = edge(folder, "rebuild")
        told: dict[str, Any] = json.loads(status.stdout)

        assert page.status_code == 200
        assert (status.returncode, told["events"]) == (0, 0)
        assert (rebuilt.returncode, rebuilt.stdout) == (0, "Recalculado desde 0 registros.\n")
        if sys.platform == "linux":
            assert pss_mb(node.pid) <= MOST_PSS_MB


def test_after_a_kill_the_folder_is_free_and_whole(folder: Path) -> None:
    with running(folder):
        pass
    done = edge(folder, "rebuild")

    assert (done.returncode, "0 registros" in done.stdout) == (0, True)


@pytest.fixture
def _at_a_terminal() -> Iterator[None]:
    """Start programs as a terminal does: what a shell puts into the background, tests too, is deaf to Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_at_a_terminal")
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


def test_strangers_who_hold_the_door_open_are_few_and_wait_outside() -> None:
    door = DoorServer(Door(lambda order: order))
    door.start()
    address = (LOOPBACK, door.address.port)
    silent = [socket.create_connection(address) for _ in range(4)]
    last = socket.create_connection(address)
    last.sendall(f"GET / HTTP/1.1\r\nHost: {LOOPBACK}:{door.address.port}\r\n\r\n".encode())
    last.settimeout(0.5)

    with pytest.raises(TimeoutError):
        last.recv(1)
    silent.pop().close()
    last.settimeout(10)
    assert last.recv(12) == b"HTTP/1.1 200"

    for one in (last, *silent):
        one.close()
    door.close()
