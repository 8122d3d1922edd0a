"""The schools that got nothing: by what they confirmed that they accepted, not by what was planned for them."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from hub import schema
from hub.efficiency import Sent, month_of
from hub.plan_rows import PlanStatus
from hub.region_rows import School
from hub.store import Store
from shared.ids import SchoolId


class Because(StrEnum):
    """Why a school got nothing."""

    UNSENT = "unsent"
    """No plan sent it anything."""
    UNCONFIRMED = "unconfirmed"
    """Something was ordered to leave for it, and nobody said what became of it."""
    CLOSED = "closed"
    """What was ordered to leave for it did not come, as the office says."""
    REFUSED = "refused"
    """Something came, or was to, and it accepted none of it."""


class Nothing(NamedTuple):
    """A school that got nothing, and why."""

    school: School
    because: Because


def got_nothing(store: Store, rows: Sequence[Sent], cycles: int | None) -> tuple[list[Nothing], int]:
    """
    Return the schools in service that confirmed nothing of the last *cycles* months, and how many those were.

    *rows*: what ``efficiency.sent_rows`` gave. None: of all months that had a plan, so that they never got anything.
    """
    plans = schema.plans.c
    with store.one_state(), store.read() as connection:
        published = connection.execute(select(plans.period_first).where(plans.status == PlanStatus.PUBLISHED)).scalars()
        months = sorted({month_of(first) for first in published})
        schools = store.schools()
    last = months if cycles is None else months[-cycles:]
    if not last:
        return [], 0
    mine = [row for row in rows if row.month in last]
    got = _named(row.reached for row in mine)
    sent = _named(row.sent_to for row in mine)
    open_ = _named(row.sent_to for row in mine if not (row.confirmed or row.closed))
    closed = _named(row.sent_to for row in mine if row.closed)
    return [Nothing(one, _because(one.id, sent, open_, closed)) for one in schools if one.id not in got], len(last)


def _named(some: Iterable[Collection[SchoolId]]) -> set[SchoolId]:
    return {school for schools in some for school in schools}


def _because(
    school: SchoolId, sent: Collection[SchoolId], unconfirmed: Collection[SchoolId], closed: Collection[SchoolId]
) -> Because:
    if school not in sent:
        return Because.UNSENT
    if school in unconfirmed:
        return Because.UNCONFIRMED
    return Because.CLOSED if school in closed else Because.REFUSED
