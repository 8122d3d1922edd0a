"""What a day costs, counted on the line: by a proxy that sees every byte, and by the laptop, which never says less."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edge.agent import Agent
from edge.ration import MB, Allowance
from edge.rationed import Rationed
from edge.wiring import agent_of
from hub.demo.badroad import BadRoad
from hub.demo.processes import wait_for
from hub.demo.weather import Road
from sync.http_road import HttpRoad
from sync.traffic import line_bytes
from tests.faults.pair import School, new_school, school, served
from tests.hub.builders import Office, open_office

MTU_BYTES, PACKET_BYTES, HANDSHAKE_PACKETS = 1_400, 52, 7


def crossed(road: BadRoad, requests: int) -> int:
    """Return what went over the line: every byte that the proxy saw, in packets of IPv4, each with its answer."""
    seen = road.traffic
    packets = seen.bytes_up // MTU_BYTES + seen.bytes_down // MTU_BYTES + 2 * requests
    return seen.bytes_up + seen.bytes_down + PACKET_BYTES * (2 * packets + HANDSHAKE_PACKETS * seen.connections)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = open_office(tmp_path / "hub")
    with found.store.begin() as connection:
        life = found.store.issuing_life(connection)
        for number in range(10):
            body = bytes((number * at * at) % 251 for at in range(10_000))
            found.store.issue(
                connection, life, found.keys, stream="all", kind="note", subject=f"note/{number}", body=body
            )
    yield found
    found.store.close()


@contextmanager
def beside(office: Office, home: Path, weather: Road, *, tls: bool = False) -> Iterator[tuple[BadRoad, School, Agent]]:
    """Serve *office* over a line, and open a node at its other end, with the agent that ``run`` makes."""
    with ExitStack() as stack:
        url = urlsplit(stack.enter_context(served(office, tls=tls)))
        road = stack.enter_context(BadRoad(("127.0.0.1", url.port or 0), weather))
        one = stack.enter_context(school(home, f"{url.scheme}://127.0.0.1:{road.port}"))
        yield road, one, agent_of(one.config, one.store, one.identity)


# Of a line without any bound it is nobody's guess how much was under way when it broke.
LINES = [Road(), Road(kbps=2_000, reset_mean_bytes=8_192, seed=1), Road(kbps=2_000, reset_mean_bytes=3_000, seed=2)]


@pytest.mark.parametrize("weather", LINES)
def test_a_day_is_never_counted_for_less_than_the_line_took(office: Office, tmp_path: Path, weather: Road) -> None:
    home = new_school(office, tmp_path / "node")
    with beside(office, home, weather) as (road, one, agent):
        one.store.spending.allow(Allowance(100))
        one.record(200)
        for _ in range(8):
            agent.tick()
        spent, requests = one.store.spending.spent().bytes, one.store.logbook.traffic()[2]

        assert road.traffic.bytes_down > 1_000
        assert crossed(road, requests) <= spent <= 2 * crossed(road, requests) + 20_000


def test_what_tls_adds_is_counted_too(office: Office, tmp_path: Path) -> None:
    home = new_school(office, tmp_path / "node")
    with beside(office, home, Road(), tls=True) as (road, one, agent):
        one.record(50)
        rows = [agent.tick() for _ in range(3)]
        spent, requests = one.store.spending.spent().bytes, one.store.logbook.traffic()[2]

        assert rows[0].sent == 50
        assert crossed(road, requests) <= spent


@pytest.mark.parametrize("left", [2_500, 6_000, 20_000])
def test_what_is_sent_keeps_within_what_is_left_of_the_day(tmp_path: Path, left: int) -> None:
    office = open_office(tmp_path / "hub")
    home = new_school(office, tmp_path / "node")
    with beside(office, home, Road()) as (road, one, agent):
        one.record(30)
        agent.tick()
        one.record(3_000)
        one.store.spending.allow(Allowance(1))
        one.store.spending.spend(MB - left - one.store.spending.spent().bytes)
        before, waits = replace(road.traffic), one.store.outbox.pending()
        for _ in range(6):
            if not one.store.spending.resting():
                agent.tick()
        went = road.traffic.bytes_up + road.traffic.bytes_down - before.bytes_up - before.bytes_down
        sent, last = waits - one.store.outbox.pending(), one.store.logbook.attempts(1)[0]
    office.store.close()

    assert 0 < went <= left
    assert sent > 0
    assert last.reason in ("budget", "acked")


def test_a_connection_that_was_opened_beforehand_and_given_up_is_counted_too(office: Office, tmp_path: Path) -> None:
    home = new_school(office, tmp_path / "node")
    with beside(office, home, Road()) as (road, one, agent):
        one.record(1)
        with agent._precedence._waiting("Paso."):
            row = agent.tick()
        wait_for("the connection", lambda: road.traffic.connections == 1, timeout_s=20, every_s=0.01)

        assert (row.reason, road.traffic.requests) == ("gave_way", 0)
        assert one.store.spending.spent().bytes >= crossed(road, 0) > 0
        before = one.store.spending.spent().bytes
        assert agent.tick().outcome == "ok"
        assert one.store.spending.spent().bytes - before >= crossed(road, road.traffic.requests) - crossed(road, 0)


def test_what_is_opened_beforehand_is_not_given_to_the_day_as_well() -> None:
    way = Rationed(HttpRoad("http://127.0.0.1:9"), None, lambda: None)
    way.traffic.early = 1
    rationed = Rationed(way, 5_000, lambda: None)

    assert rationed.traffic.left == 5_000 - line_bytes(0, requests=0)
    assert rationed.traffic.to_come(100) == line_bytes(500, connections=0)
