"""Whatever is asked of ``/v1``, the hub never fails and answers as its document says: by application and process."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import msgspec
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub import access, dhis2_names
from hub.access import Scope
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.described import PUT_BUNDLE, REQUESTS, Held, described
from hub.dhis2_names import Names
from hub.openapi import Described
from hub.plan_rows import PlanStatus
from hub.plans import set_status
from sync.bundle import Sealed
from tests.hub.builders import GUIDE, SCHOOL, Node, Office
from tests.hub.test_exports import put_demand, told
from tests.hub.test_plans import plan as plan_of_two_lines
from tests.hub.test_server import port as port
from tests.hub.test_server import service
from tests.usage_events import uses

EXAMPLES, MANY = 40, 1_000
SCHEMA = schemathesis.openapi.from_dict(msgspec.json.decode(described()))
TYPED = [response_headers_conformance, status_code_conformance, content_type_conformance, response_schema_conformance]
MODEL = "a" * 64
TABLE = "schools.json"
SAID: list[str] = []
"""The token that opens tables, once it was given."""
READ = [one for one in REQUESTS if one.method == "GET"]

Ask = Callable[[Case], Response]


@pytest.fixture
def filled(office: Office, node: Node) -> Sealed:
    """A bundle of a hub that has the first half of it, a model, and something to tell other programs."""
    node.record(*uses(50))
    bundle = node.bundle()
    office.config.spool_folder.mkdir(exist_ok=True)
    (office.config.spool_folder / bundle.id).write_bytes(bundle.data[: len(bundle.data) // 2])
    office.config.models_folder.mkdir()
    (office.config.models_folder / MODEL).write_bytes(b"0123456789")
    put_demand(office, told(SCHOOL, date(2026, 10, 5), learners=9))
    dhis2_names.keep(office.store, Names(elements={GUIDE: {"units": "fbfJHSPpUQD"}}, units={SCHOOL: "DiszpKrYNg8"}))
    plan = office.store.propose(plan_of_two_lines())
    with office.store.begin() as connection:
        set_status(connection, plan.id, PlanStatus.PUBLISHED, date(2026, 10, 12))
    SAID.append(access.grant(office.store, "Programa", [*Scope], days=9, by=BY_COMMAND)[1])
    return bundle


@pytest.fixture
def app(office: Office, filled: Sealed) -> Iterator[Flask]:
    made = create_app(office.config)
    yield made
    made.extensions["store"].close()


def cases(one: Described, bundle: Sealed) -> st.SearchStrategy[Case]:
    """Return requests as the document allows them and as it does not; half of them about what the hub has."""
    operation = SCHEMA[one.path][one.method]
    made = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    known = {"id": bundle.id, "sha256": MODEL, "file": TABLE, "": ""}[
        one.given[0].name if one.given and "{" in one.path else ""
    ]
    return st.tuples(made, st.booleans(), brought(bundle)).map(lambda drawn: changed(one, known, *drawn))


def brought(bundle: Sealed) -> st.SearchStrategy[tuple[dict[str, int], bytes] | None]:
    """Return what an upload says and brings: what the document made, a part of the bundle, all of it, or anything."""
    size = len(bundle.data)
    part = st.integers(0, size).map(lambda at: ({"offset": at, "total": size}, bundle.data[at:]))
    return st.one_of(st.none(), part, st.just(({}, bundle.data)), st.binary(max_size=60).map(lambda data: ({}, data)))


def changed(
    one: Described, known: str, case: Case, is_known: bool, upload: tuple[dict[str, int], bytes] | None
) -> Case:
    if known and is_known:
        case.path_parameters = {one.given[0].name: known}
    if one.scope and is_known:
        case.headers["Authorization"] = f"Bearer {SAID[-1]}"
    if one is PUT_BUNDLE and upload is not None:
        case.query, case.body = upload
        case.media_type = "application/octet-stream"
    return case


def check(one: Described, case: Case, answer: Response) -> None:
    """Fail where the hub failed, or answered what the document does not say."""
    found = {said.status: said for said in one.answers}
    assert answer.status_code in found, answer.content
    said = found[answer.status_code]
    case.validate_response(answer, checks=TYPED if said.is_typed else TYPED[:2])
    if not said.is_typed and said.body is Held:
        msgspec.json.decode(answer.content, type=Held)


def whole(app: Flask) -> Callable[..., list[bytes]]:
    """Return the application as a server runs it, which closes each answer once it has read it."""

    def served(environ: Any, start_response: Any) -> list[bytes]:
        # A server says who asks; a token is heard only from this machine, or through TLS.
        answer = app(environ | {"REMOTE_ADDR": "127.0.0.1"}, start_response)
        with closing(answer):
            return list(answer)

    return served


def ask_all(one: Described, bundle: Sealed, ask: Ask, examples: int = EXAMPLES) -> set[int]:
    """Ask so often, the same at every run unless it is often; return the statuses that came."""
    statuses: set[int] = set()

    few = settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))

    @settings(few, derandomize=examples == EXAMPLES)
    @given(case=cases(one, bundle))
    def asked(case: Case) -> None:
        answer = ask(case)
        statuses.add(answer.status_code)
        check(one, case, answer)

    asked()
    return statuses


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_the_application_answers_whatever_is_asked_as_its_document_says(
    app: Flask, filled: Sealed, one: Described
) -> None:
    assert 200 in ask_all(one, filled, lambda case: case.call(app=whole(app), base_url="http://localhost"))


@pytest.mark.parametrize("one", REQUESTS, ids=lambda one: one.name)
def test_the_process_answers_whatever_is_asked_as_its_document_says(
    office: Office, port: int, filled: Sealed, one: Described
) -> None:
    with service(office, port) as url:
        statuses = ask_all(one, filled, lambda case: case.call(base_url=url, timeout=60))

    assert statuses & {200, 202, 409}


@pytest.mark.soak
@pytest.mark.parametrize("one", REQUESTS, ids=lambda one: one.name)
def test_the_process_answers_thousands_of_requests_as_its_document_says(
    office: Office, port: int, filled: Sealed, one: Described, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_RATE", "1000000")
    with service(office, port) as url:
        assert ask_all(one, filled, lambda case: case.call(base_url=url, timeout=60), MANY)
