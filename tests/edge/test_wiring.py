"""The parts of a node find each other, whatever address somebody wrote down."""

from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import Identity
from edge.wiring import agent_of, hub_url, watch_of
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
