"""Pasting rows of a spreadsheet: previewed as a file is, and there again where something must be corrected."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from edge.importers.accept import weigh
from edge.importers.draft import FAMILIES
from edge.importers.read import ANY
from edge.uploads import Upload
from edge.views.choices import first_school, schools
from edge.views.importing import CHOICES, draft_of, preview_page
from edge.views.node import node
from edge.views.view import KEEPING, View
from shared import web
from shared.errors import BadInput, WhichService
from shared.ids import SchoolId
from shared.web import gettext as _
from shared.web import say

pages = Blueprint("paste", __name__, url_prefix="/importar", template_folder="../templates")
MOST = 120_000
"""Letters: some two thousand rows, within what a field of a form may hold; more come as a file."""
NAME = "lo-pegado.tsv"


@pages.get("/pegar")
def page() -> str:
    """Show the form; what waited for a yes is dropped."""
    node().uploads.drop(web.who().person)
    return _form("", "")


@pages.post("/pegar")
def preview() -> str | Response | tuple[str, int]:
    """Show what the rows would bring, or give them back to be corrected; nothing is written."""
    here, me = node(), web.who().person
    if request.form.get("op") == "corregir":
        waiting = here.uploads.kept(me, request.form.get("resumen", ""))
        if waiting is None or NAME not in waiting.files:
            return _form("", _("Lo pegado ya no está aquí: puede que se haya guardado. Péguelo de nuevo.")), 400
        return _form(waiting.files[NAME].decode(), "", waiting)
    text = request.form.get("filas", "")
    if not text.strip():
        return _form(text, _("Pegue las filas, con la de los títulos primero.")), 400
    if len(text) > MOST:
        return _form(text, _("Es demasiado para pegarlo de una vez. Guárdelo como archivo e impórtelo.")), 400
    upload = Upload(
        files={NAME: text.encode("utf-8", "replace")},
        kinds=[one.value for one in FAMILIES.get(request.form.get("tipo", ""), ANY)],
        school=SchoolId(request.form.get("escuela") or first_school()),
        whole_week="semana_completa" in request.form,
    )
    try:
        weighed = weigh(here.store, draft_of(upload))
    except WhichService as problem:
        return _form(text, say(problem.said), at="escuela"), 400
    except BadInput as problem:
        return _form(text, say(problem.said)), 400
    return preview_page(weighed, here.uploads.keep(me, upload), pasted=True)


def _form(text: str, error: str, before: Upload | None = None, *, at: str = "filas") -> str:
    """Show the form with what was pasted and chosen in it, now or *before*, and the error beside the field *at*."""
    said = request.form
    kind = said.get("tipo", "") if before is None else _family(before)
    return render_template(
        "paste.html",
        text=text,
        errors={at: error} if error else {},
        choices=[(name, _(words)) for name, words in CHOICES.items()],
        kind=kind,
        schools=schools(),
        school=before.school if before else said.get("escuela") or first_school(),
        whole_week=before.whole_week if before else "semana_completa" in said,
        most=MOST,
    )


def _family(upload: Upload) -> str:
    """Return which choice of the form an upload was told to be."""
    told = set(upload.kinds)
    return next((name for name, kinds in FAMILIES.items() if {one.value for one in kinds} == told), "")


VIEW = View(
    pages,
    {"paste.page": KEEPING, "paste.preview": KEEPING},
    under="record.use",
    # A letter is up to four bytes.
    uploads={"paste.preview": 4 * MOST + 64 * 1024},
)
