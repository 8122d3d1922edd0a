"""A stick goes before the network's next bundle, and one talks at a time."""

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from edge.agent import Agent
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.precedence import Precedence
from shared.errors import GaveWay, NotReady
from shared.events import Claim
from sync.bundle import Sealed
from sync.http_road import HttpRoad
from sync.reply import Reply
from sync.roads import Road
from tests.edge.building import KEYS, FakeHub, HubRoad, new_agent, new_store, use


def test_a_stick_that_waits_in_vain_says_what_to_do() -> None:
    both = Precedence(patience_s=0.01)
    with both.network(), pytest.raises(NotReady, match="espere un minuto y repita"), both.stick():
        pass

    both.check()
    with both.stick():
        both.check()


def test_the_network_stops_between_two_bundles_where_somebody_waits_with_a_stick(tmp_path: Path) -> None:
    begun, waits = threading.Event(), threading.Event()

    class Slow(HubRoad):
        def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
            begun.set()
            assert waits.wait(30)
            return super().deliver(bundle, resume=resume)

    (stick := tmp_path / "usb").mkdir()
    with ExitStack() as stack:
        store = stack.enter_context(new_store(tmp_path))
        store.record([Claim(use())] * 20)
        road = Slow(FakeHub(), bundle_events=5)
        agent = new_agent(store, road)
        rows = []
        network = threading.Thread(target=lambda: rows.append(agent.tick()))
        carrying = threading.Thread(target=lambda: rows.append(agent.carry(stick)))
        network.start()
        assert begun.wait(30)
        carrying.start()
        while not agent._precedence.somebody_waits:
            carrying.join(0.01)
        waits.set()
        network.join(30)
        carrying.join(30)

        assert road.delivered == 1
        assert [(row.road, row.outcome) for row in rows] == [("http", "off"), ("folder", "left")]
        assert "paso a la copia en USB" in rows[0].text
        assert (rows[0].reason, store.logbook.failures(), agent.is_due()) == ("gave_way", 0, False)
        assert agent.due_in_s() <= 1
        assert agent.tick().outcome == "ok"


def test_joining_anew_does_not_wait_for_a_hub_that_never_answers(tmp_path: Path) -> None:
    new, rows = FakeHub(), []
    with new_store(tmp_path) as store, socket.create_server(("127.0.0.1", 0)) as silent:
        store.record([Claim(use())] * 20)

        def join() -> tuple[Identity, Callable[[], Road]]:
            store.outbox.forget_hub()
            return Identity(KEYS, new.invitation()), lambda: HubRoad(new)

        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        hangs = HttpRoad(url, timeout_s=(5, 600), answer_s=600)
        files = ModelFiles(tmp_path / "models")
        identity = Identity(KEYS, FakeHub().invitation())
        agent = Agent(store, identity, files, lambda: hangs, clock=store.clock, rng=Random(1))
        network = threading.Thread(target=lambda: rows.append(agent.tick()), daemon=True)
        network.start()
        taken, _ = silent.accept()
        with taken:
            # The request is there, and its answer awaited.
            assert taken.recv(9)
            joined = agent.join_anew(join)
            network.join(30)
        [row] = rows

        assert joined == agent.identity == Identity(KEYS, new.invitation())
        assert (row.outcome, row.reason, store.logbook.failures()) == ("off", "gave_way", 0)
        assert not agent.reached.cut_off
        assert agent.is_due()
        assert agent.tick().outcome == "ok"


def test_who_waits_no_more_stops_nobody() -> None:
    both = Precedence()
    with both.stick():
        pass

    both.check()
    with both._waiting("Alguien espera."), pytest.raises(GaveWay, match="Alguien espera"):
        both.check()
    both.check()
