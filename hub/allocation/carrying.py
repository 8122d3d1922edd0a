"""Lots taken one by one while every limit allows, each with the parts that go along: how a person would divide."""

from collections import defaultdict

from hub.allocation.instance import NO_LIMIT, Instance, Ints


class Carrier:
    """What was taken so far, and what is left of every limit."""

    def __init__(self, instance: Instance) -> None:
        pairs, schools, goods, limits = instance.pairs, instance.schools, instance.resources, instance.limits
        self.lots = [0] * len(pairs)
        self._school, self._resource = pairs.school.tolist(), pairs.resource.tolist()
        self._depot, self._zone = schools.depot.tolist(), schools.zone.tolist()
        self._trip, self._spare = schools.trip_cost.tolist(), pairs.spare.tolist()
        self._lot, self._most = goods.lot.tolist(), pairs.most.tolist()
        each = zip(*((goods.lot * of).tolist() for of in (goods.volume_ml, goods.weight_g, goods.cost)), strict=True)
        self._each = list(each)
        self._stock, self._pool = limits.stock.tolist(), limits.pool.tolist()
        self._ml, self._g = [*limits.zone_ml.tolist(), NO_LIMIT], [*limits.zone_g.tolist(), NO_LIMIT]
        self._trips, self._money = limits.trips.tolist(), int(limits.money)
        self._visited: set[int] = set()
        self._kits: dict[int, list[int]] = defaultdict(list)
        self._loads: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for main, part, units, per in zip(*(of.tolist() for of in _rules(instance)), strict=True):
            self._kits[main].append(part)
            self._loads[part].append((main, units, per))

    def take(self, pair: int) -> bool:
        """Take one more lot of *pair* and what goes with it, if all of it fits; tell whether it did."""
        takes = {pair: 1}
        for part in self._kits.get(pair, ()):
            takes[part] = self._further(part, pair)
        school = self._school[pair]
        depot, zone = self._depot[school], self._zone[school]
        trip = 0 if school in self._visited else self._trip[school]
        sums = [sum(self._each[self._resource[p]][of] * n for p, n in takes.items()) for of in range(3)]
        rooms = (self._ml[zone], self._g[zone], self._money)
        if any(used > room for used, room in zip(sums, rooms, strict=True)) or trip > self._trips[depot]:
            return False
        if any(n and not self._holds(depot, p, n) for p, n in takes.items()):
            return False
        for one, count in takes.items():
            self._draw(depot, self._resource[one], count)
            self.lots[one] += count
        self._ml[zone], self._g[zone] = _less(self._ml[zone], sums[0]), _less(self._g[zone], sums[1])
        self._money, self._trips[depot] = _less(self._money, sums[2]), _less(self._trips[depot], trip)
        self._visited.add(school)
        return True

    def _further(self, part: int, main: int) -> int:
        """Return the further lots of *part* that one more lot of *main* takes along."""
        load = 0.0
        for other, units, per in self._loads[part]:
            load += (self.lots[other] + (other == main)) * self._lot[self._resource[other]] * units / per
        needed = -int(-(load - 1e-9) // 1) - self._spare[part]
        return int(max(0, -(-needed // self._lot[self._resource[part]]) - self.lots[part]))

    def _holds(self, depot: int, pair: int, lots: int) -> bool:
        what = self._resource[pair]
        there = self._stock[depot][what] + self._pool[what]
        return bool(there >= lots and self.lots[pair] + lots <= self._most[pair])

    def _draw(self, depot: int, what: int, lots: int) -> None:
        own = min(lots, self._stock[depot][what])
        self._stock[depot][what] = _less(self._stock[depot][what], own)
        self._pool[what] = _less(self._pool[what], lots - own)


def _rules(instance: Instance) -> tuple[Ints, ...]:
    return instance.kits.main, instance.kits.part, instance.kits.units, instance.kits.per


def _less(limit: int, used: int) -> int:
    return limit if limit == NO_LIMIT else limit - used
