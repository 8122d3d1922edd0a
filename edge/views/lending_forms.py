"""The forms of a loan and of a return: who takes it, until when, and what was looked at (Anexo 2A)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import request

from edge.lending import Lending, known_name
from edge.loan_papers import LoanPaper
from edge.views.choices import class_names
from edge.views.forms import day_written, read_or_note, when_written
from edge.views.node import node
from shared.checklist import ITEMS, checks_of
from shared.day_numbers import number_of
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.facts import Loan
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.web import gettext as _
from shared.web.codes import CHECK_ITEMS
from shared.web.formats import day

YES, NO = "si", "no"
MOST_DAYS = 5 * 366
"""Of a loan: beyond them a figure of its year is wrong, and nobody would ever be told that it is overdue."""
_DNI = re.compile(r"(?=.*[0-9])[0-9A-Za-z-]{8,12}")


@dataclass(frozen=True, slots=True)
class LoanForm:
    """The form of a loan, as written."""

    nonce: str = ""
    dni: str = ""
    name: str = ""
    phone: str = ""
    learner: str = ""
    due: str = ""
    when: str = "hoy"
    day: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    chip: str = ""
    fingerprint: str = ""
    notes: str = ""


def read_loan_form() -> LoanForm:
    """Return what was sent of a loan."""
    said = request.form
    return LoanForm(
        nonce=said.get("vez", "")[:40],
        dni=said.get("dni", "").strip()[:20],
        name=said.get("nombre", "").strip()[:200],
        phone=said.get("telefono", "").strip()[:40],
        learner=said.get("estudiante", ""),
        due=said.get("hasta", "").strip()[:10],
        when=said.get("cuando", "hoy")[:4],
        day=said.get("dia", "").strip()[:10],
        checks=read_checks(),
        chip=said.get("chip", "").strip()[:40],
        fingerprint=said.get("huella", ""),
        notes=said.get("observaciones", "").strip()[:500],
    )


def read_checks() -> dict[str, str]:
    """Return what was ticked of the checklist, by item."""
    return {item: request.form.get(f"c-{item}", "") for item in ITEMS}


def checks_in(written: Mapping[str, str]) -> int:
    """
    Return the checklist as the fact holds it; what nobody ticked was not asked.

    >>> checks_in({"caja": "si", "enciende": "no", "chip": ""})
    33
    """
    return checks_of({item: said == YES for item, said in written.items() if said in (YES, NO)})


def check_lines(written: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the items of the checklist as a form shows them."""
    return [{"id": f"c-{item}", "words": _(CHECK_ITEMS[item]), "said": written.get(item, "")} for item in ITEMS]


def lending_of(form: LoanForm, state: DeviceState, errors: dict[str, str]) -> Lending | None:
    """Return what a form of a loan says; else all that is wrong with it by the field."""
    dni = read_or_note(lambda: dni_written(form.dni), "dni", errors)
    known = None if dni is None else read_or_note(lambda: known_name(node().store, dni, form.name), "dni", errors)
    if known == "":
        errors["nombre"] = _("Escriba el nombre de quien se lleva el equipo: su DNI no está en la laptop todavía.")
    learner = read_or_note(lambda: learner_written(form.learner), "estudiante", errors)
    occurred = read_when(form.when, form.day, errors)
    lent = occurred.day() if occurred else node().store.days.today()
    due = read_or_note(lambda: _due(form.due, lent), "hasta", errors)
    if errors or dni is None or due is None:
        return None
    loan = Loan(
        resource=state.resource,
        serial=state.serial,
        due=number_of(due),
        learner=learner,
        checks=checks_in(form.checks),
    )
    paper = LoanPaper(chip=form.chip, fingerprint=_yes_no(form.fingerprint), notes=form.notes)
    return Lending(loan=loan, dni=dni, name=form.name, phone=form.phone, paper=paper, occurred=occurred)


def read_when(choice: str, text: str, errors: dict[str, str], state: DeviceState | None = None) -> Occurred | None:
    """
    Return when something happened; None claims nothing: now.

    What ends a loan, a repair or a loss of the device in *state* cannot have happened before it began. One that is here
    may have been so on any day: nobody told when it came; nor does a day that is still to come, of a clock that was
    ahead, say when.
    """
    today = node().store.days.today()
    found = read_or_note(lambda: when_written(choice, text, today), "dia", errors)
    since = state.since if state and state.place is not Place.HERE else None
    if found is not None and since is not None and found.day() < since <= (today or since):
        errors["dia"] = _("Está así desde el %(day)s: esto no pudo pasar antes. Revise la fecha.", day=day(since))
    return found


def dni_written(text: str) -> str:
    """
    Return a DNI, or the number of another document, without blanks.

    >>> dni_written(" 4099 9937 ")
    '40999937'

    Raises:
        BadInput: None, or too short to be one.
    """
    plain = "".join(text.split())
    if not plain:
        raise BadInput("Escriba el DNI de quien se lleva el equipo.")
    if not _DNI.fullmatch(plain):
        raise BadInput("El DNI tiene 8 cifras. Si es otro documento, escríbalo completo, sin puntos.")
    return plain


def learner_written(text: str) -> Pseudonym | None:
    """
    Return the learner that a form names; None for none.

    Raises:
        BadInput: Nobody here goes by that.
    """
    if not text:
        return None
    for row in node().store.people.learners():
        if row.key == text:
            return row.person
    raise BadInput("Elija al estudiante de la lista.")


def _due(text: str, lent: date | None) -> date:
    """Return the day until which something is lent; with a wrong clock nobody knows how long that is."""
    if not text:
        raise BadInput("Escriba hasta qué día se presta, por ejemplo 18/12/2026.")
    due = day_written(text)
    if lent is None:
        return due
    if due < lent:
        raise BadInput("El préstamo terminaría antes de empezar: revise las dos fechas.")
    if (due - lent).days > MOST_DAYS:
        raise BadInput("El préstamo duraría más de 5 años. Revise el año.")
    return due


def _yes_no(text: str) -> bool | None:
    return {YES: True, NO: False}.get(text)


def usual_due() -> str:
    """Return the last day of classes of this year, as a form shows it; empty where the calendar does not say."""
    today = node().today()
    last = [term.last for term in node().store.news.calendar().terms if term.last.year == today.year]
    return day(max(last)) if last and max(last) >= today else ""


def learner_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the learners to choose from, by class."""
    names = class_names()
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in node().store.people.learners():
        groups.setdefault(names.get(row.class_id or 0, _("Sin aula")), []).append((row.key, row.name or row.code))
    return sorted(groups.items())
