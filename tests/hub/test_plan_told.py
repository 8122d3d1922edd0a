"""A program reads the plan in force, page after page, as its document says; a proposal only by its name."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import msgspec
import pytest
from flask.testing import FlaskClient

from hub import access
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.parts import open_parts
from hub.plan_rows import PlanStatus
from hub.plan_told import PlanPage
from hub.plans import set_status
from tests.hub.builders import GUIDE, OTHER_SCHOOL, SCHOOL, Office
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office.config, open_parts(office.config, office.store)).test_client()


def publish(office: Office, id_: str, day: date) -> None:
    office.store.propose(plan(id_), knowing=office.store.published())
    with office.store.begin() as connection:
        set_status(connection, id_, PlanStatus.PUBLISHED, day)


@pytest.fixture
def said(office: Office) -> dict[str, str]:
    _, token = access.grant(office.store, "Almacén", ["plan:read"], days=9, by=BY_COMMAND)
    return {"Authorization": f"Bearer {token}"}


def pages(client: FlaskClient, said: dict[str, str], path: str) -> Iterator[PlanPage]:
    while path:
        with closing(client.get(path, headers=said)) as answer:
            assert answer.status_code == 200, answer.data
            one = msgspec.json.decode(answer.data, type=PlanPage)
        yield one
        path = one.next or ""


def test_the_plan_that_was_published_last_is_given_page_by_page(
    office: Office, client: FlaskClient, said: dict[str, str]
) -> None:
    publish(office, "a", date(2026, 10, 12))
    publish(office, "b", date(2026, 10, 19))
    first, other = pages(client, said, "/v1/plan?most=1")

    assert (first.plan.id, first.plan.status, first.plan.published) == ("b", PlanStatus.PUBLISHED, date(2026, 10, 19))
    assert (first.plan.lines, first.plan.units, first.plan.simulated) == (2, 20, ["matrícula"])
    assert [(row["school"], row["resource"], row["units"]) for row in first.rows + other.rows] == [
        (SCHOOL, GUIDE, 20), (OTHER_SCHOOL, GUIDE, 0),
    ]  # fmt: skip


def test_a_reader_goes_on_in_the_plan_with_which_it_began(
    office: Office, client: FlaskClient, said: dict[str, str]
) -> None:
    publish(office, "a", date(2026, 10, 12))
    reading = pages(client, said, "/v1/plan?most=1")
    next(reading)
    publish(office, "b", date(2026, 10, 19))

    assert next(reading).plan.id == "a"


def test_before_one_is_published_there_is_none_but_by_its_name(
    office: Office, client: FlaskClient, said: dict[str, str]
) -> None:
    office.store.propose(plan("a"))

    assert client.get("/v1/plan", headers=said).status_code == 503
    (one,) = pages(client, said, "/v1/plan?plan=a")
    assert (one.plan.status, one.plan.published) == (PlanStatus.PROPOSED, None)
    assert [client.get(f"/v1/plan{path}", headers=said).status_code for path in ("?plan=b", "?most=0")] == [400, 400]


def test_only_a_token_of_its_scope_opens_it(office: Office, client: FlaskClient) -> None:
    publish(office, "a", date(2026, 10, 12))
    _, token = access.grant(office.store, "Otro", ["export", "health"], days=9, by=BY_COMMAND)

    assert client.get("/v1/plan").status_code == 401
    assert client.get("/v1/plan", headers={"Authorization": f"Bearer {token}"}).status_code == 403
