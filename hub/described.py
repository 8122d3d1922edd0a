"""The table of all requests of ``/v1``, those of ``hub.api`` and the uploads of ``hub.front``, and their document."""

from functools import cache
from typing import Annotated, Any

import msgspec

from hub.access import Scope
from hub.dhis2 import By, DataValues
from hub.export_forms import MOST, TYPES, Page
from hub.exporting import TABLES
from hub.health_told import Health
from hub.openapi import Answered, Described, Given, document
from hub.plan_told import PlanPage
from sync.answers import FORGOTTEN
from sync.bundle import MAX_BUNDLE_BYTES
from sync.introduction import Introduction
from sync.rest import PARTIAL


class Held(msgspec.Struct, forbid_unknown_fields=True):
    """How much of a bundle has come: the rest is wanted from there on."""

    held: Annotated[int, msgspec.Meta(ge=0, le=MAX_BUNDLE_BYTES)]


class Error(msgspec.Struct, forbid_unknown_fields=True):
    """Why not, and what to do, in words for a person."""

    error: Annotated[str, msgspec.Meta(min_length=1)]


def _no(status: int, why: str, *, may_say_when: bool = False) -> Answered:
    return Answered(status, why, Error, may_say_when=may_say_when)


_WHOLE_NUMBER = {"type": "integer", "minimum": 0, "maximum": MAX_BUNDLE_BYTES}
_ID = Given("id", "path", "BLAKE2b-16 of the bundle's bytes.", {"type": "string", "pattern": "^[0-9a-f]{32}$"})
_SHA256 = Given("sha256", "path", "SHA-256 of the model's file.", {"type": "string", "pattern": "^[0-9a-f]{64}$"})
_ELSEWHERE = _no(400, "The Host header names another machine.")
_OFTEN = _no(429, "Too many requests in a minute, of this address or of this token.", may_say_when=True)
_LATER = _no(503, "The office is busy; nothing is lost.", may_say_when=True)
_OF_A_TOKEN = (
    _no(401, "No token came, or one that does not hold."),
    _no(403, "The token does not open this, or it travels over air that anybody can hear."),
)
_FILES = [f"{name}.{form}" for name in TABLES for form in TYPES]
_FROM = Given("from", "query", "Of JSON: how many rows to leave out.", {"type": "integer", "minimum": 0})
_MOST = Given("most", "query", "Of JSON: how many rows.", {"type": "integer", "minimum": 1, "maximum": MOST})
_DAY = {"type": "string", "format": "date"}
_PLAN = {"type": "string", "minLength": 1, "maxLength": 40}

PUT_BUNDLE = Described(
    "PUT",
    "/v1/bundles/{id}",
    "put_bundle",
    "Bring a bundle, whole or from an offset on.",
    given=(
        _ID,
        Given("offset", "query", "The first byte that this request brings; only together with `total`.", _WHOLE_NUMBER),
        Given("total", "query", "How long the whole bundle is; only together with `offset`.", _WHOLE_NUMBER),
        Given("Most", "header", "To about how many bytes the answer should come.", {"type": "string"}),
        Given("Have", "header", "What came of the answer before, where that was cut.", {"type": "string"}),
    ),
    brings="The bundle, or its rest from `offset` on; empty where all of it is held and only the answer is wanted.",
    answers=(
        Answered(200, "Received, or held: MessagePack `[ack, [page, ...]]`.", bytes, is_typed=False),
        Answered(202, "Go on from there; where that is all, ask later without a body.", Held, is_typed=False),
        Answered(PARTIAL, "The rest of a 200 of which `Have` told the beginning.", bytes, is_typed=False),
        _no(400, "The address makes no sense."),
        Answered(409, "Go on from there: it is not what the request assumed.", Held, is_typed=False),
        _no(413, "A bundle is never that long."),
        _no(422, "These bytes are no bundle of which this office can make anything."),
        _no(FORGOTTEN, "The office does not remember what a resumed bundle goes on from: tell it in full."),
        _no(429, "The places of computers that are not known are taken.", may_say_when=True),
        _LATER,
        _no(507, "The disk of the office is full; nothing is lost."),
    ),
)

REQUESTS = (
    PUT_BUNDLE,
    Described(
        "GET",
        "/v1/bundles/{id}",
        "get_bundle",
        "Say how much of a bundle has arrived.",
        given=(_ID,),
        answers=(Answered(200, "So much.", Held), _ELSEWHERE, _no(404, "Nothing of it."), _LATER),
    ),
    Described(
        "GET",
        "/v1/hub",
        "get_hub",
        "Say which hub this is, and which services a site has. Nothing vouches for it but the fingerprint.",
        given=(Given("site", "query", "The code of the site.", {"type": "string"}),),
        answers=(
            Answered(200, "The keys, the address, and the site's services.", Introduction),
            _ELSEWHERE,
            _OFTEN,
            _LATER,
        ),
    ),
    Described(
        "GET",
        "/v1/models/{sha256}",
        "get_model",
        "Give a released model, or a part of it.",
        given=(_SHA256, Given("Range", "header", "The bytes that are wanted: `bytes=N-`.", {"type": "string"})),
        answers=(
            Answered(200, "All of it.", bytes),
            Answered(206, "The part that was asked for.", bytes),
            Answered(304, "What `If-None-Match` names is still the same."),
            _ELSEWHERE,
            _no(404, "The office does not have it."),
            _no(416, "It has no such part."),
            _OFTEN,
            _LATER,
        ),
    ),
    Described(
        "GET",
        "/v1/exports/{file}",
        "get_export",
        "Give a table: whole as CSV or Parquet, in pages as JSON.",
        scope=Scope.EXPORT,
        given=(
            Given("file", "path", "The table and its form.", {"type": "string", "enum": _FILES}),
            _FROM,
            _MOST,
            Given(
                "plan",
                "query",
                "Of `plan_lines`: of which plan (one not published: `plan:read` too); else of the last published.",
                _PLAN,
            ),
        ),
        answers=(
            Answered(200, "The table, or a page of it.", Page, also=[TYPES["csv"], TYPES["parquet"]]),
            _no(400, "The Host header names another machine, or a number or a plan makes no sense."),
            *_OF_A_TOKEN,
            _no(404, "There is no such table, or no such form."),
            _OFTEN,
            _no(503, "It was not computed yet, or the office is busy.", may_say_when=True),
        ),
    ),
    Described(
        "GET",
        "/v1/exports/dhis2.json",
        "get_dhis2",
        "Give the figures of schools as a DHIS2 takes them in (`dataValueSets`).",
        scope=Scope.EXPORT,
        given=(
            Given("by", "query", "Of what a value is.", {"type": "string", "enum": list(By)}),
            Given("since", "query", "The first day wanted; periods before it are left out.", _DAY),
        ),
        answers=(
            Answered(200, "Values of periods that are over.", DataValues),
            _no(400, "The Host header names another machine, or the day or the kind of period makes no sense."),
            *_OF_A_TOKEN,
            _no(409, "Nobody said yet what things are called in DHIS2: that is imported first."),
            _OFTEN,
            _no(503, "It was not computed yet, or the office is busy.", may_say_when=True),
        ),
    ),
    Described(
        "GET",
        "/v1/plan",
        "get_plan",
        "Give the plan that was published last, or another: what it is, and a page of its lines.",
        scope=Scope.PLAN_READ,
        given=(
            _FROM,
            _MOST,
            Given("plan", "query", "Which plan; else the one published last.", _PLAN),
        ),
        answers=(
            Answered(200, "The plan, with lines as in the table `plan_lines`.", PlanPage),
            _no(400, "The Host header names another machine, or a number or a plan makes no sense."),
            *_OF_A_TOKEN,
            _OFTEN,
            _no(503, "No plan was published yet, or the office is busy.", may_say_when=True),
        ),
    ),
    Described(
        "GET",
        "/v1/health",
        "get_health",
        "Tell how the hub is: what is wrong, and what to do.",
        scope=Scope.HEALTH,
        answers=(Answered(200, "How it is now.", Health), _ELSEWHERE, *_OF_A_TOKEN, _OFTEN, _LATER),
    ),
    Described(
        "GET",
        "/v1/openapi.json",
        "get_openapi",
        "Describe these requests.",
        answers=(Answered(200, "This document.", dict[str, Any]), _ELSEWHERE, _OFTEN),
    ),
)


@cache
def described() -> bytes:
    """Return the OpenAPI document of ``/v1`` as JSON."""
    about = "What a school's computer asks of its region. sync/PROTOCOL.md is the contract; this is its HTTP."
    return msgspec.json.encode(document(REQUESTS, title="Chasqui: /v1", version="1", about=about))
