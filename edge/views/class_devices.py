"""The devices of a class on its page: for which pupil, who has each, until when, and whether this month saw it."""

from collections.abc import Sequence
from datetime import date

from edge.class_devices import counted_since, last_loans, of_class, units_of_class
from edge.rows import LearnerRow
from edge.views.device_words import due_of, place_of
from edge.views.node import node
from edge.views.words import resource_name
from shared.devices import Place
from shared.facts import Count, Loan
from shared.ids import Pseudonym, ResourceId
from shared.web import gettext as _
from shared.web.formats import day, number


def device_rows(learners: Sequence[LearnerRow]) -> list[dict[str, object]]:
    """Return what pupils of one class have, by their names; nothing that was lent for nobody of them."""
    store, people = node().store, {row.person for row in learners}
    states = store.devices.all()
    mended = any(state.place is Place.REPAIR for state in states)
    last = last_loans(store.facts.told(Loan)) if mended else {}
    found = of_class(people, states, last)
    counted = counted_since(store.facts.told(Count), node().today().replace(day=1)) if found else set()
    names = {row.person: row.name or row.code for row in learners}
    rows = [
        _row(names, state.resource, state.holder, state.learner, due_of(state) if state.place is Place.LENT else None)
        | {
            "serial": state.serial,
            "place": place_of(state),
            "lent": state.place is Place.LENT,
            "counted": state.key in counted,
        }
        for state in found
    ]
    rows += [
        _row(names, row.resource, row.borrower, row.learner, row.due) | {"units": number(row.units), "lent": True}
        for row in units_of_class(people, store.folded.loans())
    ]
    return sorted(rows, key=lambda row: (str(row["learner"]).casefold(), str(row["name"]), str(row.get("serial", ""))))


def _row(
    names: dict[Pseudonym, str],
    resource: ResourceId,
    holder: Pseudonym | None,
    learner: Pseudonym | None,
    due: date | None,
) -> dict[str, object]:
    pupil = names.get(learner or holder or Pseudonym(b""), "")
    return {
        "resource": resource,
        "name": resource_name(resource, node().resources()),
        "learner": pupil,
        "holder": _holder(names, holder),
        "due": day(due) if due else "",
        "late": due is not None and due < node().today(),
    }


def _holder(names: dict[Pseudonym, str], person: Pseudonym | None) -> str:
    """Return who has it: a pupil of the class, or the guardian who signed; where they were erased, that they were."""
    if person is None or person in names:
        return names.get(person or Pseudonym(b""), "")
    row = node().store.people.person(person)
    return (row.name or row.code) if row is not None else _("alguien cuyos datos se borraron")
