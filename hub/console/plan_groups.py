"""How kinds of schools fare under a plan: rurality, language, UGEL and quintile, the worst served first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.allocation.measures import Group
from hub.ways import Way
from shared.web import N_, formats
from shared.web import gettext as _
from shared.web.tongues import kind_told

LEAST_SCHOOLS = 5
"""Of fewer schools a share says more of chance than of the plan (ui/UI.md §5)."""
MOST = 8
"""Groups of each sort that the page shows: the best served of many are left out."""
SORTS: Mapping[str, str] = {
    "rurality": N_("Ruralidad"),
    "language": N_("Lengua"),
    "ugel": "UGEL",
    "quintile": N_("Quintil"),
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One kind of schools: how much of its need is met under the plan, and under the other way beside it."""

    sort: str
    name: str
    schools: int
    met_pct: float
    other_pct: float | None
    """None where the other way does not tell it."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What the page shows of the groups."""

    rows: tuple[GroupRow, ...]
    small: int
    """Groups of too few schools to be shown."""
    better: int
    """Groups that are left out because many others of their sort are served worse."""

    @property
    def answer(self) -> str:
        """The groups that are served least and most, in a sentence; empty where there is nothing to compare."""
        least, most = min(self.rows, key=_met, default=None), max(self.rows, key=_met, default=None)
        if least is None or most is None or least.met_pct == most.met_pct:
            return ""
        return _(
            "El grupo menos atendido es «%(least)s», con %(least_pct)s de su necesidad; el más atendido, «%(most)s», "
            "con %(most_pct)s.",
            least=least.name,
            least_pct=formats.percent(least.met_pct, 1),
            most=most.name,
            most_pct=formats.percent(most.met_pct, 1),
        )


def groups_told(comparison: Mapping[str, Any], beside: Way) -> Groups:
    """Return the groups of a plan's comparison; none of a plan of before, which does not tell them."""
    own, other = _groups(comparison, Way.PLAN), _groups(comparison, beside)
    every = [row for sort in SORTS for row in _rows(sort, own.get(sort, {}), other.get(sort, {}))]
    counted = [row for row in every if row.schools >= LEAST_SCHOOLS]
    shown = [row for words in SORTS.values() for row in _worst(row for row in counted if row.sort == _(words))]
    return Groups(tuple(shown), small=len(every) - len(counted), better=len(counted) - len(shown))


def _groups(comparison: Mapping[str, Any], way: Way) -> dict[str, dict[str, Group]]:
    return msgspec.convert(comparison.get(way, {}).get("groups", {}), dict[str, dict[str, Group]])


def _rows(sort: str, own: Mapping[str, Group], other: Mapping[str, Group]) -> list[GroupRow]:
    return [
        GroupRow(
            _(SORTS[sort]),
            kind_told(sort, name),
            group.schools,
            100 - group.unmet_pct,
            100 - other[name].unmet_pct if name in other else None,
        )
        for name, group in own.items()
    ]


def _worst(rows: Iterable[GroupRow]) -> list[GroupRow]:
    return sorted(rows, key=lambda row: (row.met_pct, row.name))[:MOST]


def _met(row: GroupRow) -> float:
    return row.met_pct
