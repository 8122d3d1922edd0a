"""What the plans that went out gave, as columns: it never changes, and is read once for each plan and process."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from hub import schema
from hub.plan_rows import PlanRow
from hub.store import Store
from shared.allocation import Reason

MOST_PLANS = 24
"""Of which the columns are kept: two years of monthly plans, some megabytes each in a large region."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Given:
    """The lines of a plan but those of what a school cannot use; *school* and *resource* are places in the names."""

    schools: tuple[str, ...]
    resources: tuple[str, ...]
    school: Ints
    resource: Ints
    need: Ints
    had: Ints
    """What was there already, or on its way."""
    units: Ints
    sent: Mapping[tuple[str, str], tuple[int, ...]]
    """The lines that send anything, by site and resource."""


class _Need(msgspec.Struct):
    p50: int


class _Line(msgspec.Struct):
    """Of a line what is read here of hundreds of thousands."""

    school: str
    site: str
    resource: str
    units: int
    reason: str
    need: _Need
    on_hand: int = 0
    in_transit: int = 0


_LINE = msgspec.json.Decoder(_Line)
_kept: OrderedDict[str, Given] = OrderedDict()
_turn = Lock()


def given(store: Store, plan: PlanRow) -> Given:
    """Return the columns of a plan that went out."""
    with _turn:
        found = _kept.get(plan.plan_hash)
        if found is not None:
            _kept.move_to_end(plan.plan_hash)
            return found
    found = _read(store, plan.id)
    with _turn:
        _kept[plan.plan_hash] = found
        while len(_kept) > MOST_PLANS:
            _kept.popitem(last=False)
    return found


def _read(store: Store, plan: str) -> Given:
    table = schema.plan_lines.c
    with store.read() as connection:
        bodies = connection.execute(select(table.line).where(table.plan == plan).order_by(table.school, table.resource))
        lines = [one for one in map(_LINE.decode, bodies.scalars()) if one.reason != Reason.INCOMPATIBLE]
    schools, resources = ({one: at for at, one in enumerate(dict.fromkeys(names))} for names in (
        (one.school for one in lines), (one.resource for one in lines)))  # fmt: skip
    sent: dict[tuple[str, str], tuple[int, ...]] = {}
    for at, one in enumerate(lines):
        if one.units:
            sent[one.site, one.resource] = (*sent.get((one.site, one.resource), ()), at)
    return Given(
        schools=tuple(schools),
        resources=tuple(resources),
        school=np.array([schools[one.school] for one in lines], dtype=np.int64),
        resource=np.array([resources[one.resource] for one in lines], dtype=np.int64),
        need=np.array([one.need.p50 for one in lines], dtype=np.int64),
        had=np.array([one.on_hand + one.in_transit for one in lines], dtype=np.int64),
        units=np.array([one.units for one in lines], dtype=np.int64),
        sent=sent,
    )
