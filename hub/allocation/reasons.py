"""Why every pair has its lots and what would change it, from an instance, the lots and the published prices alone."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from hub.allocation.ahead import alone
from hub.allocation.giving_way import REASON_OF, GivingWay, giving_way
from hub.allocation.instance import Bools, Ints, Names
from hub.allocation.outcome import Outcome, depots_of, kit_of, scarce_part, what_blocks, what_cuts
from hub.allocation.turn import Part
from shared.allocation import Measure, Reason


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """One row for each pair of the instance."""

    reason: Names
    """``shared.allocation.Reason``."""
    cut_by: Names
    """Of a lock that could not be kept: what keeps it from being kept; else empty."""
    limit: Names
    """Depot, zone, requirement or kit part that the reason is about."""
    more: Ints
    """What would change it, in ``measure``; 0 where no amount would."""
    measure: Names
    also: GivingWay
    """What has to give way together with ``limit``: where a pair has any of it, ``more`` alone would change nothing."""
    about: Bools
    """``more`` is an estimate: several limits or kits play a part, and what is freed moves all of them."""
    kit_of: Ints
    """The pair whose kit it goes with, -1 where it goes alone."""


def reasons_of(of: Outcome, *, wanted: Bools, least_use_pct: int, loose: Ints) -> Reasons:
    """
    Return the reason of every pair.

    Args:
        wanted: Pairs at which one more unit is likely enough to be needed, whatever the lot.
        least_use_pct: A lot is worth sending when at least this share of it is expected to be used.
        loose: Units in each depot beyond whole lots, D x R.
    """
    part, rule, goes = what_cuts(of, what_blocks(of)), scarce_part(of), kit_of(of)
    why = _why(of, part)
    codes = _codes(of, why, goes, wanted)
    cut = (codes == Reason.LOCK) & (of.slack > 0)
    # Two locks that contradict each other: no goods and no road would change that.
    why[cut & (of.lots >= of.instance.pairs.most) & (depots_of(of) != "")] = Reason.LOCK
    kept_by = np.where(cut, why, np.where(codes == Reason.LOCK, "", codes)).astype(object)
    short = (((of.turns.open > 0) & (codes == why) & (depots_of(of) != "")) | cut) & (why != Reason.LOCK)
    way = giving_way(of, part, rule, short, loose)
    more, measure = np.zeros(len(codes), dtype=np.int64), np.array([Measure.UNITS] * len(codes), dtype=object)
    more[way.pair[way.main]], measure[way.pair[way.main]] = way.more[way.main], way.measure[way.main]
    too_big = codes == Reason.LOT_TOO_BIG
    more = np.where(too_big, -(-least_use_pct * of.lot // 100), np.maximum(more, short))
    of_stock = (codes == Reason.STOCK) | (codes == Reason.POOL)
    return Reasons(
        reason=codes,
        cut_by=np.where(cut, why, "").astype(object),
        limit=_limit(of, kept_by, rule, goes),
        more=more,
        measure=measure,
        also=way.but_main(),
        about=(more > 0) & ~too_big & ~(of_stock & alone(of)),
        kit_of=np.where(codes == Reason.KIT, goes, -1),
    )


def what_stops(of: Outcome) -> list[tuple[str, int]]:
    """Return what keeps the pairs that would be sent more from it (``shared.allocation.Reason``), and how many each."""
    pairs = of.instance.pairs
    why = _why(of, what_cuts(of, what_blocks(of)))
    why[of.lots >= pairs.most] = Reason.LOCK
    further = (of.turns.open > 0) & (pairs.missing == "") & (depots_of(of) != "")
    return Counter(map(str, why[further])).most_common()


def _why(of: Outcome, part: Ints) -> Names:
    why = np.array([REASON_OF[one] for one in Part], dtype=object)[part]
    why[(part == Part.STOCK) & of.pooled] = Reason.POOL
    return why


def _codes(of: Outcome, why: Names, goes: Ints, wanted: Bools) -> Names:
    pairs, further = of.instance.pairs, of.turns.open > 0
    held_up = (pairs.least > 0) & (of.lots <= pairs.least)
    too_big = wanted & (of.lot > 1) & (of.lots == 0)
    chosen = [
        (pairs.missing != "", Reason.INCOMPATIBLE),
        (further & (depots_of(of) == ""), Reason.STOCK),
        (held_up | (further & (of.lots >= pairs.most)), Reason.LOCK),
        (further, None),
        ((of.turns.open < 0) & (goes >= 0), Reason.KIT),
        (~further & too_big, Reason.LOT_TOO_BIG),
    ]
    # np.full would make plain text of a name.
    codes = np.array([Reason.SATISFIED] * len(pairs), dtype=object)
    for where, code in reversed(chosen):
        codes[where] = why[where] if code is None else code
    return codes


def _limit(of: Outcome, kept_by: Names, rule: Ints, goes: Ints) -> Names:
    pairs, kits = of.instance.pairs, of.instance.kits
    limit = np.where(kept_by == Reason.INCOMPATIBLE, pairs.missing, "").astype(object)
    of_depot = (kept_by == Reason.STOCK) | (kept_by == Reason.TRIP)
    limit[of_depot] = depots_of(of)[of_depot]
    of_zone = (kept_by == Reason.VOLUME) & (of.zone >= 0)
    limit[of_zone] = of.instance.limits.zones[of.zone[of_zone]]
    lacks = (kept_by == Reason.KIT) & (goes < 0) & (rule >= 0)
    limit[lacks] = of.instance.resources.id[pairs.resource[kits.part[rule[lacks]]]]
    limit[(kept_by == Reason.KIT) & (goes >= 0)] = "power"
    return limit
