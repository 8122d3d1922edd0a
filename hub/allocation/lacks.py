"""What the next lot of each pair takes of every limit, and what is left for it: all that it has no room in lacks."""

from dataclasses import dataclass, replace

import numpy as np

from hub.allocation.instance import NO_LIMIT, Bools, Ints
from hub.allocation.outcome import Outcome, parts_lack
from hub.allocation.turn import Part


@dataclass(frozen=True, slots=True, eq=False)
class Takes:
    """Of some pairs A the next lot, by limit: its own stock, roads, money, the trip, each part of its kit: A x K."""

    pair: Ints
    part: Ints
    """``turn.Part`` of each column."""
    limit: Ints
    """A number of its own for each limit of the instance, whatever draws on it; -1 where there is none."""
    takes: Ints
    """In lots, millilitres, grams or céntimos, as ``room``: the trip where none is made yet."""
    room: Ints
    rule: Ints
    """Of a kit's part the rule; else -1."""

    @property
    def short(self) -> Bools:
        """Tell what there is no room for."""
        return np.asarray((self.takes > self.room) & (self.limit >= 0))

    def times(self, lots: Ints) -> "Takes":
        """Return the same for so many lots of each pair at once, one trip for all of them."""
        goods = self.takes * np.maximum(1, lots)[:, None]
        return replace(self, takes=np.where(self.part == Part.TRIP, self.takes, goods))


def takes_of(of: Outcome, pair: Ints) -> Takes:
    """Return what the next lot of each of these pairs takes and has left, of what limits anything."""
    limits, schools, what = of.instance.limits, of.instance.schools, of.instance.pairs.resource[pair]
    depots, goods = limits.stock.shape
    depot, zone = of.depot[pair], of.zone[pair]
    # A number for each depot's own, then the reserve of each resource, litres, kilos and trips, and last the money.
    zones = len(limits.zones) + 1
    first = np.cumsum([0, depots * goods, goods, zones, zones, depots])
    trip = np.where(of.left.visited, 0, schools.trip_cost)[of.instance.pairs.school[pair]]
    none = np.full(len(pair), -1)

    def stock(what: Ints) -> Ints:
        return np.asarray(np.where(limits.pool[what] > 0, first[1] + what, depot * goods + what))

    number = {Part.VOLUME: first[2] + zone, Part.WEIGHT: first[3] + zone, Part.BUDGET: none * 0 + first[5]}
    columns = [(Part.STOCK, stock(what), none * 0 + 1, of.left.reach[depot, what], none)]
    columns += [(kind, number[kind], takes[pair], room[pair], none) for kind, takes, room in of.roads()]
    columns.append((Part.TRIP, first[4] + depot, trip, of.left.trips[depot], none))
    lack = parts_lack(of)
    for rule in _rules(of, pair):
        part = of.instance.pairs.resource[of.instance.kits.part[rule]]
        extra = np.where(rule >= 0, of.turns.extra[rule], 0)
        columns.append((Part.KIT, stock(part), extra, extra - np.where(rule >= 0, lack[rule], 0), rule))
    columns = [one for one in columns if ((one[2] > 0) & (one[3] < NO_LIMIT)).any()]
    parts = np.array([one[0] for one in columns], dtype=np.int64)
    limit, taken, left, rules = (
        np.array([one[at] for one in columns], dtype=np.int64).reshape(len(columns), len(pair)).T for at in range(1, 5)
    )
    return Takes(pair, parts, np.where((taken > 0) & (left < NO_LIMIT), limit, -1), taken, left, rules)


def _rules(of: Outcome, pair: Ints) -> list[Ints]:
    """Return the first kit rule of each pair, the second and so on; -1 where it has no more."""
    main = of.instance.kits.main
    order = np.argsort(main, kind="stable")
    begin, end = (np.searchsorted(main[order], pair, side=side) for side in ("left", "right"))
    most = int((end - begin).max(initial=0))
    return [np.where(begin + nth < end, order[np.minimum(begin + nth, len(order) - 1)], -1) for nth in range(most)]
