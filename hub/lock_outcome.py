"""How locks came out in a plan: which of them it knows, what their lines came to, and what stands beside a line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import select

from hub import schema
from hub.fixing import LockRow
from hub.lock_checks import quantity_told
from hub.plan_rows import PlanRow
from hub.plans import newest
from hub.store import Store
from shared.allocation import Line, LockKind
from shared.ids import ResourceId, SchoolId
from shared.sentences import N_, Sentence

Pair = tuple[SchoolId, ResourceId]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the newest plan made of the locks."""

    plan: str = ""
    """Empty where there is none yet."""
    numbers: frozenset[int] = frozenset()
    """Those that it knows."""
    lines: Mapping[Pair, Line] = field(default_factory=dict)


def outcome(store: Store, schools: Collection[SchoolId]) -> Outcome:
    """Return how the newest plan treats the locks of some *schools*."""
    plan = newest(store.plans())
    if plan is None:
        return Outcome()
    numbers = frozenset(one.number for one in known_to(plan))
    return Outcome(plan.id, numbers, _lines(store, plan, schools))


def in_plan(store: Store, plan: PlanRow) -> list[tuple[LockRow, Line | None]]:
    """Return what was fixed when a plan was drawn, each with its line: first what is not met, and the largest."""
    locks = known_to(plan)
    lines = _lines(store, plan, {one.school for one in locks}) if locks else {}
    found = [(one, lines.get((one.school, one.resource))) for one in locks]
    return sorted(found, key=_at_first)


def _at_first(of: tuple[LockRow, Line | None]) -> tuple[bool, int, int]:
    lock, line = of
    met = line is not None and is_kept(lock, line.units)
    return met, -(line.units if met and line else lock.units), lock.number


def _lines(store: Store, plan: PlanRow, schools: Collection[SchoolId]) -> Mapping[Pair, Line]:
    table = schema.plan_lines
    query = select(table.c.line).where(table.c.plan == plan.id, table.c.school.in_(list(schools)))
    with store.read() as connection:
        lines = [msgspec.json.decode(line, type=Line) for line in connection.execute(query).scalars()]
    return {(line.school, line.resource): line for line in lines}


def is_kept(lock: LockRow, units: int) -> bool:
    """
    Tell whether a line of so many *units* is what a lock asks for.

    >>> lock = LockRow(school="0403691-0", resource="guia", kind=LockKind.MIN, units=40)
    >>> is_kept(lock, 31), is_kept(lock, 50)
    (False, True)
    """
    asks, allows = lock.kind in (LockKind.EXACT, LockKind.MIN), lock.kind is not LockKind.MIN
    return (not asks or units >= lock.units) and (not allows or units <= lock.units)


def known_to(plan: PlanRow) -> list[LockRow]:
    """Return the locks that a plan was drawn with; those of before had none."""
    return [msgspec.convert(row, LockRow) for row in plan.inputs.get("locks", [])]


def beside(plan: PlanRow, lines: Iterable[Line]) -> Mapping[Pair, list[Sentence]]:
    """Return what stands beside lines whose own words do not tell what was laid down for them."""
    laid: dict[Pair, list[LockRow]] = {}
    for one in known_to(plan):
        laid.setdefault((one.school, one.resource), []).append(one)
    told: dict[Pair, list[Sentence]] = {}
    for line in lines:
        key = line.school, line.resource
        said = line.turn.fixed if line.turn else None
        others = [one for one in laid.get(key, ()) if not said or (one.kind, one.units) != (said.kind, said.units)]
        if others:
            told[key] = [_told(one) for one in others]
    return told


def _told(lock: LockRow) -> Sentence:
    day = f"{lock.expires:%d/%m/%Y}" if lock.expires else ""
    office, quantity = Sentence(lock.office), quantity_told(lock)
    return Sentence(_BESIDE, {"office": office, "quantity": quantity, "day": day, "why": lock.reason})


_BESIDE = N_("Fijado por %(office)s: %(quantity)s, hasta el %(day)s. No cambia esta línea. Motivo: %(why)s")
