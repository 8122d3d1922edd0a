"""Which limits have to give way until the next lot of a pair is sent, and how much of each, in its own measure."""

from dataclasses import dataclass

import numpy as np

from hub.allocation.ahead import alone, lots_before
from hub.allocation.instance import Bools, Ints, Names
from hub.allocation.lacks import Takes, takes_of
from hub.allocation.outcome import Outcome, depots_of, locks_alone
from hub.allocation.together import how_much_together
from hub.allocation.turn import Part
from shared.allocation import Measure, Reason

_COUNTED_IN = {
    Part.VOLUME: (Measure.LITRES, 1_000),
    Part.WEIGHT: (Measure.KILOS, 1_000),
    Part.BUDGET: (Measure.SOLES, 100),
    Part.TRIP: (Measure.SOLES, 100),
}
REASON_OF = {
    Part.STOCK: Reason.STOCK,
    Part.KIT: Reason.KIT,
    Part.VOLUME: Reason.VOLUME,
    Part.WEIGHT: Reason.VOLUME,
    Part.BUDGET: Reason.BUDGET,
    Part.TRIP: Reason.TRIP,
}


@dataclass(frozen=True, slots=True, eq=False)
class GivingWay:
    """One row for each pair and limit, in order of the pairs: less than all rows of a pair would change nothing."""

    pair: Ints
    main: Bools
    """The one that the reason of the pair is about."""
    of: Names
    """``shared.allocation.Reason``."""
    limit: Names
    """Depot, zone or part of a kit."""
    more: Ints
    measure: Names

    def but_main(self) -> "GivingWay":
        """Return the rows that no reason is about."""
        return self.take(np.flatnonzero(~self.main))

    def beside(self, other: "GivingWay") -> "GivingWay":
        """Return the rows of both, in order of the pairs."""
        both = GivingWay(
            pair=np.concatenate([self.pair, other.pair]),
            main=np.concatenate([self.main, other.main]),
            of=np.concatenate([self.of, other.of]),
            limit=np.concatenate([self.limit, other.limit]),
            more=np.concatenate([self.more, other.more]),
            measure=np.concatenate([self.measure, other.measure]),
        )
        return both.take(np.argsort(both.pair, kind="stable"))

    def take(self, rows: Ints) -> "GivingWay":
        """Return these rows only, in this order."""
        return GivingWay(
            self.pair[rows], self.main[rows], self.of[rows], self.limit[rows], self.more[rows], self.measure[rows]
        )


def giving_way(of: Outcome, part: Ints, rule: Ints, short: Bools, loose: Ints) -> GivingWay:
    """
    Return what has to give way until one more lot of each *short* pair is sent; of a lock all that it goes without.

    Args:
        part: Of each pair, the part of the price that keeps it (``turn.Part``).
        rule: Of each pair, the kit rule whose part lacks.
        loose: Units in each depot beyond whole lots, D x R.
    """
    cut = of.slack > 0
    waiting, locked = np.flatnonzero(short & ~cut), np.flatnonzero(short & cut)
    free, before = takes_of(of, waiting), locks_alone(of) if len(locked) else of
    held = takes_of(before, locked).times(of.slack[locked])
    first, then = _main(free, part, rule), _main(held, part, rule)
    of_waiting = _rows(of, free, _of_waiting(of, free, first), first, loose)
    return of_waiting.beside(_rows(of, held, _of_locked(held, then), then, loose))


def _main(takes: Takes, part: Ints, rule: Ints) -> Bools:
    """Tell which of what is taken the reason of each pair is about."""
    same = takes.part == part[takes.pair][:, None]
    of_kit = (takes.part != Part.KIT) | (takes.rule == rule[takes.pair][:, None])
    return np.asarray(same & of_kit & (takes.limit >= 0))


def _of_waiting(of: Outcome, takes: Takes, main: Bools) -> Ints:
    more = how_much_together(of, takes, takes.short | main)
    exact = alone(of)[takes.pair]
    if exact.any():
        more[exact] = np.where(takes.part == Part.STOCK, lots_before(of, takes.pair[exact])[:, None], 0)
    return more


def _of_locked(takes: Takes, main: Bools) -> Ints:
    return np.maximum(np.where(takes.limit >= 0, takes.takes - takes.room, 0), main)


def _rows(of: Outcome, takes: Takes, more: Ints, main: Bools, loose: Ints) -> GivingWay:
    """Return what there is to say of each amount."""
    row, column = np.nonzero(more > 0)
    pair, part, amount = takes.pair[row], takes.part[column], more[row, column]
    instance, what = of.instance, of.instance.pairs.resource
    why = np.array([REASON_OF[one] for one in Part], dtype=object)[part]
    why[(part == Part.STOCK) & of.pooled[pair]] = Reason.POOL
    limit, measure = depots_of(of)[pair], np.array([Measure.UNITS] * len(pair), dtype=object)
    limit[(why == Reason.POOL) | (part == Part.BUDGET)] = ""
    in_units = amount * of.lot[pair] - np.where(why == Reason.STOCK, loose[of.depot[pair], what[pair]], 0)
    amount = np.where(part == Part.STOCK, in_units, amount)
    of_kit = part == Part.KIT
    lacking = what[instance.kits.part[takes.rule[row, column][of_kit]]]
    limit[of_kit], amount[of_kit] = instance.resources.id[lacking], amount[of_kit] * instance.resources.lot[lacking]
    for kind, (unit, each) in _COUNTED_IN.items():
        here = part == kind
        amount[here], measure[here] = -(-amount[here] // each), unit
    on_road = (part == Part.VOLUME) | (part == Part.WEIGHT)
    limit[on_road] = instance.limits.zones[of.zone[pair[on_road]]]
    return GivingWay(pair, main[row, column], why, limit, np.maximum(1, amount), measure)
