"""The paper of a loan: a sheet to be signed by whoever takes a device home, with what was looked at."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from edge.rows import ToldRow
from edge.views.choices import class_names
from edge.views.device_words import device_line
from edge.views.loan_marks import loan_paper
from edge.views.node import node, school_name
from edge.views.paper_marks import mark_of
from edge.views.serials import device_of
from edge.views.view import COORDINATOR, View
from shared.checklist import ITEMS, answers_in
from shared.devices import DeviceState, touched
from shared.facts import Loan
from shared.ids import Pseudonym
from shared.web import gettext as _
from shared.web.codes import CHECK_ITEMS
from shared.web.formats import day

pages = Blueprint("loan_papers", __name__, url_prefix="/prestar", template_folder="../templates")


@pages.get("/constancia/<resource>/<serial>")
def sheet(resource: str, serial: str) -> str | Response:
    """Show the sheet of an open loan; the page of the device where it is not lent."""
    state = device_of(resource, serial)
    if state is None or state.holder is None:
        return redirect(url_for("devices.device", resource=resource, serial=serial))
    row = _loan_of(state)
    loan = row.fact if row and isinstance(row.fact, Loan) else Loan(resource=state.resource)
    store = node().store
    person = store.people.person(state.holder)
    paper = store.papers.last(state.resource, state.serial, state.holder)
    return render_template(
        "loan_paper.html",
        one=device_line(state),
        school=school_name(),
        on=day(row.on) if row and row.on else "",
        name=person.name if person else "",
        dni=person.code if person else "",
        phone=store.guardians.phone(state.holder),
        learner=_learner(state.learner),
        checks=_checks(loan.checks),
        chip=paper.chip,
        fingerprint=paper.fingerprint,
        notes=paper.notes,
        mark=mark_of(loan_paper(loan, row.on, paper)) if row else None,
    )


def _loan_of(state: DeviceState) -> ToldRow | None:
    return next((row for row in node().store.facts.told(Loan) if state.key in touched(row.fact)), None)


def _learner(person: Pseudonym | None) -> dict[str, str]:
    row = node().store.people.learner(person) if person else None
    if row is None:
        return {"name": "", "class_name": ""}
    return {"name": row.name or row.code, "class_name": class_names().get(row.class_id or 0, "")}


def _checks(checks: int) -> list[tuple[str, str]]:
    """Return each item with its answer; blank where nobody looked, for a pen."""
    said = answers_in(checks)
    words = {True: _("Sí"), False: _("No")}
    return [(_(CHECK_ITEMS[item]), words[said[item]] if item in said else "") for item in ITEMS]


VIEW = View(pages, {"loan_papers.sheet": COORDINATOR}, under="more.page")
