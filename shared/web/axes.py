"""The axes of a chart: which ticks it has, and of which of its weeks the day stands below it."""

from collections.abc import MutableMapping, Sequence
from itertools import count
from math import ceil

from shared.web.i18n import gettext as _

LABELS, LABELS_ON_A_PHONE = 12, 5
"""How many days stand below a chart at the most: more would run together."""


def label_steps(weeks: int) -> tuple[int, int]:
    """
    Return each how many weeks the day stands below a chart, and each how many of them on a phone too.

    >>> [label_steps(weeks) for weeks in (17, 24, 28, 40)]
    [(2, 4), (2, 6), (3, 6), (4, 8)]
    """
    every = max(2, ceil(weeks / LABELS))
    return every, every * ceil(weeks / (every * LABELS_ON_A_PHONE))


def scale(highest: float) -> tuple[int, int]:
    """
    Return the largest tick at or above *highest*, and the step between ticks: about four steps.

    >>> scale(7.2), scale(34), scale(1)
    ((8, 2), (40, 10), (1, 1))
    """
    steps = (factor * 10**power for power in count() for factor in (1, 2, 5))
    step = next(step for step in steps if 4 * step >= highest)
    return ceil(highest / step) * step, step


def thin_labels(weeks: Sequence[MutableMapping[str, object]]) -> None:
    """Leave the ``label`` of the weeks of which the day has room; ``alt``: a phone has none for it."""
    every, on_a_phone = label_steps(len(weeks))
    for place, week in enumerate(weeks):
        week["label"] = week["label"] if place % every == 0 else ""
        week["alt"] = place % on_a_phone != 0


def name_vacations(weeks: Sequence[MutableMapping[str, object]]) -> None:
    """Write a ``note`` above the first of two or more weeks without classes, in their middle."""
    at = 0
    while at < len(weeks):
        end = at
        while end < len(weeks) and weeks[end]["kind"] == "free":
            end += 1
        if end - at >= 2:
            unsure = any(week.get("unsure") for week in weeks[at:end])
            weeks[at]["note"] = _("¿vacaciones?") if unsure else _("vacaciones")
            weeks[at]["shift"] = (end - at - 1) * 50 / len(weeks)
        at = max(end, at + 1)
