"""What became of each request: a plan took it up, another took its place, it was turned down, or it waits."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlalchemy import select

from hub import schema
from hub.inputs import open_requests
from hub.request_answers import Asked
from hub.rows import RequestRow
from hub.store import Store
from shared.allocation import Line
from shared.ids import ResourceId, SchoolId

Key = tuple[str, SchoolId, ResourceId]
"""A plan, and the pair of one of its lines."""


class Stage(StrEnum):
    """How far a request is."""

    WAITS = "waits"
    """For the next plan."""
    REPLACED = "replaced"
    """The school asked for the same again before a plan was drawn."""
    DECIDED = "decided"
    """A plan that went out took it into account."""
    TURNED_DOWN = "turned_down"
    """In words."""
    PASSED = "passed"
    """It was here when a plan was drawn that did not take it up: it may speak of a need that was over by then."""


@dataclass(frozen=True, slots=True)
class Became:
    """A request and what became of it."""

    row: RequestRow
    stage: Stage
    plan: str = ""
    line: Line | None = None


def became(
    rows: Sequence[RequestRow],
    plans: Mapping[str, int],
    lines: Mapping[Key, Line],
    refused: Collection[Asked] = (),
) -> list[Became]:
    """
    Return what became of *rows*, in their order.

    *plans* are those that went out, in the order in which they were drawn, each with the number of the last record that
    it had heard: the first that heard a request decided it, if it was the last for its pair by then and the line says
    so many units were asked.
    """
    read = sorted(plans, key=plans.__getitem__)
    heard = [plans[plan] for plan in read]
    rounds: dict[int, list[RequestRow]] = {}
    for row in rows:
        rounds.setdefault(bisect_left(heard, row.arrived), []).append(row)
    last = {at: {row.event for row in open_requests(own)} for at, own in rounds.items()}
    return [_one(row, bisect_left(heard, row.arrived), read, last, lines, refused) for row in rows]


def _one(
    row: RequestRow,
    at: int,
    read: Sequence[str],
    last: Mapping[int, Collection[Asked]],
    lines: Mapping[Key, Line],
    refused: Collection[Asked],
) -> Became:
    if row.event not in last[at]:
        return Became(row, Stage.REPLACED)
    plan = read[at] if at < len(read) else ""
    line = lines.get((plan, row.school, row.resource))
    if line is not None and line.asked == row.units:
        return Became(row, Stage.DECIDED, plan, line)
    if row.event in refused:
        return Became(row, Stage.TURNED_DOWN)
    return Became(row, Stage.PASSED, plan) if plan else Became(row, Stage.WAITS)


def lines_of(store: Store) -> Mapping[Key, Line]:
    """Return the lines of the plans that went out for everything that a school has ever asked for."""
    table, asked = schema.plan_lines, select(schema.requests.c.school, schema.requests.c.resource).distinct().subquery()
    pair = (table.c.school == asked.c.school) & (table.c.resource == asked.c.resource)
    query = select(table.c.plan, table.c.line).join(asked, pair).where(table.c.plan.in_(list(store.published())))
    with store.read() as connection:
        found = [(row.plan, msgspec.json.decode(row.line, type=Line)) for row in connection.execute(query)]
    return {(plan, line.school, line.resource): line for plan, line in found}
