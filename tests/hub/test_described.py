"""The document of ``/v1`` names what the hub answers and what the protocol asks: no more, no less."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from hub.app import create_app
from hub.described import PUT_BUNDLE, REQUESTS, described
from tests.hub.builders import Office

PROTOCOL = Path(__file__).resolve().parents[2] / "sync" / "PROTOCOL.md"
_ROW = re.compile(r"^\| (?:`(GET|PUT) (/v1/[^`?]+)[^|]*)?\| (.*?) \|", re.MULTILINE)


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    made = create_app(office.config)
    yield made
    made.extensions["store"].close()


def braces(path: str) -> str:
    """Return a path with names in braces, as OpenAPI writes them."""
    return re.sub(r"<(\w+?)_?>", r"{\1}", path)


def protocol() -> dict[tuple[str, str], set[int]]:
    """Return the requests of the protocol's table, each with the statuses that it names."""
    found: dict[tuple[str, str], set[int]] = {}
    section = PROTOCOL.read_text(encoding="utf-8").split("\n## 8. HTTP\n")[1].split("\n`{...}`")[0]
    latest: set[int] = set()
    for method, path, answers in _ROW.findall(section):
        latest = found.setdefault((method, braces(path)), set()) if path else latest
        latest |= {int(status) for status in re.findall(r"\b[2-5]\d\d\b", answers)}
    return found


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(msgspec.json.decode(described())).validate()


def test_it_names_every_address_of_the_application_and_the_uploads_of_the_front(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/v1")]
    served = {(method, braces(rule.rule)) for rule in rules for method in rule.methods or ()}
    pages = {one for one in served if one[0] not in ("HEAD", "OPTIONS")}

    assert {(one.method, one.path) for one in REQUESTS} == pages | {("PUT", "/v1/bundles/{id}")}


def test_it_names_the_requests_of_the_protocol_and_no_other() -> None:
    assert {(one.method, one.path) for one in REQUESTS} == set(protocol())


def test_it_names_every_status_that_the_protocol_names() -> None:
    documented = {(one.method, one.path): {answer.status for answer in one.answers} for one in REQUESTS}

    assert {asked: statuses - documented[asked] for asked, statuses in protocol().items()} == {
        asked: set() for asked in documented
    }
    assert len(protocol()["PUT", PUT_BUNDLE.path]) > 6


def test_it_is_served_to_anybody(app: Flask) -> None:
    answer = app.test_client().get("/v1/openapi.json")
    found: dict[str, Any] = answer.get_json()

    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert found["openapi"].startswith("3.1.")
