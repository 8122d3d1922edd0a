"""The OpenAPI 3.1 document of requests that a table describes: pure, and the same whoever serves them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

VERSION = "3.1.0"
_REFERENCE = "#/components/schemas/{name}"
_BEARER = "program"
_BINARY, _JSON = "application/octet-stream", "application/json"
_UNTYPED = " It bears no `Content-Type`: its status says what it is."


@dataclass(frozen=True, slots=True)
class Given:
    """What a request says in its address or in a header."""

    name: str
    where: Literal["path", "query", "header"]
    means: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the answers to a request."""

    status: int
    means: str
    body: type | None = None
    """What it is as JSON; ``bytes`` for anything else; None where it has none."""
    is_typed: bool = True
    """Whether it says its ``Content-Type``."""
    may_say_when: bool = False
    """Whether it may bear ``Retry-After``."""
    also: Sequence[str] = ()
    """Media types that it may be of besides."""


@dataclass(frozen=True, slots=True)
class Described:
    """A request: its method, its path with names in braces, and all that may come of it."""

    method: str
    path: str
    name: str
    does: str
    answers: Sequence[Answered]
    given: Sequence[Given] = ()
    brings: str = ""
    """What the bytes of its body are; empty where it has none."""
    scope: str = ""
    """What the token must open that is said with it; empty where none is asked for."""


def document(requests: Sequence[Described], *, title: str, version: str, about: str) -> dict[str, Any]:
    """
    Return the document that describes *requests*.

    >>> asked = Described("GET", "/v1/hour", "get_hour", "Tell the hour.", [Answered(200, "The hour.", int)])
    >>> found = document([asked], title="A clock", version="1", about="What it answers.")
    >>> found["paths"]["/v1/hour"]["get"]["responses"]["200"]["content"]
    {'application/json': {'schema': {'type': 'integer'}}}
    """
    kinds = _kinds(requests)
    schemas, named = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    bodies = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in requests:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, bodies)
    tokens = (
        {"securitySchemes": {_BEARER: {"type": "http", "scheme": "bearer"}}}
        if any(one.scope for one in requests)
        else {}
    )
    return {
        "openapi": VERSION,
        "info": {"title": title, "version": version, "description": about},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": named, **tokens},
    }


def _kinds(requests: Iterable[Described]) -> list[type]:
    found = (answer.body for one in requests for answer in one.answers)
    return list(dict.fromkeys(kind for kind in found if kind not in (None, bytes)))


def _operation(one: Described, bodies: Mapping[type, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": one.name, "summary": one.does}
    told["security"] = [{_BEARER: [one.scope]}] if one.scope else []
    if one.given:
        told["parameters"] = [_parameter(given) for given in one.given]
    if one.brings:
        told["requestBody"] = {"description": one.brings, "content": {_BINARY: {}}}
    return told | {"responses": {str(answer.status): _answer(answer, bodies) for answer in one.answers}}


def _parameter(given: Given) -> dict[str, Any]:
    required = {"required": True} if given.where == "path" else {}
    told = {"name": given.name, "in": given.where, "description": given.means}
    return told | required | {"schema": dict(given.schema)}


def _answer(answer: Answered, bodies: Mapping[type, Any]) -> dict[str, Any]:
    untyped = "" if answer.body is None or answer.is_typed else _UNTYPED
    return {"description": answer.means + untyped} | dict(_parts(answer, bodies))


def _parts(answer: Answered, bodies: Mapping[type, Any]) -> Iterator[tuple[str, Any]]:
    if answer.body is not None:
        first: dict[str, Any] = {_BINARY: {}} if answer.body is bytes else {_JSON: {"schema": bodies[answer.body]}}
        yield "content", first | {kind: {} for kind in answer.also}
    if answer.may_say_when:
        when = {"description": "Seconds until it is worth asking again.", "schema": {"type": "integer", "minimum": 1}}
        yield "headers", {"Retry-After": when}
