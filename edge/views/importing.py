"""Importing a file through the browser: it is previewed, and what was seen is what is accepted."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.importers.accept import Weighed, accept, weigh
from edge.importers.draft import FAMILIES, Draft, FactIn, Kind, kinds_named
from edge.importers.read import ANY, place_of, read_files
from edge.listed import PersonIn
from edge.uploads import MAX_BYTES, Upload
from edge.views.acting import actor
from edge.views.choices import first_school, schools
from edge.views.facts import fact_words
from edge.views.node import node
from edge.views.view import KEEPING, Group, Listed, View
from edge.views.words import initials
from shared import web
from shared.errors import BadInput, WhichService
from shared.facts import Use
from shared.ids import ResourceId, SchoolId
from shared.imported import SHOWN, Imported, Outcome
from shared.occurred import Precision
from shared.resources import Resource, ResourceKind
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES
from shared.web.formats import day, hour, number

pages = Blueprint("importing", __name__, url_prefix="/importar", template_folder="../templates")
FIRST_ROWS = 5
CHOICES: Mapping[str, str] = {
    "": N_("Reconocer por su contenido"),
    "kolibri": N_("Kolibri: sesiones, resumen o usuarios"),
    "weekly": N_("Cuaderno: totales por semana"),
    "people": N_("Lista de personas"),
    "oneroster": N_("OneRoster"),
    "devices": N_("Lista de equipos con serie"),
    "loans": N_("Lista de préstamos abiertos"),
}
KIND_WORDS: Mapping[Kind, str] = {
    Kind.SESSIONS: N_("Sesiones de Kolibri"),
    Kind.SUMMARIES: N_("Resumen de Kolibri"),
    Kind.USERS: N_("Usuarios de Kolibri"),
    Kind.WEEKLY: N_("Totales por semana"),
    Kind.PEOPLE: N_("Lista de personas"),
    Kind.ONEROSTER: N_("OneRoster"),
    Kind.DEVICES: N_("Equipos por serie"),
    Kind.LOANS: N_("Préstamos"),
}


@pages.get("/")
def page() -> str:
    """Show the form; a file that waited for a yes is dropped."""
    node().uploads.drop(web.who().person)
    return _form("")


@pages.post("/")
def preview() -> str | tuple[str, int]:
    """Read the file and show what it would bring; nothing is written."""
    here = node()
    sent, kind = request.files.get("archivo"), request.form.get("tipo", "")
    if sent is None or not sent.filename:
        return _form(_("Elija un archivo.")), 400
    upload = Upload(
        files={sent.filename[:120]: sent.stream.read()},
        kinds=[one.value for one in FAMILIES.get(kind, ANY)],
        school=SchoolId(request.form.get("escuela") or first_school()),
        whole_week="semana_completa" in request.form,
    )
    try:
        weighed = weigh(here.store, draft_of(upload))
    except WhichService as problem:
        return _form(say(problem.said), at="escuela"), 400
    except BadInput as problem:
        return _form(say(problem.said)), 400
    return preview_page(weighed, here.uploads.keep(web.who().person, upload))


@pages.post("/aceptar")
def take() -> Response | tuple[str, int]:
    """Write what the preview showed: that very file, and no other."""
    here, me = node(), web.who().person
    upload = here.uploads.kept(me, request.form.get("resumen", ""))
    if upload is None:
        return _form(
            _("Ese archivo ya no está aquí: puede que se haya guardado, o que eligió otro. Elíjalo de nuevo.")
        ), 400
    done = accept(here.store, draft_of(upload), despite_refusals=request.form.get("op") == "buenas", by=actor())
    if done.outcome is not Outcome.WRITTEN:
        return _form(_("Hay filas rechazadas y no se guardó nada. Elija el archivo de nuevo y revíselas.")), 400
    here.uploads.drop(me)
    web.saved(_("Guardado a las %(hour)s. %(what)s", hour=hour(here.now()), what=_done(done)))
    return redirect(url_for("importing.page"))


def draft_of(upload: Upload) -> Draft:
    """Return what the files of an upload say."""
    place = place_of(node().store, upload.school, whole_week=upload.whole_week)
    return read_files(upload.files, place, kinds_named(upload.kinds))


def _done(done: Imported) -> str:
    new = ngettext("%(n)s fila nueva.", "%(n)s filas nuevas.", done.added)
    changed = ngettext("%(n)s cambiada.", "%(n)s cambiadas.", done.changed)
    known = ngettext("%(n)s ya estaba.", "%(n)s ya estaban.", done.known)
    return " ".join([new, *([changed] if done.changed else []), *([known] if done.known else [])])


def _form(error: str, *, at: str = "archivo") -> str:
    """Show the form, with what was chosen in it and the error beside the field *at*; the file is chosen again."""
    choices, said = [(name, _(words)) for name, words in CHOICES.items()], request.form
    return render_template(
        "import.html",
        errors={at: error} if error else {},
        choices=choices,
        kind=said.get("tipo", ""),
        schools=schools(),
        school=said.get("escuela") or first_school(),
        whole_week="semana_completa" in said,
    )


def preview_page(weighed: Weighed, digest: str, *, pasted: bool = False) -> str:
    """Show what an upload would bring, by the *digest* that accepts it; *pasted* rows can be corrected."""
    report = weighed.report(Outcome.TRIED)
    facts = [_fact_row(row) for row in weighed.facts[:FIRST_ROWS]]
    people = [_person_row(one) for one in (*weighed.new_people, *weighed.changed_people)[:FIRST_ROWS]]
    refused = [{"line": number(row.line), "why": say(row.problem)} for row in report.refused[:SHOWN]]
    good = report.added + report.changed
    figures = [
        (_("Filas leídas"), report.read), (_("Nuevas"), report.added), (_("Cambiadas"), report.changed),
        (_("Ya estaban"), report.known), (_("Rechazadas"), report.refused_count),
    ]  # fmt: skip
    return render_template(
        "import_preview.html",
        title=_(KIND_WORDS[weighed.draft.kind]),
        figures=[(words, number(count)) for words, count in figures],
        notes=[say(note) for note in report.notes],
        rows=facts or people,
        refused=refused,
        more=report.refused_count - len(refused),
        accept_words=_accept_words(report, good),
        good=good,
        digest=digest,
        pasted=pasted,
    )


def _accept_words(report: Imported, good: int) -> str:
    if report.refused:
        return ngettext("Guardar %(n)s fila buena", "Guardar %(n)s filas buenas", good)
    return ngettext("Guardar %(n)s fila", "Guardar %(n)s filas", good)


def _fact_row(row: FactIn) -> dict[str, Any]:
    when = day(row.occurred.day())
    week = row.occurred.precision is Precision.WEEK
    what = fact_words(row.fact, 1, _names(row))
    return {
        "line": number(row.line),
        "what": " · ".join(filter(None, (what, row.title or getattr(row.fact, "serial", "")))),
        "when": _("semana del %(day)s", day=when) if week else when,
    }


def _names(row: FactIn) -> Mapping[ResourceId, Resource]:
    """Return the names of resources, and that which a file gives a channel that this laptop knows by its code."""
    known = node().names()
    if not row.channel or not isinstance(row.fact, Use) or row.fact.resource in known:
        return known
    return {row.fact.resource: Resource(id=row.fact.resource, name=row.channel, kind=ResourceKind.PACK)}


def _person_row(person: PersonIn) -> dict[str, Any]:
    # Enough to see that the columns are the right ones; a pupil's name is for the class list and their own page.
    role = web.Role.STUDENT if person.role == "learner" else web.Role(person.role)
    where = ", ".join(one.name for one in person.classes) or "—"
    return {
        "line": number(person.line),
        "what": initials(person.name or person.code),
        "when": f"{_(ROLE_NAMES[role])} · {where}",
    }


VIEW = View(
    pages,
    dict.fromkeys(("importing.page", "importing.preview", "importing.take"), KEEPING),
    under="record.use",
    # A file, and what the form says beside it.
    uploads={"importing.preview": MAX_BYTES + 64 * 1024},
    listed=(
        Listed("importing.page", N_("Importar"), N_("Listas y usos de una hoja o de Kolibri."), "down", Group.FILES),
    ),
)
