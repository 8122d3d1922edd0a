"""The map of the region: a mark a school, or a district where they are many; drawn here, without anybody's tiles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from flask import Response

from hub.console.blueprint import console, store
from hub.console.school_states import ORDER, STATES, Standing, standings
from hub.console.view import ALL_READ, View
from hub.districts import Point, as_geojson, points
from shared.web import gettext as _

MOST_SCHOOLS = 100
"""Schools that have a mark each; a region with more is drawn by district."""
MOST_DISTRICTS = 200
"""Districts that have a mark each; a country is drawn by province: a page stays light."""
_EDGE_PCT, _SPAN_PCT = 9, 84
_STEPS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_DISTRICT, _PROVINCE = 6, 4
_MOST_LINES = 5
_SIZES = (5, 20)
"""Most schools of a small mark, and of a middle one."""

Place = tuple[float, float]
"""Latitude and longitude, in degrees."""


@dataclass(frozen=True, slots=True)
class District:
    """The schools of one district, or province, as the map and the list beside it say."""

    code: str
    name: str
    schools: int
    worst: str
    """The state of its school that is worst off: a key of ``STATES``."""
    count: int
    """Schools in that state."""
    days: int | None
    """Of the longest silent one; None: none was ever heard."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, its place in percent of the frame."""

    x: float
    y: float
    state: str
    size: int
    """1 to 3."""
    name: str


@dataclass(frozen=True, slots=True)
class RegionMap:
    """What is drawn."""

    marks: Sequence[Mark]
    lats: Sequence[tuple[float, float]]
    """Lines of latitude: their place from above in percent, and their degrees."""
    lons: Sequence[tuple[float, float]]
    """Lines of longitude, from the left."""
    districts: bool
    """A mark is a district."""
    unplaced: int
    """Schools with a computer of which nobody knows where they are."""


@console.get("/mapa/distritos.geojson")
def districts_geojson() -> Response:
    """Give a point for each district with its schools and the state of the one that is worst off."""
    rows = standings()
    told = {
        one.code: {"schools": one.schools, "worst": one.worst, "worst_words": _(STATES[one.worst]),
                   "worst_schools": one.count, "days": one.days}
        for one in by_district(rows, _DISTRICT)
    }  # fmt: skip
    found = points(store(), [one.sync.school for one in rows]).values()
    return Response(as_geojson(found, told), mimetype="application/geo+json")


def by_district(rows: Iterable[Standing], width: int = 0) -> list[District]:
    """
    Return the districts of schools, those worst off first; by province where they are too many to be drawn.

    *width* is how many figures of the ubigeo tell them apart, where the caller knows.
    """
    every = [one for one in rows if one.sync.school.ubigeo]
    many = len({one.sync.school.ubigeo for one in every}) > MOST_DISTRICTS
    width = width or (_PROVINCE if many else _DISTRICT)
    found: dict[str, list[Standing]] = {}
    for one in every:
        found.setdefault(one.sync.school.ubigeo[:width], []).append(one)
    told = [_district(code, own) for code, own in found.items()]
    return sorted(told, key=lambda one: (ORDER[one.worst], -(one.days or 0), one.name, one.code))


def _district(code: str, own: Sequence[Standing]) -> District:
    worst = min((one.state for one in own), key=lambda state: ORDER[state])
    days = max((one.sync.days_silent for one in own if one.sync.days_silent is not None), default=None)
    name = own[0].sync.school.district or code
    if len(code) == _PROVINCE:
        name = _("Provincia %(code)s", code=code)
    return District(code, name, len(own), worst, sum(one.state == worst for one in own), days)


def region_map(
    rows: Sequence[Standing], places: Mapping[str, Point], districts: Sequence[District]
) -> RegionMap | None:
    """
    Return the map of *rows*: a mark a school while they are few, else a mark for each of *districts*.

    A school without a place is at its district's point. None where fewer than two marks could be drawn.
    """
    few = len(rows) <= MOST_SCHOOLS
    found = [(_place_of(one, places), one) for one in rows if one.state != "none"]
    drawn = (
        [(at, one.state, 2, one.name) for at, one in found if at is not None]
        if few
        else [(at, one.worst, _size(one), one.name) for one in districts if (at := _middle(one.code, places))]
    )
    if len(drawn) < 2:
        return None
    north, south = _frame([at[0] for at, *_rest in drawn])
    east, west = _frame([at[1] for at, *_rest in drawn])
    marks = [
        Mark(_share(at[1], west, east), _share(at[0], north, south), state, size, name)
        for at, state, size, name in drawn
    ]
    return RegionMap(
        marks=marks,
        lats=[(_share(at, north, south), at) for at in _lines(south, north)],
        lons=[(_share(at, west, east), at) for at in _lines(west, east)],
        districts=not few,
        unplaced=sum(at is None for at, _one in found),
    )


def _place_of(one: Standing, places: Mapping[str, Point]) -> Place | None:
    school = one.sync.school
    if school.lat is not None and school.lon is not None:
        return school.lat, school.lon
    point = places.get(school.ubigeo)
    return (point.lat, point.lon) if point else None


def _middle(code: str, places: Mapping[str, Point]) -> Place | None:
    """Return the point of a district, or the middle of a province's."""
    if len(code) == _DISTRICT:
        return (places[code].lat, places[code].lon) if code in places else None
    own = [one for ubigeo, one in places.items() if ubigeo.startswith(code)]
    return (sum(one.lat for one in own) / len(own), sum(one.lon for one in own) / len(own)) if own else None


def _size(one: District) -> int:
    return 1 + sum(one.schools > most for most in _SIZES)


def _frame(values: Sequence[float]) -> tuple[float, float]:
    """
    Return the largest and the least of *values*, at least a hundredth of a degree apart.

    >>> _frame([3.0, 2.0, 4.0]), _frame([2.0, 2.0])
    ((4.0, 2.0), (2.005, 1.995))
    """
    least, most = min(values), max(values)
    return (most, least) if most - least >= 0.01 else (round(most + 0.005, 3), round(least - 0.005, 3))


def _share(value: float, least: float, most: float) -> float:
    """
    Return where a value lies on an axis, in percent of it.

    >>> _share(2.0, 2.0, 4.0), _share(3.0, 2.0, 4.0), _share(4.0, 2.0, 4.0)
    (9.0, 51.0, 93.0)
    """
    return round(_EDGE_PCT + _SPAN_PCT * (value - least) / (most - least), 1)


def _lines(least: float, most: float) -> list[float]:
    """
    Return the round degrees between two, at most five.

    >>> _lines(-15.2, -12.9), _lines(-74.23, -74.1)
    ([-15.0, -14.5, -14.0, -13.5, -13.0], [-74.2, -74.15, -74.1])
    """
    for step in _STEPS:
        first, last = ceil(least / step - 1e-9), floor(most / step + 1e-9)
        if last - first < _MOST_LINES:
            return [round(number * step, 2) for number in range(first, last + 1)]
    return []


VIEW = View({"console.districts_geojson": ALL_READ}, under="console.schools")
