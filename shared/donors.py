"""The need of a school without a history of its own: what schools like it use per student."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import msgspec
import numpy as np

from shared.demand import Floats, Series
from shared.features import SHORT_WEEKS, History
from shared.forecast import LEVELS
from shared.ids import ResourceId, SchoolId
from shared.resources import Power, Resource, ResourceKind

MAX_DONORS = 2_000
"""Rows that a card may carry."""
_MAX_RATE = 1_000.0
"""Units per student and week."""
Rates = tuple[float, float, float]
"""P10, P50 and P90."""


class Place(NamedTuple):
    """What is known of a school besides its use."""

    students: int = 0
    """0: not known."""
    level: str = ""
    """As the catalogue names it (``Primaria``); empty: not known."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags; empty: not known."""
    power: Power = Power.UNKNOWN
    coverage: bool | None = None
    """``None``, here and below: nobody has said."""
    internet: bool | None = None


class Donor(msgspec.Struct, frozen=True, kw_only=True):
    """What schools of a level use of a resource per student; empty ``resource`` or ``level``: of any."""

    kind: ResourceKind
    resource: str = ""
    level: str = ""
    week: Rates
    """Of a week of five school days."""
    period: Rates
    """Of a period: consumables per week of five school days, peaks and learners as they are."""
    schools: int = 0


class Donors(msgspec.Struct, frozen=True, kw_only=True):
    """All that schools tell of each other, and how much it counts beside a short history."""

    rows: tuple[Donor, ...] = ()
    shares: tuple[float, ...] = (1.0, 0.75, 0.5, 0.25)
    """How much the donors count at 0, 1, 2 and 3 known weeks; from four on they do not."""


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """The donors' quantiles of N series in units, N x 3; NaN where they say nothing."""

    week: Floats
    """Of a week of five school days."""
    period: Floats
    """Of a period, per week of five school days where the need is a sum."""
    shares: tuple[float, ...]


def level_told(used: Iterable[Resource]) -> str:
    """
    Return the level of a school by what it uses: the one that its resources of a single level have in common.

    >>> from shared.resources import Requirement
    >>> guide = Resource(id=ResourceId("guia"), name="guías", kind=ResourceKind.CONSUMABLE,
    ...                  requires=Requirement(levels=("Primaria",)))
    >>> level_told([guide]), level_told([])
    ('Primaria', '')
    """
    told = {one.requires.levels[0] for one in used if len(one.requires.levels) == 1}
    return told.pop() if len(told) == 1 else ""


def unused(
    donors: Donors, resources: Sequence[Resource], places: Mapping[SchoolId, Place], used: Iterable[Series]
) -> list[Series]:
    """
    Return a series without a week for what each school of known size never used and others like it do.

    What is of another level or language, or of which nobody knows whether it is, is left out, and so are kit parts.
    """
    known = {row.resource for row in donors.rows}
    parts = {part.resource for resource in resources for part in resource.kit_without_power}
    there = {(one.school, one.resource) for one in used}
    return [
        Series.from_rows(school, resource.id, resource.kind, ())
        for school, place in sorted(places.items())
        for resource in resources
        if place.students > 0
        and resource.id in known - parts
        and (school, resource.id) not in there
        and _suits(resource, place)
    ]


def _suits(resource: Resource, place: Place) -> bool:
    asks = resource.requires
    of_level = not asks.levels or place.level in asks.levels
    return of_level and (not asks.languages or bool(set(asks.languages) & set(place.languages)))


def sound(donors: Donors) -> bool:
    """
    Tell whether *donors* keep within bounds: what a card may bring.

    >>> row = Donor(kind=ResourceKind.PACK, week=(0.1, 0.2, 0.3), period=(0.2, 0.4, 0.3))
    >>> sound(Donors()), sound(Donors(rows=(row,)))
    (True, False)
    """
    rates = [rates for row in donors.rows for rates in (row.week, row.period)]
    ordered = all(
        list(one) == sorted(one) and one[0] >= 0 and isfinite(one[2]) and one[2] <= _MAX_RATE for one in rates
    )
    falling = list(donors.shares) == sorted(donors.shares, reverse=True) and len(donors.shares) == SHORT_WEEKS
    return len(donors.rows) <= MAX_DONORS and ordered and falling and all(0 <= one <= 1 for one in donors.shares)


def priors_of(donors: Donors, needs: Sequence[tuple[ResourceId, ResourceKind, Place]]) -> Priors:
    """
    Return what the donors say of each need: of the resource at that level, at any, of its kind at that level, at any.

    >>> row = Donor(kind=ResourceKind.PACK, week=(0.1, 0.2, 0.3), period=(0.2, 0.4, 0.5))
    >>> need = ResourceId("pack-nuevo"), ResourceKind.PACK, Place(students=50, level="Primaria")
    >>> priors_of(Donors(rows=(row,)), [need]).week
    array([[ 5., 10., 15.]])
    """
    known = {(row.kind, row.resource, row.level): row for row in donors.rows}
    week, period = np.full((2, len(needs), len(LEVELS)), np.nan)
    for at, (resource, kind, place) in enumerate(needs):
        found = _closest(known, resource, kind, place.level) if place.students > 0 else None
        if found is not None:
            week[at], period[at] = np.array([found.week, found.period]) * place.students
    return Priors(week, period, donors.shares)


def _closest(
    known: Mapping[tuple[ResourceKind, str, str], Donor], resource: str, kind: ResourceKind, level: str
) -> Donor | None:
    keys = [(kind, resource, level), (kind, resource, ""), (kind, "", level), (kind, "", "")]
    return next((known[key] for key in keys if key in known), None)


def share_of(history: History, priors: Priors) -> Floats:
    """Return how much the donors count in each series, N: by its known weeks, and 0 where they say nothing."""
    weights = np.array([*priors.shares, 0.0])
    share: Floats = weights[np.minimum(history.known.sum(axis=1), SHORT_WEEKS)]
    return np.where(np.isnan(priors.week).any(axis=1), 0.0, share)


def blended(
    weekly: Floats, period: Floats, history: History, kinds: Sequence[ResourceKind], priors: Priors
) -> tuple[Floats, Floats]:
    """
    Return the quantiles of weeks N x H x 3 and of the period N x 3 with what the donors say, by weeks of history.

    With four known weeks or more they are what they were; below that never narrower than they were.
    """
    share = share_of(history, priors)
    sums = np.array([kind is ResourceKind.CONSUMABLE for kind in kinds], dtype=bool)
    of_week = np.nan_to_num(priors.week)[:, None, :] * history.future[None, :, None]
    of_period = np.nan_to_num(priors.period) * np.where(sums, history.future.sum(), 1.0)[:, None]
    mixed, total = (_mixed(own, prior, share) for own, prior in ((weekly, of_week), (period, of_period)))
    return mixed, total


def _mixed(own: Floats, prior: Floats, share: Floats) -> Floats:
    at = share.reshape(-1, *[1] * (own.ndim - 1))
    low, middle, high = np.moveaxis((1 - at) * own + at * prior, -1, 0)
    below, above = own[..., 1] - own[..., 0], own[..., 2] - own[..., 0]
    low = np.minimum(low, np.maximum(middle - below, 0.0))
    wide = np.stack([low, middle, np.maximum(high, low + above)], axis=-1)
    return np.where(at > 0, wide, own)
