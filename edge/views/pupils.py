"""The pupils of each class: add one, correct a name, move some to another class, note who left the school."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.class_lists import LONGEST_NAME
from edge.rows import LearnerRow
from edge.views.acting import actor
from edge.views.asked_once import mark
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.sent_once import sent_once
from edge.views.view import COORDINATOR, Group, Listed, View
from shared import web
from shared.errors import BadInput
from shared.web import N_, ngettext, say
from shared.web import gettext as _

pages = Blueprint("pupils", __name__, url_prefix="/escuela/estudiantes", template_folder="../templates")
NO_CLASS, GONE = "-", "fuera"


@dataclass(frozen=True, slots=True)
class Written:
    """The form of one pupil as written, what is wrong with it, and what is asked about it once."""

    name: str = ""
    code: str = ""
    room: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    sure: str = ""
    """What the form sends along of the name that was asked about."""
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(12))


@pages.get("/")
def page() -> str:
    """Show the list of a class, of those in none, or of those who left."""
    return _list(request.args.get("aula", ""))


@pages.post("/")
def change() -> Response | str | tuple[str, int]:
    """Move the ticked ones to another class, or note that they left the school."""
    room, form = request.args.get("aula", ""), request.form
    ticked = form.getlist("quien")
    chosen = [row.person for row in _rows(_known(room)) if row.key in ticked]
    lists = node().store.class_lists
    if not chosen:
        return _list(room, {"quien": _("Marque a quién, en la lista.")}, to=form.get("a", "")), 400
    if form.get("op") == "mover":
        try:
            to = _class_of(form.get("a", ""))
            moved = lists.move(chosen, to, actor(), out_of=int(room) if room.isdigit() else None)
        except BadInput as problem:
            return _list(room, {"a": say(problem.said)}, ticked), 400
        web.saved(ngettext("%(n)s estudiante pasó a su aula.", "%(n)s estudiantes pasaron a su aula.", moved))
        return redirect(url_for("pupils.page", aula=to))
    if form.get("op") != "salir":
        abort(400)
    if not form.get("seguro"):
        return _list(room, {}, ticked, sure=len(chosen))
    gone = lists.leave(chosen, node().store.days.today(), actor())
    web.saved(
        ngettext("%(n)s estudiante ya no está en las listas.", "%(n)s estudiantes ya no están en las listas.", gone)
    )
    return redirect(url_for("pupils.page", aula=_known(room)))


@pages.get("/nuevo")
def newcomer() -> str:
    """Show the form of a new pupil."""
    return _new(Written(room=request.args.get("aula", "")))


@pages.post("/nuevo")
def add() -> Response | str | tuple[str, int]:
    """Add a pupil; of the same name as another one only when that was asked about."""
    form, store = request.form, node().store
    name, code, room = form.get("nombre", "")[:250], form.get("codigo", "")[:80].strip(), form.get("aula", "")
    sent, sure = sent_once(), form.get("otro", "") == mark(name)
    same = [] if sure or store.people.with_code(code) is not None else store.class_lists.namesakes(name)
    try:
        to = _class_of(room)
        if same and name.strip() and not store.log.is_spent(sent):
            return _new(Written(name, code, room, {}, _question(same[0]), mark(name)))
        with store.db.transaction():
            if not sent or store.log.spend(sent):
                store.class_lists.add(name, code, to, actor())
    except BadInput as problem:
        at = _field_of(name) if room in map(str, class_names()) else "aula"
        return _new(Written(name, code, room, {at: say(problem.said)})), 400
    web.saved(_("Estudiante agregado. Puede agregar a otro, o darle sus figuras para entrar."))
    return redirect(url_for("pupils.newcomer" if form.get("op") == "otro" else "pupils.page", aula=to))


@pages.get("/uno")
def one() -> str | Response:
    """Show what is known of one pupil, to be corrected."""
    if not (key := request.args.get("quien", "")):
        return redirect(url_for("pupils.page"))
    row = _pupil(key)
    return _one(row, Written(row.name, row.code))


@pages.post("/uno")
def correct() -> Response | tuple[str, int]:
    """Write the name or the code of a pupil anew."""
    row = _pupil(request.form.get("quien", ""))
    name, code = request.form.get("nombre", "")[:250], request.form.get("codigo", "")[:80]
    try:
        node().store.class_lists.correct(row.person, name, code, actor())
    except BadInput as problem:
        return _one(row, Written(name, code, "", {_field_of(name): say(problem.said)})), 400
    web.saved(_("Datos corregidos. Lo que usó sigue siendo suyo."))
    return redirect(url_for("pupils.page", aula=row.class_id or NO_CLASS))


def _question(same: LearnerRow) -> str:
    if same in node().store.class_lists.departed():
        return _("Alguien con ese nombre estuvo antes en la escuela. ¿Es otra persona?")
    where = same.class_name or _("sin aula")
    return _("Ya hay alguien con ese nombre (%(where)s). ¿Es otra persona?", where=where)


def _field_of(name: str) -> str:
    """Return the field that a refusal is about: the name where it cannot be one, else the code."""
    return "codigo" if any(map(str.isalnum, name)) and len(name.strip()) <= LONGEST_NAME else "nombre"


def _class_of(text: str) -> int:
    if text in map(str, class_names()):
        return int(text)
    raise BadInput("Elija el aula.")


def _pupil(key: str) -> LearnerRow:
    return next((row for row in node().store.people.learners() if row.key == key), None) or abort(404)


def _known(room: str) -> str:
    """Return the list that is shown: the only class where there is one; none where one is to be chosen first."""
    names = [str(id_) for id_ in class_names()]
    if room in (*names, NO_CLASS, GONE):
        return room
    return names[0] if len(names) == 1 else ""


def _rows(room: str) -> list[LearnerRow]:
    lists = node().store.class_lists
    if room in (NO_CLASS, GONE):
        return lists.of_no_class() if room == NO_CLASS else lists.departed()
    return node().store.people.learners(int(room)) if room else []


def _list(
    asked: str,
    errors: Mapping[str, str] | None = None,
    ticked: list[str] | None = None,
    *,
    sure: int = 0,
    to: str = "",
) -> str:
    names, lists, room = class_names(), node().store.class_lists, _known(asked)
    titles = {str(id_): name for id_, name in names.items()}
    special = {
        NO_CLASS: (_("Sin aula"), len(lists.of_no_class())),
        GONE: (_("Ya no están en la escuela"), len(lists.departed())),
    }
    rooms = [*titles.items(), *((key, title) for key, (title, count) in special.items() if count or key == room)]
    return render_template(
        "pupils.html",
        room=room,
        title=titles.get(room) or special.get(room, ("", 0))[0],
        rooms=[{"name": name, "href": url_for("pupils.page", aula=key), "on": key == room} for key, name in rooms],
        rows=_rows(room),
        gone=room == GONE,
        others=[(key, name) for key, name in titles.items() if key != room],
        errors=errors or {},
        ticked=ticked or [],
        sure=sure,
        to=to or request.form.get("a", ""),
    )


def _new(written: Written) -> str:
    return render_template("pupil_new.html", form=written, rooms=[(str(k), v) for k, v in class_names().items()])


def _one(row: LearnerRow, written: Written) -> str:
    return render_template("pupil.html", form=written, row=row, back=url_for("pupils.page", aula=row.class_id or "-"))


VIEW = View(
    pages,
    dict.fromkeys(
        ("pupils.page", "pupils.change", "pupils.newcomer", "pupils.add", "pupils.one", "pupils.correct"), COORDINATOR
    ),
    under="more.page",
    listed=(
        Listed(
            "pupils.page",
            N_("Estudiantes"),
            N_("La lista de cada aula: agregar, corregir, pasar a otra, quién se fue."),
            "people",
            Group.SCHOOL,
        ),
    ),
)
