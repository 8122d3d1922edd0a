"""A laptop that dies while somebody types: what a page said is saved is there when it starts again."""

import os
import random
import re
import signal
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import requests

from edge.store import Store
from hub.demo.browsing import Browser, inputs
from shared.facts import Count
from tests.edge.live_node import new_node, running
from tests.edge.views.school import GUIDE, furnish
from tests.shared.web.building import PASSPHRASE, SteppedClock

_SAVED = re.compile(r"Guardado a las")
SINGLE, CLASSES = 3, 200


@pytest.mark.journey
def test_nothing_that_a_page_said_is_saved_is_lost_to_a_few_kills(tmp_path: Path) -> None:
    _kill_while_counting(tmp_path, SINGLE)


@pytest.mark.soak
def test_nothing_that_a_page_said_is_saved_is_lost_to_two_hundred_kills(tmp_path: Path) -> None:
    _kill_while_counting(tmp_path, CLASSES)


def _kill_while_counting(folder: Path, rounds: int) -> None:
    node = new_node(folder)
    with closing(Store(node / "node.db", SteppedClock())) as store:
        furnish(store)
    rng, said, next_units = random.Random(rounds), set[int](), 100
    for _ in range(rounds):
        told, next_units = _count_until_killed(node, rng.uniform(0.05, 0.6), next_units)
        said |= told
        with closing(Store(node / "node.db", SteppedClock())) as store:
            assert store.db.value("PRAGMA integrity_check") == "ok"
            assert said <= _counted(store)
    assert len(said) > rounds


def _counted(store: Store) -> set[int]:
    rows = store.facts.pending_facts(1_000_000)
    return {row.fact.units for row in rows if isinstance(row.fact, Count) and row.fact.resource == GUIDE}


def _count_until_killed(folder: Path, after_s: float, units: int) -> tuple[set[int], int]:
    """Count again and again, each time one more, until the process is killed; return what was said to be saved."""
    said = set[int]()
    with running(folder) as (process, url):
        coordinator = Browser(url)
        coordinator.sign_in("coord", PASSPHRASE)
        killing = threading.Thread(target=_kill, args=(process, after_s))
        killing.start()
        try:
            while True:
                units += 1
                form = inputs(coordinator.open("/contar"))
                answer = coordinator.send("/contar", {**form, f"c-{GUIDE}": str(units), f"s-{GUIDE}": str(units)})
                if _SAVED.search(answer):
                    said.add(units)
        except requests.RequestException:
            killing.join(10)
        finally:
            coordinator.session.close()
    return said, units


def _kill(process: "subprocess.Popen[bytes]", after_s: float) -> None:
    time.sleep(after_s)
    os.kill(process.pid, signal.SIGKILL)
