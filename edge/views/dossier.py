"""A person's data for whoever asks: on a sheet and as a file; and how long the data of who left is kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from edge.acts import Kind
from edge.dossier import Dossier, dossier
from edge.erased_since import erased_after, settle, waits
from edge.personal import HELD
from edge.retention import MOST_MONTHS, departures, due, ends_on, keep_for, kept_months
from edge.rows import PersonRow
from edge.views.acting import actor
from edge.views.choices import class_names
from edge.views.facts import fact_words
from edge.views.forms import whole_number
from edge.views.node import node, school_name
from edge.views.view import COORDINATOR, Group, Listed, Task, View
from shared import web
from shared.errors import BadInput, ChasquiError
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.downloads import attachment
from shared.web.formats import day, number

pages = Blueprint("dossier", __name__, url_prefix="/escuela/datos", template_folder="../templates")
FACTS_SHOWN = 300
_OWN = frozenset({"people", "memberships", "sealed_more"})
"""What the sheet tells by itself."""


@pages.get("/")
def page() -> str:
    """Say how long the data of who left is kept, and who is next."""
    return _page(str(kept_months(node().store)))


@pages.post("/")
def keep() -> AnyResponse | tuple[str, int]:
    """Set how long."""
    text = request.form.get("meses", "")[:20]
    try:
        keep_for(node().store, whole_number(text, most=MOST_MONTHS), actor())
    except BadInput as problem:
        return _page(text, say(problem.said)), 400
    web.saved(_("Guardado. Se aplica a quien ya se fue y a quien se vaya."))
    return redirect(url_for("dossier.page"))


@pages.post("/copia")
def since_copy() -> AnyResponse | tuple[str, int]:
    """Erase again whoever the folder of the laptop before tells was erased after the copy, or note that nobody was."""
    here, text = node(), request.form.get("carpeta", "").strip()[:300]
    if request.form.get("op") == "nadie":
        settle(here.store.db)
        web.saved(_("Anotado: no falta borrar a nadie."))
        return redirect(url_for("dossier.page"))
    if not Path(text).is_absolute():
        return _page(str(kept_months(here.store)), folder=text, lost=_("Escriba la carpeta completa.")), 400
    try:
        found = erased_after(here.store.db, Path(text) / here.config.database.name)
        count = here.store.erase_all(found.people, actor()) if found.people else 0
    except ChasquiError as problem:
        return _page(str(kept_months(here.store)), folder=text, lost=say(problem.said)), 400
    if found.all_of_them:
        settle(here.store.db)
    web.saved(ngettext("Borrada otra vez: %(n)s persona.", "Borradas otra vez: %(n)s personas.", count))
    return redirect(url_for("dossier.page"))


@pages.get("/persona")
def person() -> str | AnyResponse:
    """Show all that is held of somebody, as a sheet to be printed."""
    if not (key := request.args.get("quien", "")):
        return redirect(url_for("pupils.page"))
    row = _person(key)
    found = dossier(node().store, row.person)
    names = node().names()
    facts = found.facts[-FACTS_SHOWN:][::-1]
    return render_template(
        "dossier.html",
        row=row,
        school=school_name(),
        today=node().today(),
        rooms=_rooms(found),
        phone=node().store.guardians.phone(row.person),
        facts=[(day(one.on) if one.on else "—", fact_words(one.fact, 1, names)) for one in facts],
        more=len(found.facts) - len(facts),
        held=[(_(HELD[name].title), number(len(rows))) for name, rows in found.tables.items() if name not in _OWN],
        back=_back(row),
    )


@pages.post("/persona")
def download() -> AnyResponse:
    """Give all that is held of somebody as a file, and note that it was."""
    row, here = _person(request.form.get("quien", "")), node()
    data = dossier(here.store, row.person).as_json(here.now())
    here.store.audit.note(Kind.DATA_SHOWN, by=actor(), subject=row.key)
    return attachment(data, "datos.json", "application/json")


def _person(key: str) -> PersonRow:
    store = node().store
    known = {row.key for row in (*store.people.learners(), *store.class_lists.departed())}
    known |= {row.key for row in store.people.guardians()}
    row = store.people.person(bytes.fromhex(key)) if key in known else None
    return row or abort(404)


def _back(row: PersonRow) -> str:
    """Return where a person of this role is listed."""
    match row.role:
        case "learner":
            return url_for("pupils.one", quien=row.key)
        case "guardian":
            return url_for("guardians.page")
        case _:
            return url_for("pupils.page", aula="fuera")


def _rooms(found: Dossier) -> str:
    names = class_names()
    ids = [row.get("class_id") for name in ("people", "memberships") for row in found.tables.get(name, [])]
    return ", ".join(dict.fromkeys(names[one] for one in ids if one in names))


def _page(text: str, error: str = "", *, folder: str = "", lost: str = "") -> str:
    store = node().store
    months, today = kept_months(store), store.days.today()
    left = departures(store)
    return render_template(
        "keeping.html",
        months=text,
        errors={name: words for name, words in (("meses", error), ("carpeta", lost)) if words},
        from_copy=waits(store.db),
        folder=folder,
        clock_ok=today is not None,
        now=_now_words(len(due(store, today))) if today else "",
        rows=[_leaver(row, left, months) for row in store.class_lists.departed()],
    )


def _now_words(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s persona se borra en la próxima hora.", "%(n)s personas se borran en la próxima hora.", count)


def _leaver(row: Any, left: Mapping[Any, Any], months: int) -> dict[str, str]:
    gone = left.get(row.person)
    when = _("se fue el %(day)s", day=day(gone)) if gone else _("se fue un día que el reloj no supo")
    until = _("se borra desde el %(day)s", day=day(ends_on(gone, months))) if gone and months else ""
    return {"key": row.key, "name": row.name or row.code, "detail": " · ".join(filter(None, (when, until)))}


def _tasks() -> list[Task]:
    here = node()
    if not web.may("dossier.since_copy") or not waits(here.store.db):
        return []
    detail = _("Esta laptop salió de una copia: quien se borró después está otra vez.")
    return [Task(_("Borre otra vez a quien ya se borró"), detail, url_for("dossier.page"), by=here.today())]


VIEW = View(
    pages,
    dict.fromkeys(
        ("dossier.page", "dossier.keep", "dossier.since_copy", "dossier.person", "dossier.download"), COORDINATOR
    ),
    under="more.page",
    listed=(
        Listed(
            "dossier.page",
            N_("Datos personales"),
            N_("Cuánto se guardan los de quien se fue; entregar o borrar los de una persona."),
            "shield",
            Group.SCHOOL,
        ),
    ),
    tasks=_tasks,
)
