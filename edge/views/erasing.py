"""Erasing a learner: a question that says what goes and what stays, and then no way back."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.rows import LearnerRow
from edge.uploads import forget_waiting
from edge.views.acting import actor
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.pupils import GONE
from edge.views.view import COORDINATOR, View
from shared import web
from shared.web import gettext as _
from shared.web import ngettext

pages = Blueprint("erasing", __name__, url_prefix="/aula/borrar", template_folder="../templates")


@pages.get("/")
def page() -> str | Response:
    """Ask whether somebody is to be erased; back to the list where nobody is named."""
    key = request.args.get("quien", "")
    if not key:
        return redirect(url_for("classroom.page"))
    learner = _learner(key)
    here = node().store.people.learner(learner.person) is not None
    return render_template(
        "erase.html",
        key=learner.key,
        name=learner.name or learner.code,
        class_name=class_names().get(learner.class_id, "") if learner.class_id else "",
        back=url_for("classroom.page", aula=learner.class_id) if here else url_for("pupils.page", aula=GONE),
        lent=_lent(learner),
    )


@pages.post("/")
def erase() -> Response:
    """Erase a learner."""
    learner = _learner(request.form.get("quien", ""))
    forget_waiting(node().uploads.folder)
    node().store.erase(learner.person, actor())
    # The note of what was done travels in a cookie: it names nobody.
    web.saved(_("Datos borrados. Lo que usó queda contado, con un número al azar que ya no lleva a nadie."))
    return redirect(url_for("classroom.page", aula=learner.class_id))


def _learner(key: str) -> LearnerRow:
    store = node().store
    rows = (*store.people.learners(), *store.class_lists.departed())
    return next((row for row in rows if row.key == key), None) or abort(404)


def _lent(learner: LearnerRow) -> str:
    loans = node().store.folded.loans()
    units = sum(loan.units for loan in loans if learner.person in (loan.borrower, loan.learner))
    return (
        ngettext(
            "Tiene %(n)s unidad prestada: anote antes la devolución, o quedará prestada a nadie.",
            "Tiene %(n)s unidades prestadas: anote antes la devolución, o quedarán prestadas a nadie.",
            units,
        )
        if units
        else ""
    )


VIEW = View(pages, {"erasing.page": COORDINATOR, "erasing.erase": COORDINATOR}, under="record.use")
