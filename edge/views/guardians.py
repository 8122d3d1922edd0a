"""Who signs for what is lent: the list of guardians, what each still has, and erasing one."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.owed import check_nothing_lent, erase_guardian, lent_to, loans_ever
from edge.rows import LoanRow, PersonRow
from edge.uploads import forget_waiting
from edge.views.acting import actor
from edge.views.node import node
from edge.views.returning import address
from edge.views.view import COORDINATOR, Group, Listed, View
from edge.views.words import resource_name
from shared import web
from shared.errors import BadInput
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.formats import number

pages = Blueprint("guardians", __name__, url_prefix="/escuela/apoderados", template_folder="../templates")
ON_A_PAGE = 50


@pages.get("/")
def page() -> str:
    """List the guardians by name, with what each still has."""
    people = node().store.people.guardians()
    lent: dict[bytes, int] = {}
    for row in node().store.folded.loans():
        if row.borrower is not None:
            lent[row.borrower] = lent.get(row.borrower, 0) + row.units
    text = request.args.get("desde", "")
    at = int(text[:7]) if text.isascii() and text.isdigit() and int(text[:7]) < len(people) else 0
    return render_template(
        "guardians.html",
        rows=[_line(row, lent.get(row.person, 0)) for row in people[at : at + ON_A_PAGE]],
        total=len(people),
        first=at + 1,
        last=min(at + ON_A_PAGE, len(people)),
        prev=url_for("guardians.page", desde=max(at - ON_A_PAGE, 0)) if at else "",
        next=url_for("guardians.page", desde=at + ON_A_PAGE) if at + ON_A_PAGE < len(people) else "",
    )


@pages.get("/borrar")
def ask() -> str | Response:
    """Ask whether a guardian is to be erased, or say why not yet; the list where nobody is named."""
    key = request.args.get("quien", "")
    return _question(_guardian(key)) if key else redirect(url_for("guardians.page"))


@pages.post("/borrar")
def erase() -> str | Response | tuple[str, int]:
    """Erase a guardian who has nothing of the school's."""
    row = _guardian(request.form.get("quien", ""))
    try:
        check_nothing_lent(node().store, row.person)
        forget_waiting(node().uploads.folder)
        erase_guardian(node().store, row.person, actor())
    except BadInput as refused:
        return _question(row, say(refused.said)), 400
    # The note of what was done travels in a cookie: it names nobody.
    web.saved(_("Datos borrados. Sus préstamos quedan contados, con un número al azar que ya no lleva a nadie."))
    return redirect(url_for("guardians.page"))


def _guardian(key: str) -> PersonRow:
    return next((row for row in node().store.people.guardians() if row.key == key), None) or abort(404)


def _line(row: PersonRow, lent: int) -> dict[str, object]:
    learners = node().store.guardians.learners(row.person)
    return {
        "key": row.key,
        "name": row.name or row.code,
        "learners": ", ".join(one.name or one.code for one in learners),
        "lent": lent,
    }


def _question(row: PersonRow, problem: str = "") -> str:
    store = node().store
    return render_template(
        "erase_guardian.html",
        key=row.key,
        name=row.name or row.code,
        lent=[_lent_line(one) for one in lent_to(store, row.person)],
        ended=loans_ever(store, row.person),
        problem=problem,
    )


def _lent_line(row: LoanRow) -> dict[str, str]:
    name = resource_name(row.resource, node().resources())
    if row.serial:
        return {
            "words": f"{name} · {row.serial}",
            "href": url_for("lending.return_page", serie=row.serial, recurso=row.resource),
        }
    return {"words": f"{name}: {number(row.units)}", "href": address(row)}


VIEW = View(
    pages,
    dict.fromkeys(("guardians.page", "guardians.ask", "guardians.erase"), COORDINATOR),
    under="more.page",
    listed=(
        Listed(
            "guardians.page",
            N_("Apoderados"),
            N_("Quién firma por lo prestado; ver o borrar sus datos."),
            "people",
            Group.SCHOOL,
        ),
    ),
)
