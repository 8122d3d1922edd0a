"""From a division to lines: each with its quantity, its reason and everything needed to recompute it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.instance import Bools, Floats, Ints, Prices
from hub.allocation.need import chance_needed, used
from hub.allocation.outcome import Outcome, fixed_for_others, outcome
from hub.allocation.reasons import reasons_of
from hub.allocation.turn import Part
from hub.fixing import telling
from hub.places import Ask, Place
from shared import lacking
from shared.allocation import Also, Fixed, Line, Need, PricePart, Reason, Turn
from shared.ids import ResourceId, SchoolId
from shared.resources import Power

Pair = tuple[SchoolId, ResourceId]
_PARTS = (
    (Part.STOCK, Reason.STOCK),
    (Part.KIT, Reason.KIT),
    (Part.VOLUME, Reason.VOLUME),
    (Part.WEIGHT, Reason.VOLUME),
    (Part.BUDGET, Reason.BUDGET),
    (Part.TRIP, Reason.TRIP),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What lines tell that the arrays do not."""

    places: Mapping[SchoolId, Place]
    asks: Mapping[Pair, Ask]
    units: Mapping[tuple[str, ResourceId], int]
    """What the depots had, not in lots."""
    fixed: Mapping[Pair, Sequence[Fixed]] = field(default_factory=dict)
    tells_others: bool = True
    """Whether a line says what was fixed for other schools: a plan of before did not."""


def explain(of: Assembled, lots: Ints, prices: Prices, known: Known) -> list[Line]:
    """
    Return one line for each school and resource that is needed, asked for, held, laid down or sent, with its reason.

    It reads nothing of the solver but the lots and the prices, so that an auditor can call it on a published plan.
    """
    book = _Book(of, outcome(of.instance, lots, prices), known)
    return [book.line(pair) for pair in book.shown()]


class _Book:
    """The columns that the lines are read from."""

    def __init__(self, of: Assembled, out: Outcome, known: Known) -> None:
        instance, self._out, self._known, self._alpha = of.instance, out, known, float(of.settings.alpha)
        self._schools, self._goods = instance.schools.id[instance.pairs.school], instance.resources.id
        self._resource = instance.resources.id[instance.pairs.resource]
        have = of.asked.on_hand + of.asked.in_transit + out.lots * out.lot
        wanted: Bools = chance_needed(of.asked.curve, have) * 100 >= of.settings.least_use_pct
        self._why = reasons_of(out, wanted=wanted, least_use_pct=of.settings.least_use_pct, loose=_loose(of, known))
        self._first = np.searchsorted(self._why.also.pair, np.arange(len(have) + 1)).tolist()
        self._use = used(of.asked.curve, have, out.lot)
        self._value = _value(out, self._use)
        self._rivals = _rivals(out)
        self._others = fixed_for_others(out) if known.tells_others else np.zeros(len(have), dtype=np.int64)
        self._have = have
        self._shares, self._taken = of.asked.shares, of.asked.taken

    def shown(self) -> list[int]:
        """Return the pairs that have a line."""
        return [at for at in range(len(self._have)) if self._ask(at).need.p90 or self._ask(at).asked or self._is(at)]

    def _is(self, at: int) -> bool:
        return bool(self._have[at] > 0 or self._key(at) in self._known.fixed)

    def _key(self, at: int) -> Pair:
        return self._schools[at], self._resource[at]

    def _ask(self, at: int) -> Ask:
        key = self._key(at)
        return self._known.asks.get(key) or Ask(*key, Need(0, 0, 0), counted=False)

    def line(self, at: int) -> Line:
        """Return the line of a pair."""
        ask, why, out = self._ask(at), self._why, self._out
        place, reason, fixed = self._known.places[ask.school], why.reason[at], self._fixed(at)
        lots, lot = int(out.lots[at]), int(out.lot[at])
        goes = int(why.kit_of[at])
        return Line(
            school=ask.school,
            site=place.site,
            resource=ask.resource,
            units=lots * lot,
            lots=lots,
            lot=lot,
            reason=reason,
            need=ask.need,
            on_hand=ask.on_hand,
            in_transit=ask.in_transit,
            asked=ask.asked,
            next_lot_use_pct=round(100 * float(self._use[at]) / lot),
            urgency_pct=place.urgency_pct,
            value=int(self._value[at]),
            price=int(out.turns.price[at]),
            limit=why.limit[at] + self._doubt(place, reason),
            depot=place.depot,
            depot_stock=self._known.units.get((place.depot, ask.resource), 0),
            depot_schools=int(self._rivals[at]),
            changes_at=int(why.more[at]),
            kit_of=self._resource[goes] if goes >= 0 else None,
            made_by=ask.made_by,
            counted=ask.counted,
            count_day_sure=ask.count_day_sure,
            # A node of two years ago tells no more of a lock than this.
            note=fixed.reason if fixed and reason is Reason.LOCK else "",
            turn=self._turn(at, fixed),
        )

    def _turn(self, at: int, fixed: Fixed | None) -> Turn:
        turns, school = self._out.turns, int(self._out.instance.pairs.school[at])
        return Turn(
            alpha=self._alpha,
            fill_before_pct=round(100 * float(turns.fill_before[school])),
            fill_after_pct=round(100 * float(turns.fill_after[school])),
            pressing_pct=round(float(turns.pressing_pct[school])),
            parts=self._parts(at),
            measure=self._why.measure[at],
            about=bool(self._why.about[at]),
            also=self._also(at),
            fixed=fixed,
            assumed_pct=self._assumed(at),
            waited=self._known.places[SchoolId(self._schools[at])].waited,
            doubted=self._ask(at).doubted,
            fixed_for_others=int(self._others[at]) if self._is_of_stock(at) else 0,
        )

    def _is_of_stock(self, at: int) -> bool:
        return self._why.reason[at] in (Reason.STOCK, Reason.POOL) and bool(self._known.places[self._schools[at]].depot)

    def _assumed(self, at: int) -> int:
        return round(100 * float(self._shares[_what(self._out, at)])) if self._taken[at] else 0

    def _also(self, at: int) -> tuple[Also, ...]:
        rows = range(self._first[at], self._first[at + 1])
        way = self._why.also
        return tuple(Also(way.of[row], str(way.limit[row]), int(way.more[row]), way.measure[row]) for row in rows)

    def _parts(self, at: int) -> tuple[PricePart, ...]:
        cost, out = self._out.turns.cost[at].tolist(), self._out
        limits, zone = out.instance.limits, int(out.zone[at])
        depot = str(limits.depots[out.depot[at]])
        found = []
        for part, reason in _PARTS:
            if not cost[part]:
                continue
            pooled = part is Part.STOCK and bool(out.pooled[at]) and not out.left.stock[out.depot[at]][_what(out, at)]
            limit = "" if part in (Part.BUDGET, Part.KIT) or pooled else depot
            if part in (Part.VOLUME, Part.WEIGHT):
                limit = str(limits.zones[zone])
            found.append(PricePart(Reason.POOL if pooled else reason, limit, int(cost[part])))
        return tuple(found)

    def _fixed(self, at: int) -> Fixed | None:
        """Return what was laid down for a line where that is its reason, or could not be kept."""
        out, reason = self._out, self._why.reason[at]
        least = int(out.instance.pairs.least[at])
        fixed = telling(self._known.fixed.get(self._key(at), ()), held_up=0 < least >= int(out.lots[at]))
        if fixed is None or (reason is not Reason.LOCK and not out.slack[at]):
            return None
        cut = self._why.cut_by[at] or (reason if out.slack[at] else None)
        return msgspec.structs.replace(fixed, cut_by=cut)

    def _doubt(self, place: Place, reason: Reason) -> str:
        return lacking.UNKNOWN if reason is Reason.KIT and place.power is not Power.NONE else ""


def _what(out: Outcome, at: int) -> int:
    return int(out.instance.pairs.resource[at])


def _loose(of: Assembled, known: Known) -> Ints:
    """Return the units that each depot has beyond whole lots, D x R."""
    limits, goods = of.instance.limits, of.instance.resources
    found = np.zeros(limits.stock.shape, dtype=np.int64)
    depots = {name: at for at, name in enumerate(limits.depots)}
    resources = {name: at for at, name in enumerate(goods.id)}
    for (depot, resource), units in known.units.items():
        if depot in depots and resource in resources:
            found[depots[depot], resources[resource]] = max(0, units) % int(goods.lot[resources[resource]])
    return found


def _value(out: Outcome, use: Floats) -> Ints:
    """Return what one more lot would be worth, also where it is too little to be sent."""
    pairs, value = out.instance.pairs, out.instance.resources.value
    plain = use * value[pairs.resource] * out.turns.pressing_pct[pairs.school] / 100
    return np.where(out.turns.open > 0, out.turns.gain, np.rint(plain).astype(np.int64))


def _rivals(out: Outcome) -> Ints:
    """Return for each pair the schools to which a lot of it is worth sending from where it comes."""
    pairs, limits = out.instance.pairs, out.instance.limits
    wants = np.diff(pairs.first) > 0
    here = np.zeros(limits.stock.shape, dtype=np.int64)
    np.add.at(here, (out.depot[wants], pairs.resource[wants]), 1)
    return np.where(out.pooled, here.sum(axis=0)[pairs.resource], here[out.depot, pairs.resource])
