"""Where each district is: a point by its ubigeo, out of the places of its own schools or from a file."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import msgspec
from sqlalchemy import func, select

from hub import ledger, schema
from hub.acts import Kind
from hub.limits import reason_told
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor

KIND = "districts"
"""The kind of its versions: each holds all points of a file; a district that it lacks has that of its schools."""
_DIGITS = 5
_NEWEST = (
    select(schema.versions.c.body)
    .where(schema.versions.c.kind == KIND)
    .order_by(schema.versions.c.version.desc())
    .limit(1)
)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a district, in degrees."""

    ubigeo: str
    lat: float
    lon: float
    name: str = ""
    brought: bool = False
    """It is of a file, and not out of the places of schools."""


def derived(schools: Iterable[School]) -> Mapping[str, Point]:
    """
    Return for each district the middle of its schools' places: the median of each of both, which no wild place moves.

    A district none of whose schools has a place has no point.
    """
    placed: dict[str, list[School]] = {}
    for school in schools:
        if school.ubigeo and school.lat is not None and school.lon is not None:
            placed.setdefault(school.ubigeo, []).append(school)
    return {
        ubigeo: Point(
            ubigeo=ubigeo,
            lat=round(median(one.lat or 0.0 for one in own), _DIGITS),
            lon=round(median(one.lon or 0.0 for one in own), _DIGITS),
            name=own[0].district,
        )
        for ubigeo, own in placed.items()
    }


def points(store: Store, schools: Sequence[School]) -> Mapping[str, Point]:
    """Return the point of each district that has one: what was brought before what its schools say."""
    return {**derived(schools), **brought(store)}


def brought(store: Store) -> Mapping[str, Point]:
    """Return the points of the file that was brought last."""
    with store.read() as connection:
        body = connection.execute(_NEWEST).scalar()
    found = msgspec.json.decode(body, type=list[Point]) if body else []
    return {one.ubigeo: one for one in found}


def bring(store: Store, found: Iterable[Point], *, why: str, by: Actor) -> int:
    """
    Keep the points of a file in place of those brought before; return how many.

    Raises:
        BadInput: The reason is missing or too long.
    """
    why, table = reason_told(why), schema.versions
    rows = [msgspec.structs.replace(one, brought=True) for one in sorted(found, key=lambda one: one.ubigeo)]
    with store.begin() as connection:
        before = connection.execute(_NEWEST).scalar()
        was = {one.ubigeo: one for one in msgspec.json.decode(before, type=list[Point])} if before else {}
        new, gone = {one.ubigeo for one in rows} - was.keys(), was.keys() - {one.ubigeo for one in rows}
        changed = sum(one.ubigeo in was and one != was[one.ubigeo] for one in rows)
        told = {"kind": KIND, "file": KIND, "new": len(new), "changed": changed, "gone": len(gone), "refused": 0}
        newest = select(func.coalesce(func.max(table.c.version), 0)).where(table.c.kind == KIND)
        store.put_version(connection, KIND, connection.execute(newest).scalar_one() + 1, msgspec.json.encode(rows))
        ledger.append(connection, store.now_s(), Kind.IMPORTED, KIND, by, {**told, "why": why})
    return len(rows)


def as_geojson(found: Iterable[Point], more: Mapping[str, Mapping[str, Any]] | None = None) -> bytes:
    """
    Return points as GeoJSON (RFC 7946, degrees of WGS 84), each with its own properties and *more* of its ubigeo's.

    >>> as_geojson([Point(ubigeo="050101", lat=-13.16, lon=-74.22, name="Ayacucho")])[:46]
    b'{"type":"FeatureCollection","features":[{"type'
    """
    told = more or {}
    features = [
        {
            "type": "Feature",
            "id": one.ubigeo,
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {
                "ubigeo": one.ubigeo, "name": one.name, "of_a_file": one.brought, **told.get(one.ubigeo, {}),
            },
        }
        for one in sorted(found, key=lambda one: one.ubigeo)
    ]  # fmt: skip
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})
