"""The return of what was lent without a serial: how many came back and how, and what stays lent."""

import secrets
from collections.abc import Mapping
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.returning import give_back, open_loan
from edge.rows import LoanRow
from edge.views.device_words import name_of
from edge.views.forms import read_or_note, whole_number
from edge.views.lending_forms import read_when
from edge.views.node import node
from edge.views.sent_once import sent_once
from edge.views.view import COORDINATOR, View
from edge.views.words import resource_name
from shared import web
from shared.errors import BadInput
from shared.ids import Pseudonym, ResourceId
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.codes import RETURN_CONDITIONS
from shared.web.formats import day, hour

pages = Blueprint("returning", __name__, url_prefix="/devolver/unidades", template_folder="../templates")


def address(row: LoanRow) -> str:
    """Return where an open loan without a serial is taken back."""
    return url_for("returning.page", recurso=row.resource, de=row.borrower.hex() if row.borrower else "")


@pages.get("/")
def page() -> str | Response:
    """Ask how many came back and how; the list of loans where the address names none that is open."""
    loan = _asked()
    if loan is None:
        return redirect(url_for("lending.return_page"))
    return _page(loan, {"vez": secrets.token_urlsafe(12)}, {})


@pages.post("/")
def save() -> str | Response | tuple[str, int]:
    """Record what came back."""
    form, errors = _read(), dict[str, str]()
    loan = _asked()
    if loan is None:
        # A second press of the button finds all of it back already.
        web.saved(_("De eso ya no hay nada prestado a esa persona."))
        return redirect(url_for("lending.return_page"))
    occurred = read_when(form["cuando"], form["dia"], errors)
    back = {
        code: units
        for code in RETURN_CONDITIONS
        if form[code] and (units := read_or_note(partial(whole_number, form[code]), code, errors))
    }
    rest = 0
    if not errors:
        try:
            rest = give_back(node().store, loan, back, occurred=occurred, once=sent_once())
        except BadInput as refused:
            errors["bueno"] = say(refused.said)
    if errors:
        return _page(loan, form, errors), 400
    said = ngettext(
        "Guardado a las %(hour)s. Volvió %(num)s de %(name)s.",
        "Guardado a las %(hour)s. Volvieron %(num)s de %(name)s.",
        sum(back.values()),
        hour=hour(node().now()),
        name=resource_name(loan.resource, node().resources()),
    )
    stays = ngettext("Sigue prestada %(num)s.", "Siguen prestadas %(num)s.", rest) if rest else ""
    web.saved(f"{said} {stays}".strip())
    return redirect(url_for("lending.return_page"))


def _asked() -> LoanRow | None:
    """Return the open loan that the address names."""
    try:
        borrower = bytes.fromhex(request.args.get("de", ""))
    except ValueError:
        return None
    resource = ResourceId(request.args.get("recurso", ""))
    return open_loan(node().store, resource, Pseudonym(borrower) if borrower else None)


def _read() -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[:20] for name in ("vez", "cuando", "dia", *RETURN_CONDITIONS)}


def _page(loan: LoanRow, form: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template(
        "return_units.html",
        loan=loan,
        name=resource_name(loan.resource, node().resources()),
        holder=name_of(loan.borrower),
        learner=name_of(loan.learner),
        due=day(loan.due) if loan.due else "",
        form=form,
        errors=errors,
        conditions=[(code, _(words)) for code, words in RETURN_CONDITIONS.items()],
    )


VIEW = View(pages, {"returning.page": COORDINATOR, "returning.save": COORDINATOR}, under="more.page")
