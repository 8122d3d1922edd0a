"""What a change of an instance would do: the difference in totals, by group and school; and the price of evenness."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.change import Change, changed
from hub.allocation.comparing import left_open, measure_open, needs
from hub.allocation.instance import Bools, Division, Floats, Instance, Ints
from hub.allocation.measures import Evenness
from hub.allocation.outcome import outcome
from hub.allocation.reasons import what_stops
from hub.allocation.side_by_side import together
from hub.allocation.solve import divide

ALPHAS = (0.0, 1.0, 2.0, 4.0)
LISTED = 200
"""Schools that are named: of a country half of all may move."""
_SAME = 1e-9
"""Of a school's need: what differs by less is rounding."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A division in totals; how well it meets the needs counts each school with the weight that it has today."""

    evenness: Evenness
    units: int
    served: int
    """Schools that are sent anything."""
    cost: int
    """Céntimos: of what is sent, and of the visits."""
    gap_pct: float
    """The certificate: no division of the same instance is worth more by more than this."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A school that gains or loses."""

    school: str
    need: float
    """In worth..."""
    met_before: float
    """...and how much of it is met, in worth."""
    met_after: float
    lines: tuple[tuple[str, int, int], ...]
    """Resource, units before and after, of those that differ."""

    @property
    def share_pct(self) -> tuple[float, float]:
        """How much of its need is met before and after, in percent."""
        return 100 * self.met_before / self.need, 100 * self.met_after / self.need


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """The schools of one kind."""

    sort: str
    """``quintile``, ``rurality``, ``language`` or ``ugel``."""
    name: str
    schools: int
    unmet_pct: tuple[float, float]
    """Before and after."""
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do. Nothing of it is kept anywhere."""

    before: Figures
    after: Figures
    gain: tuple[Moved, ...]
    """The schools of which more of the need is met, the most first, ``LISTED`` at most..."""
    lose: tuple[Moved, ...]
    """...those of which less is..."""
    gaining: int
    losing: int
    """...and how many they are in all."""
    groups: tuple[GroupMoved, ...]
    units: tuple[tuple[str, int, int], ...]
    """Of each resource, before and after."""
    stops: tuple[tuple[str, int], ...]
    """Where nobody gains or loses, what keeps lines that would be sent more from it, by ``Reason``; else empty."""


@dataclass(frozen=True, slots=True)
class AtAlpha:
    """What dividing as evenly as ``alpha`` would give."""

    alpha: float
    figures: Figures


def attempt(of: Assembled, base: Division, change: Change) -> Trial:
    """
    Divide the changed instance from the prices of *base*, the division of the unchanged one, and compare the two.

    Raises:
        BadInput: The change cannot be made (``change.changed``).
    """
    other = changed(of.instance, change)
    answer = divide(other, start=base if other.alpha == of.instance.alpha else base.prices)
    need = needs(of)
    open_before, open_after = together(lambda lots: left_open(of, lots, need), (base.lots, answer.lots))
    more = open_before - open_after
    gain, lose = more > _SAME * need, -more > _SAME * need
    before, after = _figures(of, base, need, open_before), _figures(of, answer, need, open_after)

    def moved(rows: Bools) -> tuple[Moved, ...]:
        order = sorted(np.flatnonzero(rows).tolist(), key=lambda at: (-abs(more[at]), at))
        open_ = need, open_before, open_after
        return tuple(_moved(of, (base.lots, answer.lots), open_, at) for at in order[:LISTED])

    return Trial(
        before=before,
        after=after,
        gain=moved(gain),
        lose=moved(lose),
        gaining=int(gain.sum()),
        losing=int(lose.sum()),
        groups=tuple(_groups(of, (before.evenness, after.evenness), gain, lose)),
        units=_units(of.instance, base.lots, answer.lots),
        stops=() if (gain | lose).any() else tuple(what_stops(outcome(other, answer.lots, answer.prices))),
    )


def along_alpha(of: Assembled, base: Division) -> tuple[AtAlpha, ...]:
    """Return what evenness costs: the same instance at each alpha, each from the prices of the one before."""
    found, start = list[AtAlpha](), base.prices
    for alpha in ALPHAS:
        answer = base if alpha == of.instance.alpha else divide(of.instance.changed(alpha=alpha), start=start)
        found.append(AtAlpha(alpha, figures(of, answer)))
        start = answer.prices
    return tuple(found)


def figures(of: Assembled, answer: Division) -> Figures:
    """Return the totals of a division of *of*, or of a change of it, as *of* counts them."""
    need = needs(of)
    return _figures(of, answer, need, left_open(of, answer.lots, need))


def _figures(of: Assembled, answer: Division, need: Floats, open_: Floats) -> Figures:
    pairs, goods, schools = of.instance.pairs, of.instance.resources, of.instance.schools
    units = answer.lots * goods.lot[pairs.resource]
    visited = np.zeros(len(schools), dtype=bool)
    visited[pairs.school[answer.lots > 0]] = True
    return Figures(
        evenness=measure_open(of, answer.lots, need, open_),
        units=int(units.sum()),
        served=int(visited.sum()),
        cost=int(units @ goods.cost[pairs.resource]) + int(schools.trip_cost[visited].sum()),
        gap_pct=answer.gap_pct,
    )


def _moved(of: Assembled, lots: tuple[Ints, Ints], needs: tuple[Floats, Floats, Floats], school: int) -> Moved:
    pairs, goods = of.instance.pairs, of.instance.resources
    first, last = np.searchsorted(pairs.school, [school, school + 1])
    lines = []
    for pair in range(first, last):
        before, after = (int(one[pair] * goods.lot[pairs.resource[pair]]) for one in lots)
        if before != after:
            lines.append((str(goods.id[pairs.resource[pair]]), before, after))
    need, open_before, open_after = (float(one[school]) for one in needs)
    return Moved(str(of.instance.schools.id[school]), need, need - open_before, need - open_after, tuple(lines))


def _groups(of: Assembled, both: tuple[Evenness, Evenness], gain: Bools, lose: Bools) -> Iterator[GroupMoved]:
    """Give every group that ``measure`` tells, and how many of its schools gain and lose."""
    before, after = both
    for sort, kinds in before.groups.items():
        cells = of.instance.schools.groups[sort]
        gaining, losing = Counter(cells[gain].tolist()), Counter(cells[lose].tolist())
        for name, group in kinds.items():
            unmet = group.unmet_pct, after.groups[sort][name].unmet_pct
            yield GroupMoved(sort, name, group.schools, unmet, gaining[name], losing[name])


def _units(instance: Instance, before: Ints, after: Ints) -> tuple[tuple[str, int, int], ...]:
    sums = [
        np.bincount(instance.pairs.resource, weights=lots, minlength=len(instance.resources)).astype(np.int64)
        * instance.resources.lot
        for lots in (before, after)
    ]
    return tuple(zip(map(str, instance.resources.id), *(one.tolist() for one in sums), strict=True))
