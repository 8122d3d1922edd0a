"""Assigning materials to a class or to some of its pupils, until a day; and taking them back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.assigning import Assignment, Assignments, may_end
from edge.rows import ClassRow, LearnerRow
from edge.views.choices import class_names
from edge.views.forms import day_written, read_or_note
from edge.views.node import node
from edge.views.own_class import class_links, own_class
from edge.views.shelf import Titled, titled
from edge.views.view import TEACHING, Group, Listed, View
from shared import web
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.similarity import ItemId, parts_of
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import day

pages = Blueprint("assigning", __name__, url_prefix="/mi-aula/asignar", template_folder="../templates")
FIRST_DAYS = 14
_SHOWN_AT_ONCE = 150
"""Materials of one pack on the form: more would make a page too heavy."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is ticked and written."""

    items: frozenset[str]
    to: str
    """``aula`` or ``algunos``."""
    learners: frozenset[str]
    until: str


@pages.get("/")
def page() -> str:
    """Show what is assigned, and the form; or what to choose first."""
    until = node().today() + timedelta(days=FIRST_DAYS)
    return _page(Form(frozenset(), "aula", frozenset(), f"{until:%d/%m/%Y}"), {})


@pages.post("/")
def save() -> str | Response | tuple[str, int]:
    """Assign what is ticked, or take one assignment back."""
    chosen = own_class() or abort(400)
    if "quitar" in request.form:
        return _withdraw(chosen)
    form = Form(
        frozenset(request.form.getlist("material")),
        request.form.get("para", ""),
        frozenset(request.form.getlist("quien")),
        request.form.get("hasta", "")[:20],
    )
    errors = _assign(chosen, form)
    if errors:
        return _page(form, errors), 400
    web.saved(_("Asignado. Sus estudiantes lo ven primero en su página."))
    return redirect(url_for("assigning.page", aula=chosen.id))


def _assign(chosen: ClassRow, form: Form) -> dict[str, str]:
    """Assign what a form says; return what is wrong with it, by the field."""
    errors: dict[str, str] = {}
    items = [item for item in titled() if item in form.items]
    people = [row.person for row in _learners(chosen) if row.key in form.learners]
    until = read_or_note(lambda: day_written(form.until), "hasta", errors)
    if not items:
        errors["material"] = _("Marque qué materiales.")
    if form.to not in ("aula", "algunos") or (form.to == "algunos" and not people):
        errors["quien"] = _("Marque para quién: toda el aula, o quiénes.")
    if errors or until is None:
        return errors
    to, today = chosen.id if form.to == "aula" else people, node().today()
    try:
        Assignments(node().store.db).assign(items, to, until=until, today=today, by=web.who().person)
    except BadInput as problem:
        return {"material" if may_end(until, today) else "hasta": say(problem.said)}
    return {}


def _withdraw(chosen: ClassRow) -> Response:
    known = {str(one.id): one for one in _assigned(chosen)}
    one = known.get(request.form["quitar"])
    if one is not None:
        Assignments(node().store.db).withdraw(one)
        web.saved(_("Quitado: ya no está en la página de nadie por esta asignación."))
    return redirect(url_for("assigning.page", aula=chosen.id))


def _learners(chosen: ClassRow) -> list[LearnerRow]:
    return node().store.people.learners(chosen.id)


def _assigned(chosen: ClassRow) -> list[Assignment]:
    people = [row.person for row in _learners(chosen)]
    return Assignments(node().store.db).of_class(chosen.id, people, node().store.days.today())


def _page(form: Form, errors: dict[str, str]) -> str:
    chosen, known = own_class(), titled()
    packs = _packs(known)
    pack = request.args.get("paquete", "") or (packs[0]["id"] if len(packs) == 1 else "")
    context: dict[str, Any] = {}
    if chosen is not None:
        learners = _learners(chosen)
        names = {row.person: row.name or row.code for row in learners}
        context = {
            "name": class_names()[chosen.id],
            "learners": [{"key": row.key, "name": names[row.person]} for row in learners],
            "assigned": [
                {
                    "id": one.id,
                    "name": known[one.item].name if one.item in known else one.item,
                    "whom": names[one.person] if one.person else _("toda el aula"),
                    "until": day(one.until),
                }
                for one in _assigned(chosen)
            ],
            "packs": [
                one | {"href": url_for("assigning.page", aula=chosen.id, paquete=one["id"]), "on": one["id"] == pack}
                for one in packs
            ],
            "items": _items(known, pack),
        }
    return render_template(
        "assign.html", classes=class_links("assigning.page", chosen), chosen=chosen, form=form, errors=errors, **context
    )


def _packs(known: dict[ItemId, Titled]) -> list[dict[str, str]]:
    found: dict[ResourceId, str] = {}
    for item, what in known.items():
        found.setdefault(parts_of(item)[0], what.pack.name)
    return [{"id": id_, "name": name} for id_, name in sorted(found.items(), key=lambda one: one[1].casefold())]


def _items(known: dict[ItemId, Titled], pack: str) -> list[dict[str, str]]:
    """Return a pack and what is in it, as far as a page shows it."""
    found = [item for item in known if parts_of(item)[0] == pack]
    whole = [item for item in found if item == pack]
    inside = sorted((item for item in found if item != pack), key=lambda item: known[item].name.casefold())
    all_of_it = ngettext("entero, con %(n)s material", "entero, con %(n)s materiales", len(inside)) if inside else ""
    hints = dict.fromkeys(whole, all_of_it)
    return [
        {"id": item, "name": known[item].name, "hint": hints.get(item, "")}
        for item in (*whole, *inside[:_SHOWN_AT_ONCE])
    ]


VIEW = View(
    pages,
    {"assigning.page": TEACHING, "assigning.save": TEACHING},
    under="more.page",
    listed=(
        Listed(
            "assigning.page",
            N_("Asignar materiales"),
            N_("A toda el aula o a un estudiante, hasta un día."),
            "book",
            Group.DAILY,
        ),
    ),
)
