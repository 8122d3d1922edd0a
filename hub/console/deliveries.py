"""The page of deliveries: what left, what was confirmed, what was rejected and why, and what schools object to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from flask import render_template

from hub import dispatched
from hub.answers import Line, answers
from hub.console.blueprint import console, page_of, shown, store
from hub.console.departures import may_leave
from hub.console.sought import asked, is_sought
from hub.console.view import ALL_READ, View
from hub.discrepancies import discrepancies
from hub.offices import SIGNERS
from hub.out_of_service import to_nobody
from hub.rows import DeliveryRow, ObjectionRow, ShipmentRow
from hub.seen import mark
from shared.allocation import Answer
from shared.facts import DeliveryLine
from shared.ids import ResourceId, SiteId
from shared.web import Role, who
from shared.web import gettext as _
from shared.web.codes import code_words


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A proof of delivery with the names of what it lists; the rejected lines come first."""

    row: DeliveryRow
    lines: Sequence[tuple[str, DeliveryLine]]
    ours: bool
    """A shipment of ours left for that site under that number and decision: only then does it confirm anything."""


class Wrong(NamedTuple):
    """An answer that could not be kept: to which line, what it says, and what is wrong with it."""

    line: Line
    text: str
    why: str


class _OfSchools(Protocol):
    @property
    def site(self) -> SiteId: ...
    @property
    def schools(self) -> tuple[str, ...]: ...


@console.get("/entregas")
def deliveries() -> str:
    """Show shipments and their proofs, rejected lines on top (``hub.settled.tallies`` is the rule)."""
    return deliveries_page()


def deliveries_page(wrong: Wrong | None = None) -> str:
    """Return the page, with an answer that could not be kept in its field."""
    with store().one_state():
        rows = store().deliveries()
        shipments = store().shipment_rows(proofs=rows)
        differing = discrepancies(store(), rows)
        with store().read() as connection:
            written = dispatched.told(connection)
        objections = objections_told(store().objections(), answers(store()))
    left = {(row.site, row.pecosa, row.decision) for row in shipments}
    names = {resource.id: resource.name for resource in store().catalogue().resources}
    text = asked("q")
    is_asked = _asked_for(text)
    told = [row for row in rows if is_asked(row, row.pecosa)]
    page = page_of(sorted(told, key=lambda row: row.rejected == 0), 10)
    out = [row for row in shipments if not row.over and is_asked(row, row.pecosa)]
    on_the_way = page_of(out, name="camino")
    unanswered = sum(answer is None for _row, answer in objections)
    any_objected = bool(objections)
    objections = [one for one in objections if is_asked(one[0], one[0].decision)]
    return render_template(
        "deliveries.html",
        sought=text,
        page=shown(page, lambda row: _confirmed(row, names, left)),
        on_the_way=on_the_way,
        sent=len(shipments),
        gone=sum(row.gone is not None or row.proved for row in shipments),
        confirmed=sum(row.confirmed for row in shipments),
        closed=sum(row.over and not row.confirmed for row in shipments),
        accepted=sum(line.accepted for row in rows for line in row.lines),
        rejected=sum(row.rejected for row in rows),
        open_lines=sum(one.waits for one in differing),
        packed=_packed(on_the_way.rows, names),
        to_nobody=to_nobody(store(), on_the_way.rows),
        objections=page_of(_wrong_first(objections, wrong), 10, name="objeciones"),
        any_objected=any_objected,
        unanswered=unanswered,
        wrong=wrong,
        to_leave=sum(may_leave(row, written) for row in shipments) if who().role in SIGNERS else 0,
        may_answer=who().role in (Role.OPERATOR, Role.ADMIN),
        names=names,
        words=code_words,
        mark=mark,
    )


def _asked_for(text: str) -> Callable[[_OfSchools, str], bool]:
    """Return what tells whether a row is looked for: by school, name or code, or by a part of its own number."""
    if not text:
        return lambda _row, _number: True
    codes: dict[SiteId, list[str]] = {}
    for school in store().every_school():
        codes.setdefault(school.site, []).append(school.id)
    return lambda row, number: is_sought(text, [*row.schools, number], [row.site, *codes.get(row.site, ())])


def objections_told(
    rows: Sequence[ObjectionRow], said: Mapping[Line, Answer]
) -> list[tuple[ObjectionRow, Answer | None]]:
    """Return each objection with its answer, those that wait for one on top."""
    told = [(row, said.get((row.decision, row.school, row.resource))) for row in rows]
    return sorted(told, key=lambda one: one[1] is not None)


def _wrong_first(
    told: Sequence[tuple[ObjectionRow, Answer | None]], wrong: Wrong | None
) -> Sequence[tuple[ObjectionRow, Answer | None]]:
    """Return them with that on top whose answer could not be kept: on whatever page it was, its form is there."""
    if wrong is None:
        return told
    return sorted(told, key=lambda one: (one[0].decision, one[0].school, one[0].resource) != wrong.line)


def _confirmed(row: DeliveryRow, names: Mapping[ResourceId, str], left: Collection[tuple[str, str, str]]) -> Confirmed:
    lines = sorted(row.lines, key=lambda line: (line.rejected == 0, line.resource))
    ours = (row.site, row.pecosa, row.decision) in left
    return Confirmed(row, [(names.get(line.resource, line.resource), line) for line in lines], ours)


def _packed(shipments: Sequence[ShipmentRow], names: Mapping[ResourceId, str]) -> Mapping[str, str]:
    """Return what of each shipment is still on its way, in words."""
    return {
        row.pecosa: "; ".join(
            _("%(resource)s: %(units)s", resource=names.get(resource, resource), units=units)
            for resource, units in row.pending
        )
        for row in shipments
    }


VIEW = View({"console.deliveries": ALL_READ})
