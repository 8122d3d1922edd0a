"""What the plans that went out gave, as columns: it never changes, and is read once for each plan and process."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
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
    """
    The lines of a plan but those of what a school cannot use; *school* and *resource* are places in the names.

    Of no line anything is kept but numbers: a tuple each would weigh five times as much.
    """

    schools: tuple[str, ...]
    resources: tuple[str, ...]
    sites: tuple[str, ...]
    school: Ints
    resource: Ints
    need: Ints
    had: Ints
    """What was there already, or on its way."""
    units: Ints
    sending: Ints
    """The lines that send anything, those of one site and resource together..."""
    goes: Ints
    """...and where each of them goes: the place of its site."""

    def sent(self) -> Iterator[tuple[str, str, list[int]]]:
        """Give each site and resource of which anything is sent, with the lines that do."""
        of = self.resource[self.sending].tolist()
        lines = zip(self.goes.tolist(), of, self.sending.tolist(), strict=True)
        for (site, resource), some in groupby(lines, key=itemgetter(0, 1)):
            yield self.sites[site], self.resources[resource], [at for _, _, at in some]


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
    schools, resources, sites = ({one: at for at, one in enumerate(dict.fromkeys(names))} for names in (
        (one.school for one in lines), (one.resource for one in lines), (one.site for one in lines)))  # fmt: skip
    resource = np.array([resources[one.resource] for one in lines], dtype=np.int64)
    units = np.array([one.units for one in lines], dtype=np.int64)
    site = np.array([sites[one.site] for one in lines], dtype=np.int64)
    sending = np.flatnonzero(units)
    sending = sending[np.lexsort((resource[sending], site[sending]))]
    return Given(
        schools=tuple(schools),
        resources=tuple(resources),
        sites=tuple(sites),
        school=np.array([schools[one.school] for one in lines], dtype=np.int64),
        resource=resource,
        need=np.array([one.need.p50 for one in lines], dtype=np.int64),
        had=np.array([one.on_hand + one.in_transit for one in lines], dtype=np.int64),
        units=units,
        sending=sending,
        goes=site[sending],
    )
