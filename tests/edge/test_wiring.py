"""The parts of a node find each other, whatever address somebody wrote down."""

import socket
from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import Identity
from edge.ration import LEAST_BYTES, MB, Allowance
from edge.wiring import agent_of, hub_url, road_of, watch_of
from tests.edge.building import KEYS, FakeHub, new_store

IDENTITY = Identity(KEYS, FakeHub().invitation())


def test_the_address_of_this_computers_settings_is_asked_before_the_invitations() -> None:
    told = Config(dir=Path(), hub_url="http://10.0.0.7:8060")

    assert hub_url(told, IDENTITY) == "http://10.0.0.7:8060"
    assert hub_url(Config(dir=Path()), IDENTITY) == IDENTITY.invitation.url


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-hay-tal-nombre.invalid", "http://[::1", "oficina"])
def test_a_node_watches_and_tries_whatever_its_hubs_address_is(tmp_path: Path, url: str) -> None:
    config = Config(dir=tmp_path, hub_url=url)
    with new_store(tmp_path) as store:
        agent = agent_of(config, store, IDENTITY)
        watch_of(config, store, agent).look()
        row = agent.tick()

        assert row.outcome == "off"
        assert agent.due_in_s() > 0


@pytest.mark.parametrize(("scheme", "left", "connects"), [("http", MB, True), ("https", LEAST_BYTES + 900, False)])
def test_no_connection_is_opened_beforehand_that_the_rest_of_a_day_does_not_pay(
    tmp_path: Path, scheme: str, left: int, connects: bool
) -> None:
    with new_store(tmp_path) as store, socket.create_server(("127.0.0.1", 0)) as door:
        config = Config(dir=tmp_path, hub_url=f"{scheme}://127.0.0.1:{door.getsockname()[1]}")
        store.spending.allow(Allowance(daily_mb=1))
        store.spending.spend(MB - left)
        road = road_of(config, store, IDENTITY)()
        if road._approach is not None:
            road._approach.join(0.5)
        door.settimeout(0.5 if not connects else 20)
        try:
            door.accept()[0].close()
            opened = True
        except TimeoutError:
            opened = False

        assert opened == connects
