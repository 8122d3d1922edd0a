"""What was fixed and has gone out already: a lock counts in each plan until its last day, and whoever signs knows."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from hub import schema
from hub.caveats import Caveat
from hub.lock_outcome import Pair, known_to
from hub.plan_rows import PlanRow, PlanStatus
from hub.store import Store
from shared.allocation import LockKind
from shared.ids import ResourceId, SchoolId
from shared.sentences import N_, Sentence

_ASKS = (LockKind.EXACT, LockKind.MIN)
"""Those that send something by themselves."""


def sent(store: Store, numbers: Collection[int]) -> Mapping[int, dict[str, int]]:
    """Return of each lock what plans that went out sent of its resource to its school, by plan, the oldest first."""
    found: dict[int, dict[str, int]] = {}
    for plan in reversed(store.plans()):
        if plan.status is not PlanStatus.PUBLISHED:
            continue
        locks = {one.number: (one.school, one.resource) for one in known_to(plan) if one.number in numbers}
        units = _units(store, plan.id, set(locks.values())) if locks else {}
        for number, pair in locks.items():
            if units.get(pair):
                found.setdefault(number, {})[plan.id] = units[pair]
    return found


def _units(store: Store, plan: str, pairs: Collection[Pair]) -> dict[Pair, int]:
    table = schema.plan_lines.c
    query = select(table.school, table.resource, table.units).where(
        table.plan == plan, table.school.in_({school for school, _ in pairs}), table.units > 0
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    return {(SchoolId(row.school), ResourceId(row.resource)): row.units for row in rows}


def again(store: Store, plan: PlanRow) -> list[Caveat]:
    """Return what whoever signs a plan must know of what it sends once more because it is still fixed."""
    if plan.status is PlanStatus.PUBLISHED:
        return []
    asks = {one.number: one for one in known_to(plan) if one.kind in _ASKS}
    before = sent(store, asks)
    now = _units(store, plan.id, {(asks[number].school, asks[number].resource) for number in before}) if before else {}
    twice = [number for number in before if now.get((asks[number].school, asks[number].resource))]
    if not twice:
        return []
    what = Sentence(_AGAIN, {"n": len(twice), "numbers": ", ".join(map(str, sorted(twice)))})
    return [Caveat(what, Sentence(_LIFT))]


_AGAIN = N_(
    "Lo que se fijó ya salió en un plan de antes y este lo envía otra vez (cantidades fijadas: %(n)s; números: "
    "%(numbers)s)."
)
_LIFT = N_(
    "Lo fijado cuenta en cada plan hasta su último día. Si bastaba una vez, levántelo en «Cantidades fijadas» y "
    "calcule el plan otra vez."
)
