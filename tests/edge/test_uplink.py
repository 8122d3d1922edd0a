"""A router whose line comes back: the hub is found again within seconds, at little cost."""

import itertools
import socket
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from edge.agenda import HURRY_S
from edge.agent import Agent
from edge.ration import Allowance
from edge.rhythm import Rhythm
from edge.store import Store
from edge.uplink import EVERY_S, Uplink, opens
from hub.demo.badroad import BadRoad
from shared.errors import RoadClosed
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import FakeClock, FakeHub, HubRoad, new_agent, new_store
from tests.faults.pair import free_port, new_school, school, served
from tests.hub.builders import Office, open_office


def look(uplink: Uplink) -> None:
    """Look once, and wait for the answer."""
    uplink.look()
    if uplink._knocking is not None:
        uplink._knocking.join(30)


def test_a_hub_that_can_be_reached_again_is_tried_at_once_and_one_that_cannot_is_not(tmp_path: Path) -> None:
    office: Office = open_office(tmp_path / "hub")
    home, port, clock = new_school(office, tmp_path / "node"), free_port(), FakeClock()
    with served(office) as url, school(home, f"http://127.0.0.1:{port}", clock=clock) as one:
        one.record(3)
        for _ in range(8):
            clock.pass_s(one.agent.due_in_s())
            shut = one.agent.tick()
            if one.agent.due_in_s() > 2 * max(EVERY_S):
                break
        uplink = Uplink(one.agent, one.store, lambda: ("127.0.0.1", port), Random(1))
        clock.pass_s(10)
        look(uplink)
        before = one.agent.due_in_s()
        clock.pass_s(max(EVERY_S))
        with BadRoad(("127.0.0.1", urlsplit(url).port or 0), port=port):
            look(uplink)
            found = one.agent.is_due()
            row = one.agent.tick_if_due()
    office.store.close()

    assert (shut.outcome, shut.connections, before > max(EVERY_S), found) == ("off", 0, True, True)
    assert row is not None
    assert (row.outcome, row.sent, one.agent.reached.cut_off) == ("ok", 3, False)


def cut_off(store: Store, clock: FakeClock) -> Agent:
    """Return an agent whose last attempt found no connection."""
    agent = new_agent(store, HubRoad(FakeHub(), RoadClosed("No hay señal.")), Rhythm(86_400))
    agent.tick()
    while agent.due_in_s() < 300:
        clock.pass_s(agent.due_in_s())
        agent.tick()
    clock.pass_s(HURRY_S)
    return agent


@pytest.mark.parametrize(
    ("allowance", "spent", "knocks"),
    [
        (Allowance(), 0, True),
        (Allowance(1), 0, True),
        (Allowance(1), 600_000, False),
        (Allowance(1), 1_000_000, False),
        (Allowance(metered=True), 0, False),
    ],
)
def test_what_the_line_costs_says_whether_anybody_knocks_and_each_time_counts(
    tmp_path: Path, allowance: Allowance, spent: int, knocks: bool
) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store, socket.create_server(("127.0.0.1", 0)) as door:
        agent = cut_off(store, clock)
        store.spending.allow(allowance)
        store.spending.spend(spent)
        before = store.spending.spent()
        look(Uplink(agent, store, lambda: ("127.0.0.1", door.getsockname()[1])))

        assert agent.is_due() == knocks
        assert (store.spending.spent().bytes > before.bytes) == knocks
        assert not store.spending.spent().answered


def test_a_knock_that_cannot_be_counted_hurries_the_agent_all_the_same(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store, socket.create_server(("127.0.0.1", 0)) as door:
        agent, port = cut_off(store, clock), door.getsockname()[1]
        uplink = Uplink(agent, store, lambda: ("127.0.0.1", port))
        before = agent.is_due()
        store.close()
        uplink._knock("127.0.0.1", port)

        assert (before, agent.is_due()) == (False, True)


def test_nobody_knocks_more_often_than_every_fifteen_seconds_nor_without_a_failure(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        agent = cut_off(store, clock)
        asked: list[float] = []

        def place() -> tuple[str, int]:
            asked.append(clock.steady)
            return "127.0.0.1", 9

        uplink = Uplink(agent, store, place)
        for _ in range(60):
            look(uplink)
            clock.pass_s(3)
        agent.reached.cut_off = False
        times = len(asked)
        for _ in range(20):
            look(uplink)
            clock.pass_s(3)

        gaps = [after - before for before, after in itertools.pairwise(asked)]
        assert gaps
        assert all(EVERY_S[0] <= gap <= EVERY_S[1] + 3 for gap in gaps)
        assert len(asked) == times


class Answering(HubRoad):
    """A road that opens a connection and breaks."""

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.traffic.connections += 1
        raise RoadClosed("Se cortó.")


def test_a_hub_that_answers_and_then_breaks_is_no_shut_door(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, Answering(FakeHub()))
        agent.tick()

        assert not agent.reached.cut_off


def test_a_door_is_open_or_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        there = opens("127.0.0.1", port)

    assert (there, opens("127.0.0.1", port), opens("no-hay.invalid", 80), opens("", 0)) == (True, False, False, False)
