"""What the schools of a panel use per student: the donors of a school without a history of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from models.panel import Panel
from shared import accuracy, baseline
from shared.demand import Bools, Floats
from shared.donors import MAX_DONORS, Donor, Donors, Rates, blended, priors_of
from shared.features import SHORT_WEEKS, History
from shared.forecast import PERIOD_WEEKS
from shared.resources import ResourceKind
from shared.school_year import Week

_LEAST_WEEKS = 8
"""Of history, for a school to be a donor."""
_LEAST_SCHOOLS = 5
"""With fewer donors nobody can say how schools differ, and one school's use could be read off the card."""
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)

_STEP_WEEKS = 3
_LEAST_KNOWN = 6
"""Weeks of a period."""

Own = Callable[[History], tuple[Floats, Floats]]
"""The baseline without donors: quantiles of weeks and of the period."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """Use per student of N series."""

    week: Floats
    """N x T, per week of five school days; NaN where not known."""
    period: Floats
    """N x periods; a sum per week of five school days, a peak or learners as they are."""


def learn_donors(panel: Panel, until: Week, reach: float) -> tuple[Donor, ...]:
    """Return the donors by resource and level, by resource, by kind and level, and by kind; none without students."""
    if not panel.places:
        return ()
    history = panel.history(until)
    use = _use(panel, history, until, reach)
    good = (history.known.sum(axis=1) >= _LEAST_WEEKS) & np.array([place.students > 0 for place in panel.places])
    rows = [donor for key in _keys(panel) if (donor := _donor(panel, use, good, key)) is not None]
    # The closest ones last what the card can carry; those of a kind serve everywhere.
    return tuple(sorted(rows, key=lambda row: (row.resource != "", -row.schools))[:MAX_DONORS])


def _keys(panel: Panel) -> list[tuple[ResourceKind, str, str]]:
    kinds = dict.fromkeys((kind, str(name)) for name, kind, _ in panel.needs())
    resources = [*kinds, *dict.fromkeys((kind, "") for kind, _ in kinds)]
    levels = ["", *sorted({place.level for place in panel.places} - {""})]
    return [(kind, name, level) for (kind, name), level in product(resources, levels)]


def _donor(panel: Panel, use: Use, good: Bools, key: tuple[ResourceKind, str, str]) -> Donor | None:
    kind, resource, level = key
    alike = [
        k is kind and (not resource or name == resource) and (not level or place.level == level)
        for name, k, place in panel.needs()
    ]
    rows = good & np.array(alike)
    schools = len({panel.ids[at].partition("/")[0] for at in np.flatnonzero(rows)})
    if schools < _LEAST_SCHOOLS:
        return None
    return Donor(
        kind=kind,
        resource=resource,
        level=level,
        week=_quantiles(use.week[rows]),
        period=_quantiles(use.period[rows]),
        schools=schools,
    )


def _quantiles(values: Floats) -> Rates:
    """Return the quantiles of all values, in which every row counts the same however many it knows."""
    known = ~np.isnan(values)
    weights = known / np.maximum(known.sum(axis=1, keepdims=True), 1)
    low, middle, high = baseline.weighted_quantiles(values.reshape(1, -1), weights.reshape(1, -1))[0].round(5).tolist()
    return low, middle, high


def _use(panel: Panel, history: History, until: Week, reach: float) -> Use:
    """Return use per student; *reach*: a period's learners over those of its busiest week, where nobody told them."""
    students = np.array([max(place.students, 1) for place in panel.places], dtype=float)[:, None]
    rate = history.y / history.exposure
    told = _told(panel, until)
    seen = _periods(panel, rate) * np.where(_of(panel, ResourceKind.PACK), reach, 1.0)
    seen[(~np.isnan(told)).any(axis=1)] = np.nan
    return Use(rate / students, np.hstack([seen, told]) / students)


def _periods(panel: Panel, rate: Floats) -> Floats:
    """Return the mean week (of what adds up) or the highest (of peaks) of each nine weeks of which enough is known."""
    blocks = [rate[:, at : at + PERIOD_WEEKS] for at in range(0, rate.shape[1] - PERIOD_WEEKS + 1, _STEP_WEEKS)]
    parts = [np.empty((len(rate), 0))]
    for block in blocks:
        known = (~np.isnan(block)).sum(axis=1, keepdims=True)
        mean = np.nansum(block, axis=1, keepdims=True) / np.maximum(known, 1)
        highest = np.nan_to_num(block).max(axis=1, keepdims=True)
        need = np.where(_of(panel, ResourceKind.CONSUMABLE), mean, highest)
        parts.append(np.where(known >= _LEAST_KNOWN, need, np.nan))
    return np.hstack(parts)


def _told(panel: Panel, until: Week) -> Floats:
    """Return the needs of periods known from elsewhere that were over by *until*, a column for each origin."""
    ends = {
        origin: int(panel.calendar.next_school_weeks(Week(origin), PERIOD_WEEKS)[-1])
        for origin in {origin for _, origin in panel.periods}
    }
    over = sorted(origin for origin, end in ends.items() if end <= until)[::_STEP_WEEKS]
    rows = [[panel.periods.get((name, origin), np.nan) for origin in over] for name in panel.ids]
    return np.array(rows, dtype=float).reshape(len(panel.ids), len(over))


def _of(panel: Panel, kind: ResourceKind) -> Bools:
    return np.array([one is kind for one in panel.kinds], dtype=bool)[:, None]


def shares_for(panel: Panel, rows: Sequence[Donor], origins: Sequence[Week], own: Own) -> tuple[float, ...]:
    """Return how much the donors should count at 0, 1, 2 and 3 known weeks: what had the least loss at past origins."""
    shares = [1.0]
    for weeks in range(1, SHORT_WEEKS):
        losses = dict.fromkeys((share for share in _SHARES if share <= shares[-1]), 0.0)
        for origin in origins:
            history = shortened(panel.history(origin), weeks)
            came, (weekly, period) = panel.outcome(history), own(history)
            for share in losses:
                counted = Donors(rows=tuple(rows), shares=(share,) * SHORT_WEEKS)
                mixed, _ = blended(weekly, period, history, panel.kinds, priors_of(counted, panel.needs()))
                losses[share] += float(np.nansum(accuracy.pinball(came, mixed)))
        shares.append(min(losses, key=lambda share: losses[share]))
    return tuple(shares)


def shortened(history: History, weeks: int) -> History:
    """Return the history of schools that began *weeks* school weeks ago."""
    y, censored = history.y.copy(), history.censored.copy()
    gone = y.shape[1] - weeks
    y[:, :gone], censored[:, :gone] = np.nan, False
    return replace(history, y=y, censored=censored)
