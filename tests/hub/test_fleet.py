"""A fleet that sends at once to the real service: nothing is lost, and who asks for little is answered meanwhile."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.errors import SyncError
from sync.ack import open_ack
from sync.bundle import Sealed
from sync.reply import decode_reply
from tests.hub.builders import NOW, Node, Office, node_of
from tests.usage_events import uses

COMMAND = Path(sys.executable).with_name("chasqui-hub")
FLEET, OPEN_FILES = 60, 64


@contextmanager
def service_with_few_files(office: Office, port: int) -> Iterator[None]:
    """Run the hub as a process that may have OPEN_FILES open at first, as a system's usual limit has it."""
    env = {**os.environ, "CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_MIN_FREE_MB": "1"}
    env |= {"CHASQUI_HUB_CLOCK": NOW.isoformat(), "CHASQUI_HUB_DATABASE": office.config.database}
    command = ["sh", "-c", f'ulimit -S -n {OPEN_FILES}; exec "$0" "$@"', str(COMMAND), "run", "--dir"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, str(office.config.folder)], env=env, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(400):
            with socket.socket() as link:
                if link.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
    return found


def begun(port: int, bundle: Sealed) -> socket.socket:
    """Send half of a bundle, and leave the connection open."""
    link = socket.create_connection(("127.0.0.1", port), 60)
    head = f"PUT /v1/bundles/{bundle.id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    link.sendall(f"{head}Content-Length: {len(bundle.data)}\r\n\r\n".encode() + bundle.data[: len(bundle.data) // 2])
    return link


def ended(link: socket.socket, node: Node) -> bool:
    """Read the answer, and tell whether it acks all that the node sent."""
    with link, link.makefile("rb") as answer:
        body = answer.read().partition(b"\r\n\r\n")[2]
    try:
        return open_ack(decode_reply(body).ack, node.hub, node.keys.node_id).received == node.end
    except SyncError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is the system's there")
def test_more_uploads_at_once_than_files_were_allowed_at_first_are_each_acked(office: Office, port: int) -> None:
    nodes = [node_of(office, bytes([number])) for number in range(FLEET)]
    for number, node in enumerate(nodes):
        node.record(*uses(1_600 if number % 20 == 0 else 20, seed=number), name=f"i{number}")
    bundles = [node.bundle() for node in nodes]
    with service_with_few_files(office, port):
        links = [begun(port, bundle) for bundle in bundles]
        for link, bundle in zip(links, bundles, strict=True):
            link.sendall(bundle.data[len(bundle.data) // 2 :])
        acked = [ended(link, node) for link, node in zip(links, nodes, strict=True)]

    assert acked == [True] * FLEET
    assert office.store.totals().events == sum(1_600 if number % 20 == 0 else 20 for number in range(FLEET))
