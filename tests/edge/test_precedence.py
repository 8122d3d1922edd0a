"""A stick goes before the network's next bundle, and one talks at a time."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from edge.precedence import Precedence
from shared.errors import NotReady, RoadClosed
from shared.events import Claim
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import FakeHub, HubRoad, new_agent, new_store, use


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
        while not agent._precedence._wanted:
            carrying.join(0.01)
        waits.set()
        network.join(30)
        carrying.join(30)

        assert road.delivered == 1
        assert [(row.road, row.outcome) for row in rows] == [("http", "off"), ("folder", "left")]
        assert "paso a la copia en USB" in rows[0].text
        assert agent.tick().outcome == "ok"


def test_who_waits_no_more_stops_nobody() -> None:
    both = Precedence()
    with both.stick():
        pass

    both.check()
    both._wanted = 1
    with pytest.raises(RoadClosed):
        both.check()
