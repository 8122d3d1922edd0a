"""A node as it really runs, for the tests that need its process: started, asked from beside, killed at will."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.edge.building import FakeHub


def edge(folder: Path, *command: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on a node's folder."""
    line = [sys.executable, "-m", "edge", *command, "--dir", str(folder)]
    return subprocess.run(line, input=told, capture_output=True, text=True, check=False)


def new_node(base: Path) -> Path:
    """Return the folder of a node that was just made."""
    invitation = base / "invitation.json"
    invitation.write_bytes(FakeHub().invitation().to_json())
    assert edge(base / "node", "init", "--invitation", str(invitation)).returncode == 0
    return base / "node"


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
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            requests.get(address, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers at {address}")
