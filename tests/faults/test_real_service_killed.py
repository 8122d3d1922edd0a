"""The real service of the hub, killed in the middle of exchanges and started again."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.faults.pair import free_port, held_by, new_school, school
from tests.hub.builders import NOW, open_office

COMMAND = Path(sys.executable).with_name("chasqui-hub")


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the service in a process group of its own, and wait until it answers."""
    settings = {"CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_MIN_FREE_MB": "1", "CHASQUI_HUB_CLOCK": NOW.isoformat()}
    process = subprocess.Popen(
        [str(COMMAND), "run", "--dir", str(folder)], env=os.environ | settings, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    raise TimeoutError("the hub did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill master and worker at once, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def test_a_hub_killed_in_the_middle_of_exchanges_has_everything_once_in_the_end(tmp_path: Path) -> None:
    rng = random.Random(5)
    office = open_office(tmp_path / "hub")
    home, port = new_school(office, tmp_path / "node"), free_port()
    office.store.close()
    with school(home, f"http://127.0.0.1:{port}") as one:
        for _ in range(3):
            service = start(tmp_path / "hub", port)
            killer = threading.Timer(rng.uniform(0, 0.3), kill, [service])
            killer.start()
            for _ in range(6):
                one.record(20)
                one.agent.tick()
            killer.join()
        service = start(tmp_path / "hub", port)
        try:
            one.agent.tick()
            one.agent.tick()
            left, mine = one.store.outbox.pending(), one.bodies()
        finally:
            kill(service)
    again = office.moved(tmp_path / "hub")
    held = held_by(again)
    again.store.close()

    assert left == 0
    assert held == mine
