"""What schools objected to in the last plan that went out, beside the lines of the next one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import select

from hub import schema
from hub.answers import answers
from hub.plan_rows import PlanRow, PlanStatus
from hub.rows import ObjectionRow
from hub.store import Store
from shared.allocation import Answer
from shared.ids import ResourceId, SchoolId, SiteId
from shared.sentences import N_, Sentence, Value
from shared.web.codes import OBJECTION_REASONS

Key = tuple[SchoolId, ResourceId]


class Placed(Protocol):
    """What is of a resource at a school: a line, or what an index keeps of it."""

    @property
    def school(self) -> SchoolId:
        """Its school..."""

    @property
    def site(self) -> SiteId:
        """...where that is..."""

    @property
    def resource(self) -> ResourceId:
        """...and the resource."""


def objected(
    store: Store, plan: PlanRow, lines: Iterable[Placed], plans: Sequence[PlanRow] | None = None
) -> Mapping[Key, list[Sentence]]:
    """
    Return what stands beside each of *lines*: objections to the last plan published before, answered or not.

    *plans*: all of them, where the caller has them already.
    """
    before = _published_before(store.plans() if plans is None else plans, plan)
    if before is None:
        return {}
    table = schema.decisions
    with store.read() as connection:
        ids = set(connection.execute(select(table.c.id).where(table.c.plan == before.id)).scalars())
    rows = [row for row in store.objections() if row.decision in ids]
    if not rows:
        return {}
    said = answers(store)
    told: dict[Key, list[Sentence]] = {}
    of_resource: dict[ResourceId, list[ObjectionRow]] = {}
    for row in rows:
        of_resource.setdefault(row.resource, []).append(row)
    for line in lines:
        mine = [row for row in of_resource.get(line.resource, ()) if _is_of(row, line)]
        if mine:
            answered = (said.get((row.decision, row.school, row.resource)) for row in mine)
            told[line.school, line.resource] = [_told(*pair) for pair in zip(mine, answered, strict=True)]
    return told


def _published_before(plans: Sequence[PlanRow], plan: PlanRow) -> PlanRow | None:
    at = next(number for number, one in enumerate(plans) if one.id == plan.id)
    return next((one for one in plans[at + 1 :] if one.status is PlanStatus.PUBLISHED), None)


def _is_of(row: ObjectionRow, line: Placed) -> bool:
    """Tell whether an objection to its resource is to a line; one that names no service is of all of its site."""
    return row.school == line.school if row.school else row.site == line.site


def _told(row: ObjectionRow, answer: Answer | None) -> Sentence:
    reason = Sentence(OBJECTION_REASONS.get(row.reason, row.reason))
    values: dict[str, Value] = {"decision": row.decision, "reason": reason, "note": row.note}
    objection = Sentence(_WITH_NOTE if row.note else _BARE, values)
    if answer is None:
        return Sentence(_OPEN, {"objection": objection})
    return Sentence(_ANSWERED, {"objection": objection, "text": answer.text})


_BARE = N_("La escuela objetó la decisión %(decision)s: %(reason)s.")
_WITH_NOTE = N_("La escuela objetó la decisión %(decision)s: %(reason)s. «%(note)s»")
_OPEN = N_("%(objection)s Falta responderle.")
_ANSWERED = N_("%(objection)s Se le respondió: «%(text)s»")
