"""The page of imports: a file, what it would change field by field, and its acceptance with a reason."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from hub import history, limits
from hub.acts import Kind as Act
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.field_words import FATES, cells_of, change_told
from hub.console.navigation import MORE
from hub.console.view import SIGNING, Group, Listed, View
from hub.drafts import GONE, MAX_BYTES, Draft
from hub.importers.kinds import IMPORTERS, Asked, Kind, recognise
from hub.importers.supply import units_gone
from hub.importing import bring_in
from hub.offices import SIGNERS
from hub.parts import parts
from shared.acts import Actor
from shared.differing import Fate, RowChange
from shared.errors import BadInput, ChasquiError
from shared.imported import Imported
from shared.tabular import Mark
from shared.web import N_, Role, ngettext, saved, say, who
from shared.web import gettext as _
from shared.web.formats import number

OPERATORS = frozenset((Kind.SUPPLY, Kind.ZONES, Kind.ROADS, Kind.PACK_ROOMS))
"""What whoever runs the depots brings in; the rest is for Administration."""
_FORM = ("tipo", "decimal", "ubigeo", "fuente", "anio")
_RECENT = 10
_TOO_LARGE = N_("El archivo pasa de %(most)s MB. Impórtelo con «chasqui-hub import». No se importó nada.")
_REFUSED = "rechazadas"
UPLOAD_BYTES = MAX_BYTES + 64 * 1024


@console.get("/importar")
def importing() -> str:
    """Show the form, the file that waits for a yes, and what was imported last."""
    return _form("")


@console.post("/importar")
def preview_import() -> Redirect | tuple[str, int]:
    """Take a file and show what it would change; nothing of it is written into the region."""
    sent = request.files.get("archivo")
    if sent is None or not sent.filename:
        return _form(_("Elija un archivo.")), 400
    drafts, me, kept = parts().drafts, who().login, None
    try:
        asked = _asked(Path(sent.filename).name[-120:])
        with closing(sent):
            data = sent.stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadInput(_TOO_LARGE, most=MAX_BYTES // 1_048_576)
        kept = drafts.keep(me, sent.filename, data, asked)
        with drafts.reading(me, kept) as file:
            kind = Kind(request.form["tipo"]) if request.form.get("tipo") in list(Kind) else recognise(file)
        if kind not in _mine():
            raise BadInput(_NOT_YOURS, what=_(IMPORTERS[kind].words))
        asked = Asked(kind, asked.name, asked.decimal, asked.ubigeo, asked.source, asked.year)
        drafts.look(me, drafts.offer(me, kept, asked))
    except ChasquiError as problem:
        # Nothing stays of which it is not known what it is, and whether it may be brought in.
        if kept is not None:
            drafts.drop(me, kept)
        if not isinstance(problem, BadInput):
            raise
        return _form(say(problem.said)), 400
    return redirect(url_for("console.import_preview"))


@console.get("/importar/revisar")
def import_preview() -> str | Redirect:
    """Show what the file that waits would change."""
    draft = _waiting()
    if draft is None:
        return redirect(url_for("console.importing"))
    try:
        return _preview(draft)
    except BadInput as problem:
        return _form(say(problem.said))


@console.get("/importar/revisar.csv")
def import_csv() -> Response | Redirect:
    """Give the whole difference as a spreadsheet, a row a field, and the lines that are refused."""
    draft = _waiting()
    if draft is None:
        return redirect(url_for("console.importing"))
    _mark, report = parts().drafts.look(who().login, draft)
    header = ("que_pasa", "codigo", "nombre", "campo", "antes", "despues")
    return csv_file("diferencia.csv", header, _cells(report))


@console.post("/importar/aplicar")
def apply_import() -> Redirect | tuple[str, int]:
    """Import what was seen: that very file, into the region as it was then."""
    drafts, me, form = parts().drafts, who().login, request.form
    draft = _waiting()
    if draft is None or draft.digest != form.get("resumen"):
        return _form(_(GONE)), 400
    why = form.get("motivo", "")[: limits.MAX_WHY + 1]
    try:
        by = Actor(me, SIGNERS[who().role])
        yes = form.get("sin_rechazadas") == "1"
        with drafts.reading(me, draft) as file:
            done = bring_in(store(), file, draft.asked, form.get("region", ""), why=why, accept=yes, by=by)
    except BadInput as problem:
        return _again(draft, why, say(problem.said))
    drafts.drop(me, draft)
    saved(_("Importado. %(what)s", what=_counted(done)))
    return redirect(url_for("console.importing"))


def _again(draft: Draft, why: str, error: str) -> tuple[str, int]:
    try:
        return _preview(draft, why, error), 409
    except BadInput as problem:
        return _form(say(problem.said)), 400


def _waiting() -> Draft | None:
    """Return the file that waits, if who is in may bring in what it is: a role may have changed since it came."""
    draft = parts().drafts.kept(who().login)
    return draft if draft is not None and draft.asked.kind in _mine() else None


def _mine() -> list[Kind]:
    return [kind for kind in Kind if who().role is Role.ADMIN or kind in OPERATORS]


def _asked(name: str) -> Asked:
    form = {key: " ".join(request.form.get(key, "").split())[:120] for key in _FORM}
    year = form["anio"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4 and 1990 <= int(year) <= 2099):
        raise BadInput("El año se escribe con cuatro cifras, como 2024. No se importó nada.")
    decimal = form["decimal"] if form["decimal"] in list(Mark) else ""
    return Asked(Kind.SCHOOLS, name, decimal, form["ubigeo"], form["fuente"], int(year or 0))


def _form(error: str) -> str:
    acts = [act for act in store().acts(kind=Act.IMPORTED) if act.told().get("kind") in list(Kind)][-_RECENT:]
    waiting = _waiting()
    return render_template(
        "importing.html",
        errors={"archivo": error} if error else {},
        kinds=[("", _("Reconocer por su contenido")), *((kind, _(IMPORTERS[kind].words)) for kind in _mine())],
        marks=[
            ("", _("La que se vea en el archivo")),
            (Mark.POINT, _("Punto: 1,200.50")),
            (Mark.COMMA, _("Coma: 1.200,50")),
        ],
        form={key: request.form.get(key, "")[:120] for key in _FORM},
        waiting=waiting.asked if waiting else None,
        acts=[(act, say(history.told(act)), _(IMPORTERS[Kind(act.told()["kind"])].words)) for act in reversed(acts)],
        most=MAX_BYTES // 1_048_576,
        may_version=Kind.CATALOGUE in _mine(),
    )


def _preview(draft: Draft, why: str = "", error: str = "") -> str:
    mark, report = parts().drafts.look(who().login, draft)
    counted = _fates(report)
    asked = request.args.get("ver", "")
    shown = [one for one in report.changes if not asked or one.fate == asked]
    writes = any(counted[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.GONE))
    return render_template(
        "import_preview.html",
        title=_(IMPORTERS[draft.asked.kind].words),
        draft=draft,
        mark=mark,
        why=why,
        error=error,
        figures=[
            (_("Filas leídas"), number(report.read)),
            *((_(FATES[fate][2]), number(n)) for fate, n in counted.items()),
            (_("Rechazadas"), number(report.refused_count)),
        ],
        gone=_gone(report) if draft.asked.kind is Kind.SUPPLY else "",
        notes=[say(note) for note in (*report.notes, *report.recognised)],
        page=page_of(shown),
        rows=[change_told(one) for one in page_of(shown).rows],
        tabs=[("", _("Todo")), *((fate.value, _(FATES[fate][2])) for fate, n in counted.items() if n)],
        asked=asked,
        refused=page_of([(number(row.line), say(row.problem)) for row in report.refused], name=_REFUSED),
        refused_count=report.refused_count,
        writes=writes and (not report.refused or IMPORTERS[draft.asked.kind].by_rows),
        changes=writes,
        most=limits.MAX_WHY,
    )  # fmt: skip


def _fates(report: Imported) -> Mapping[Fate, int]:
    return {fate: sum(one.fate is fate for one in report.changes) for fate in Fate}


def _gone(report: Imported) -> str:
    """Say how much of the depots would be gone; empty where nothing would."""
    units, resources = units_gone(report.changes)
    if not units:
        return ""
    said = (
        ngettext("%(num)s unidad", "%(num)s unidades", units),
        ngettext("de %(num)s recurso", "de %(num)s recursos", resources),
    )
    return _("Se quedarían sin existencias: %(what)s.", what=" ".join(said))


def _counted(done: Imported) -> str:
    fates = _fates(done)
    said = [
        ngettext("%(num)s fila nueva.", "%(num)s filas nuevas.", fates[Fate.NEW]),
        ngettext("%(num)s cambiada.", "%(num)s cambiadas.", fates[Fate.CHANGED]),
        ngettext("%(num)s quitada.", "%(num)s quitadas.", fates[Fate.GONE]),
    ]
    return " ".join(said)


def _cells(report: Imported) -> Iterator[tuple[object, ...]]:
    for one in report.changes:
        yield from _change_cells(one)
    for row in report.refused:
        yield _("Rechazada"), row.line, "", "", "", say(row.problem)


def _change_cells(one: RowChange) -> Iterator[tuple[object, ...]]:
    words = _(FATES[one.fate][2])
    if not one.fields:
        yield words, one.key, one.label, "", "", ""
    for field in one.fields:
        yield words, one.key, one.label, *cells_of(field)


_NOT_YOURS = N_("Es un archivo de «%(what)s», que importa Administración. No se importó nada.")
VIEW = View(
    dict.fromkeys(
        ("console.importing", "console.preview_import", "console.import_preview", "console.import_csv",
         "console.apply_import"),
        SIGNING,
    ),
    under=MORE,
    # A file, and what the form says beside it.
    uploads={"console.preview_import": UPLOAD_BYTES},
    listed=(
        Listed(
            "console.importing",
            N_("Importar"),
            N_("Padrón, almacenes, rutas, costos, catálogo y calendario, con su diferencia antes de aplicar."),
            "down",
            Group.REGION,
        ),
    ),
)  # fmt: skip
