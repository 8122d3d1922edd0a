"""Short hashes of what a plan rests on: equal inputs give the same plan, and an audit sees which of them changed."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from hashlib import blake2b
from typing import Any

import msgspec

from hub.fairness import Weights
from hub.inputs import Inputs, places_of
from hub.means import NONE
from hub.pack_offers import NO_PACKS
from hub.places import Place
from hub.region_rows import School
from shared.resources import Catalogue, as_told
from shared.stock import day_is_sure

_KNOWN = tuple(one for one in fields(Place) if one.name != "waited")


def hashes(inputs: Inputs) -> dict[str, str]:
    """Return a short hash of each input, the same whatever the order of its rows."""
    parts: dict[str, Any] = {
        "foreseen": [[*asdict(row).values(), *msgspec.structs.astuple(row.need)] for row in inputs.foreseen],
        "stock": [
            [row.site, row.resource, row.on_hand, row.lent, row.dated is not None, day_is_sure(row.dated)]
            for row in inputs.stock
        ],
        "in_transit": [[*key, units] for key, units in inputs.in_transit.items()],
        "requests": [[row.school, row.resource, row.units, row.received.isoformat()] for row in inputs.requests],
        "supply": [[row.depot, row.resource, row.units] for row in inputs.supply],
        "earlier": [[*asdict(row).values()] for row in inputs.earlier],
        "locks": [[str(cell) for cell in asdict(row).values()] for row in inputs.locks],
    }
    if inputs.means != NONE:
        # A region without any rests on what it rested on before there could be some.
        parts["means"] = [msgspec.to_builtins(inputs.means)]
    if inputs.waited:
        parts["waited"] = [list(one) for one in inputs.waited.items()]
    if inputs.doubts:
        parts["doubts"] = [[*pair, *bound] for pair, bound in inputs.doubts.items()]
    if inputs.refused:
        parts["refused"] = [list(one) for one in inputs.refused]
    if inputs.packs != NO_PACKS:
        parts["packs"] = [msgspec.to_builtins(inputs.packs)]
    of_region = hashes_of_region(inputs.schools, inputs.catalogue, inputs.weights)
    return {name: _of_rows(rows) for name, rows in parts.items()} | of_region


def hashes_of_region(schools: Iterable[School], catalogue: Catalogue, weights: Weights) -> dict[str, str]:
    """Return the hashes of those inputs that a plan keeps no copy of: an audit compares them."""
    schools, table = list(schools), msgspec.to_builtins(weights)
    poverty = hash_of_quintiles(schools)
    # What a region does not say, and a table does not name, leaves the fingerprints as they were before it could.
    for name in ("quintile", "waited", "ugel"):
        if not table[name]:
            del table[name]
    return {
        "schools": _of_rows([_known_of(place) for place in places_of(schools, weights)]),
        "catalogue": digest(as_told(catalogue))[:16],
        "weights": digest(table)[:16],
    } | ({"quintiles": poverty} if poverty else {})


def hash_of_quintiles(schools: Iterable[School]) -> str | None:
    """Return the hash of what is told of the poverty of schools; None where nothing is."""
    told = [[school.id, school.quintile] for school in schools if school.quintile is not None]
    return _of_rows(told) if told else None


def _known_of(place: Place) -> dict[str, Any]:
    """Return what the region knows of a place; how long it waits is of a plan, and has a fingerprint of its own."""
    # Of a country ``asdict`` would take seconds, for copies of what is never changed.
    return {one.name: getattr(place, one.name) for one in _KNOWN}


def _of_rows(rows: Iterable[Any]) -> str:
    return digest(sorted(msgspec.json.encode(row).hex() for row in rows))[:16]


def digest(value: Any) -> str:
    """Return the fingerprint of a value made of plain types, in hexadecimal."""
    return blake2b(msgspec.json.encode(value, order="deterministic"), digest_size=32).hexdigest()
