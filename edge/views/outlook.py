"""What a forecast means for a school: how much is missing, until when it lasts, and the picture of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np

from shared.demand import Series, demand
from shared.forecast import Forecast, Quantiles
from shared.resources import ResourceKind
from shared.school_year import SchoolCalendar, Week, monday
from shared.web.axes import name_vacations, scale, thin_labels
from shared.web.formats import day_label

KNOTS = 8
SEEN_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is missing over the period, and which of the next weeks are covered."""

    missing: int
    """Units short of the most likely need, counting what is on its way."""
    knots: str
    """One letter per calendar week: ``x`` covered, ``o`` not covered, ``-`` no classes, ``?`` not known whether any."""
    weeks_covered: int
    """School weeks covered before the first one that is not."""
    runs_out: Week | None
    """The first school week that is not covered; None where all are."""


@dataclass(frozen=True, slots=True)
class Fan:
    """What ``ui.fan`` draws."""

    weeks: list[dict[str, object]]
    top: int
    ticks: list[int]
    ends: int
    """Weeks from the left until the stock runs out; 0: it does not, or not here."""


def outlook(forecast: Forecast, have: int, calendar: SchoolCalendar) -> Outlook:
    """
    Set the forecast against *have*, the units on hand and on their way.

    What is missing and how long it lasts come from one path of need (``need_path``), so that they never contradict
    each other: something is missing just where some week is not covered.
    """
    foreseen = dict(zip(forecast.weeks, need_path(forecast), strict=True))
    covered = {week for week, units in foreseen.items() if units <= have}
    first_bare = next((week for week in forecast.weeks if week not in covered), None)
    start = int(forecast.origin) + 1
    knots = "".join(_knot(Week(start + n), foreseen, covered, calendar) for n in range(KNOTS))
    before = [week for week in forecast.weeks if first_bare is None or week < first_bare]
    missing = max(0, max(foreseen.values(), default=0) - have)
    return Outlook(missing, knots, len(before), first_bare)


def _knot(week: Week, foreseen: Collection[Week], covered: Collection[Week], calendar: SchoolCalendar) -> str:
    days = calendar.school_days(week)
    if week in foreseen and days != 0:
        return "x" if week in covered else "o"
    return "?" if days is None else "-"


def need_path(forecast: Forecast) -> list[int]:
    """
    Return the units that it takes to get through each week: for consumables, counted from the first week on.

    The medians of weeks do not add up to the median of the period, nor is the highest of them the median peak. The
    period's is the need that a school reads everywhere, so the weeks give the shape and the period gives the height.
    """
    if forecast.kind is ResourceKind.PACK:
        return [0] * len(forecast.weeks)
    shape = np.array([max(quantiles.p50, 1e-9) for quantiles in forecast.weekly])
    path = np.cumsum(shape) if forecast.kind is ResourceKind.CONSUMABLE else shape
    need = forecast.need().p50
    return [min(need, ceil(units - 1e-6)) for units in path * (forecast.period.p50 / max(path, default=1.0))]


def fan(forecast: Forecast, series: Series | None, calendar: SchoolCalendar, runs_out: Week | None) -> Fan:
    """Return eight weeks of record and the weeks foreseen, as the chart takes them."""
    foreseen = dict(zip(forecast.weeks, forecast.weekly, strict=True))
    seen = _seen(series, forecast.origin)
    first = int(forecast.origin) - SEEN_WEEKS + 1
    last = max(int(week) for week in forecast.weeks) if forecast.weeks else int(forecast.origin)
    weeks = [_week(Week(at), seen, foreseen, calendar, forecast.origin) for at in range(first, last + 1)]
    name_vacations(weeks)
    thin_labels(weeks)
    highest = max([1.0, *(float(str(w.get("v", w.get("hi", 0)))) for w in weeks)])
    top, step = scale(highest)
    ends = int(runs_out) - first if runs_out is not None else 0
    return Fan(weeks, top, list(range(0, top + 1, step)), ends)


def _seen(series: Series | None, origin: Week) -> Mapping[Week, tuple[float, bool]]:
    if series is None:
        return {}
    known = demand(series, origin, weeks=SEEN_WEEKS)
    at = np.flatnonzero(known.known)
    return {Week(int(known.first) + int(n)): (float(known.target[n]), bool(known.censored[n])) for n in at}


def _week(
    week: Week,
    seen: Mapping[Week, tuple[float, bool]],
    foreseen: Mapping[Week, Quantiles],
    calendar: SchoolCalendar,
    origin: Week,
) -> dict[str, object]:
    label = day_label(monday(week))
    if week in foreseen:
        q = foreseen[week]
        return {"label": label, "kind": "next", "lo": round(q.p10, 1), "mid": round(q.p50, 1), "hi": round(q.p90, 1)}
    days = calendar.school_days(week)
    if days == 0 or (days is None and week > origin):
        return {"label": label, "kind": "free", "unsure": days is None}
    if week > origin or week not in seen:
        return {"label": label, "kind": "gap"}
    value, out = seen[week]
    return {"label": label, "kind": "out" if out else "seen", "v": round(value, 1)}


def period_end(forecast: Forecast) -> Week:
    """Return the last week foreseen."""
    return max(forecast.weeks, default=forecast.origin)


def friday(week: Week) -> str:
    """
    Return the Friday of a week in figures: the last day that something lasts.

    >>> from datetime import date
    >>> from shared.school_year import week_of
    >>> friday(week_of(date(2026, 7, 6)))
    '10/07'
    """
    return f"{monday(week) + timedelta(days=4):%d/%m}"
