"""Node and hub killed at random moments, two hundred times, while they record and exchange."""

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.faults.pair import free_port, held_by, in_memory, new_school, school
from tests.faults.zygote import Zygote, zygote
from tests.hub.builders import open_office

ROUNDS = 200

pytestmark = pytest.mark.soak


def test_after_two_hundred_kills_nothing_that_was_saved_is_missing_anywhere() -> None:
    rng, port, saved, kills = random.Random(11), free_port(), 0, 0
    with in_memory() as folder, contextlib.ExitStack() as both:
        for name in ("node", "hub"):
            (folder / f"{name}-said").mkdir()
        school_life, hub_life = (both.enter_context(zygote(folder / f"{name}-said")) for name in ("node", "hub"))
        office = open_office(folder / "region" / "hub")
        home, url = new_school(office, folder / "school" / "node"), f"http://127.0.0.1:{port}"
        office.store.close()
        hub_pid = _hub(hub_life, folder, port)
        while kills < ROUNDS:
            pid = school_life.begin("busy", folder / "school", home=home, url=url)
            time.sleep(rng.uniform(0.02, 0.4))
            if rng.random() < 0.5:
                kills += _kill(hub_life, hub_pid)
                time.sleep(rng.uniform(0, 0.1))
                hub_pid = _hub(hub_life, folder, port)
                time.sleep(rng.uniform(0, 0.2))
            kills += _kill(school_life, pid)
            saved += sum(int(line.split()[1]) for line in school_life.words() if line.startswith("saved"))
        with school(home, url) as one:
            while one.store.outbox.pending() and one.agent.tick().outcome == "ok":
                pass
            kept, left = one.bodies(), one.store.outbox.pending()
            assert one.store.db.value("PRAGMA integrity_check") == "ok"
            assert one.store.log.rebuild() == one.store.records.count()
            uses = len(list(one.store.records.bodies(kinds={1})))
        _kill(hub_life, hub_pid)
        again = office.moved(folder / "region" / "hub")
        held, forks = held_by(again), again.store.totals().forks
        again.store.close()

    assert saved > ROUNDS
    assert uses >= saved
    assert left == 0
    assert held == kept
    assert forks == 0


def _hub(life: Zygote, folder: Path, port: int) -> int:
    place = folder / "region"
    pid = life.begin("hub", place, home=place / "hub", port=port)
    assert life.wait_for("open", pid)
    return pid


def _kill(life: Zygote, pid: int) -> bool:
    os.kill(pid, signal.SIGKILL)
    return life.end(pid)
