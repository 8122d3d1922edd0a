"""Lending devices to guardians by their serial, taking them back, and what is out."""

import secrets
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.lending import given_back, lend
from edge.rows import LoanRow
from edge.views.device_words import device_line, name_of
from edge.views.lending_forms import (
    LoanForm,
    check_lines,
    checks_in,
    learner_choices,
    lending_of,
    read_checks,
    read_loan_form,
    read_when,
    usual_due,
)
from edge.views.node import node
from edge.views.returning import address
from edge.views.scanning import asked, named, scan_page
from edge.views.sent_once import sent_once
from edge.views.view import COORDINATOR, Group, Listed, Task, View
from edge.views.words import resource_name
from shared import web
from shared.devices import DeviceState
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Loan
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.codes import RETURN_CONDITIONS
from shared.web.formats import day, hour, number

pages = Blueprint("lending", __name__, template_folder="../templates")
ON_A_PAGE = 50


@pages.get("/prestar")
def lend_page() -> str:
    """Ask for a serial; of a device that may be lent, show the form of its loan."""
    state, problem = asked(_out)
    if state is None or problem:
        return _lend_scan(problem)
    form = LoanForm(secrets.token_urlsafe(12), due=usual_due())
    return _lend_page(state, form, {})


@pages.post("/prestar")
def save_loan() -> str | Response | tuple[str, int]:
    """Record a loan."""
    form, errors = read_loan_form(), dict[str, str]()
    state, problem = named()
    if state is None:
        return _lend_scan(problem), 400
    lending = lending_of(form, state, errors)
    if lending is not None:
        try:
            lend(node().store, lending, once=sent_once())
        except BadInput as refused:
            errors["serie"] = say(refused.said)
    if errors:
        return _lend_page(state, form, errors), 400
    web.saved(
        _(
            "Guardado a las %(hour)s. Serie %(serial)s prestada: falta la constancia firmada.",
            hour=hour(node().now()),
            serial=state.serial,
        )
    )
    return redirect(url_for("devices.device", resource=state.resource, serial=state.serial))


@pages.get("/devolver")
def return_page() -> str:
    """List what is out; of a lent device that is scanned, show the form of its return."""
    state, problem = asked(_back)
    if state is None or problem:
        return _out_page(problem)
    return _return_page(state, {"vez": secrets.token_urlsafe(12)}, {}, {})


@pages.post("/devolver")
def save_return() -> str | Response | tuple[str, int]:
    """Record a return."""
    errors = dict[str, str]()
    state, problem = named()
    if state is None:
        return _out_page(problem), 400
    form = {name: request.form.get(name, "")[:40] for name in ("vez", "estado", "cuando", "dia")}
    if form["estado"] not in RETURN_CONDITIONS:
        errors["estado"] = _("Diga cómo volvió.")
    occurred = read_when(form["cuando"], form["dia"], errors, state)
    if not errors:
        checks = checks_in(read_checks())
        claims = given_back(state, condition=form["estado"], checks=checks, occurred=occurred)
        try:
            node().store.record(claims, once=sent_once())
        except BadInput as refused:
            errors["estado"] = say(refused.said)
    if errors:
        return _return_page(state, form, read_checks(), errors), 400
    web.saved(_("Guardado a las %(hour)s. Serie %(serial)s devuelta.", hour=hour(node().now()), serial=state.serial))
    if form["estado"] == "bueno":
        return redirect(url_for("lending.return_page"))
    # What came back with a fault goes to be repaired from its own page.
    return redirect(url_for("devices.device", resource=state.resource, serial=state.serial))


def _out(state: DeviceState) -> list[Claim]:
    return [Claim(Loan(resource=state.resource, serial=state.serial))]


def _back(state: DeviceState) -> list[Claim]:
    return given_back(state, condition="")


def _lend_scan(problem: str) -> str:
    links = [
        (url_for("devices.page", lugar="here"), _("Ver los equipos que están en la escuela")),
        (url_for("lending.return_page"), _("Préstamos y devoluciones")),
    ]
    intro = _("Se presta al padre, a la madre o al apoderado, que firma por él.")
    return scan_page(_("Prestar un equipo"), intro, problem, links)


def _lend_page(state: DeviceState, form: LoanForm, errors: Mapping[str, str]) -> str:
    return render_template(
        "lend.html",
        one=device_line(state),
        form=form,
        errors=errors,
        checks=check_lines(form.checks),
        learners=learner_choices(),
    )


def _return_page(
    state: DeviceState, form: Mapping[str, str], checks: Mapping[str, str], errors: Mapping[str, str]
) -> str:
    return render_template(
        "give_back.html",
        one=device_line(state),
        form=form,
        errors=errors,
        checks=check_lines(checks),
        conditions=[(code, _(words)) for code, words in RETURN_CONDITIONS.items()],
    )


def _out_page(problem: str) -> str:
    loans = node().store.folded.loans()
    text = request.args.get("desde", "")
    at = int(text[:7]) if text.isascii() and text.isdigit() and int(text[:7]) < len(loans) else 0
    return render_template(
        "out.html",
        asked=request.values.get("serie", "")[:80],
        problem=problem,
        loans=[_loan_line(row) for row in loans[at : at + ON_A_PAGE]],
        total=len(loans),
        first=at + 1,
        last=min(at + ON_A_PAGE, len(loans)),
        prev=url_for("lending.return_page", desde=max(at - ON_A_PAGE, 0)) if at else "",
        next=url_for("lending.return_page", desde=at + ON_A_PAGE) if at + ON_A_PAGE < len(loans) else "",
        late=sum(_is_late(row) for row in loans),
    )


def _loan_line(row: LoanRow) -> dict[str, str | bool]:
    name = resource_name(row.resource, node().resources())
    late = _is_late(row)
    return {
        "resource": row.resource,
        "serial": row.serial or "",
        "name": name if row.serial else f"{name}: {number(row.units)}",
        "holder": name_of(row.borrower),
        "phone": node().store.guardians.phone(row.borrower) if late and row.borrower else "",
        "learner": name_of(row.learner),
        "due": day(row.due) if row.due else "",
        "late": late,
        "back": url_for("lending.return_page", serie=row.serial, recurso=row.resource) if row.serial else address(row),
    }


def _is_late(row: LoanRow) -> bool:
    return row.due is not None and row.due < node().today()


def _tasks() -> list[Task]:
    """What should be back by now."""
    late = [row for row in node().store.folded.loans() if _is_late(row)] if web.may("lending.return_page") else []
    if not late:
        return []
    first: date = min(row.due for row in late if row.due)
    detail = ngettext("%(n)s préstamo vencido", "%(n)s préstamos vencidos", len(late))
    return [
        Task(_("Pedir que devuelvan lo prestado"), detail, url_for("lending.return_page"),
             due=_("venció el %(day)s", day=day(first)), by=first)
    ]  # fmt: skip


VIEW = View(
    pages,
    dict.fromkeys(
        ("lending.lend_page", "lending.save_loan", "lending.return_page", "lending.save_return"), COORDINATOR
    ),
    under="more.page",
    listed=(
        Listed(
            "lending.lend_page",
            N_("Prestar un equipo"),
            N_("A un apoderado, con su DNI y la revisión del Anexo 2A."),
            "out",
            Group.DAILY,
        ),
        Listed(
            "lending.return_page",
            N_("Préstamos y devoluciones"),
            N_("Qué está afuera, con quién y hasta cuándo."),
            "down",
            Group.DAILY,
        ),
    ),
    tasks=_tasks,
)
