"""A program that watches is told what is wrong, what to do, and since when; and nothing of a person."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from hub import access
from hub.acts import BY_COMMAND
from hub.alarms import alarms
from hub.app import create_app
from hub.health_told import Health
from hub.parts import open_parts
from tests.hub.builders import Node, Office, StillClock, uses
from tests.hub.busy_office import busy_office
from tests.hub.databases import Databases

pytestmark = pytest.mark.databases


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office.config, open_parts(office.config, office.store)).test_client()


def asked(office: Office, client: FlaskClient, name: str = "Vigía") -> Health:
    _, token = access.grant(office.store, name, ["health"], days=99, by=BY_COMMAND)
    answer = client.get("/v1/health", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return msgspec.json.decode(answer.data, type=Health)


def test_a_hub_that_is_well_says_so_with_its_figures(office: Office, node: Node, client: FlaskClient) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    found = asked(office, client)

    assert (found.ready, found.why, found.sites, found.silent) == (True, [], 1, 0)
    assert (found.events, found.waiting, found.forks) == (3, 0, 0)
    assert (found.night, found.demand, found.model) == (None, None, "")
    assert found.at == office.store.clock.now()


def test_what_is_wrong_is_told_with_what_to_do(office: Office, node: Node, client: FlaskClient) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    clock = office.store.clock
    assert isinstance(clock, StillClock)
    clock.at += timedelta(days=30)
    found = asked(office, client)

    assert found.silent == 1
    assert [one.kind for one in found.alarms] == [one.kind for one in alarms(office.store)]
    (night,) = (one for one in found.alarms if one.kind == "night_late")
    assert "chasqui-hub nightly" in night.said
    assert isinstance(found.at, datetime)


def test_a_hub_that_can_take_nothing_says_why(office: Office, client: FlaskClient) -> None:
    (office.config.folder / "hub.key").unlink()
    found = asked(office, client)

    assert not found.ready
    assert "hub.key" in found.why[0]


def test_it_names_no_account_and_no_person(tmp_path: Path, databases: Databases) -> None:
    with closing(busy_office(tmp_path, databases)) as store:
        client = create_app(store.config, open_parts(store.config, store)).test_client()
        _, token = access.grant(store, "Vigía", ["health"], days=9, by=BY_COMMAND)
        text = client.get("/v1/health", headers={"Authorization": f"Bearer {token}"}).text

    assert "alarms" in text
    assert not [name for name in ("ana", "rosa", "Entraron seis", "Somos más") if f'"{name}' in text]


def test_only_a_token_of_its_scope_opens_it(office: Office, client: FlaskClient) -> None:
    _, token = access.grant(office.store, "Otro", ["export", "metrics", "plan:read"], days=9, by=BY_COMMAND)

    assert client.get("/v1/health").status_code == 401
    assert client.get("/v1/health", headers={"Authorization": f"Bearer {token}"}).status_code == 403
