"""The content packs of this laptop: what is here and until when, and copying one from a stick."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.enrol import load_identity
from edge.pack_import import Added, add_pack, read_from
from edge.pack_store import KeptPack
from edge.pack_work import Heard
from edge.views.node import node
from edge.views.view import KEEPING, Alarm, Group, Listed, Task, View
from shared import web
from shared.disk import room_in
from shared.errors import BadInput, ChasquiError
from shared.packs import MANIFEST, MB, Pack
from shared.sentences import Sentence
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import day, number
from shared.web.tongues import tongue
from sync.folder import pack_folders
from sync.keys import HubPublic
from sync.sticks import Stick

pages = Blueprint("packs", __name__, url_prefix="/paquetes", template_folder="../templates")
WAIT_S = 2.0
"""A small pack is here before the page comes back; for a large one the page says how far it is."""


@pages.get("/")
def page() -> str:
    """Show what is here, what goes on, and what lies on the sticks."""
    return _page()


def _page(error: str = "", folder: str = "") -> str:
    here = node()
    today, look, doing = here.store.days.today(), here.plugged.look(), here.pack_work.state()
    room = room_in(here.config.dir)
    # While one is copied from a stick nothing else asks it: both would take longer.
    busy = doing is not None and doing.running
    sticks = [] if busy else [_stick(one, today) for one in look.sticks if one.ours]
    return render_template(
        "packs.html",
        packs=[_row(one, today) for one in here.store.packs.all()],
        doing=doing,
        ended=say(doing.said) if doing is not None and doing.said is not None else "",
        progress=_("%(done)s de %(all)s MB", done=_mb(doing.done), all=_mb(doing.of)) if doing is not None else "",
        sticks=sticks,
        silent=[say(one) for one in look.silent],
        error=error,
        folder=folder,
        clock_wrong=today is None,
        free="" if room is None else _("Quedan %(gb)s GB libres en el disco.", gb=number(room.free / 1e9, 1)),
    )


def _mb(size: int) -> str:
    return number(-(-size // MB))


def _row(one: KeptPack, today: date | None) -> dict[str, Any]:
    pack, expired = one.pack, one.pack.expired(today)
    if one.damaged:
        code, words = "err", _("Con archivos dañados")
    elif expired:
        code, words = "off", _("Venció")
    else:
        code, words = "ok", _("Completo")
    return {
        "resource": pack.resource,
        "name": _name(pack),
        "detail": _detail(pack),
        "files": ngettext("%(n)s archivo", "%(n)s archivos", len(pack.files)),
        "mb": _mb(pack.size),
        "until": day(pack.expires) if pack.expires else _("Sin fecha"),
        "code": code,
        "words": words,
        "damaged": [file.path for file in one.damaged[:5]],
    }


def _name(pack: Pack) -> str:
    known = node().names().get(pack.resource)
    return known.name if known is not None else pack.resource


def _detail(pack: Pack) -> str:
    language = tongue(pack.language)
    parts = [language, pack.variety, _("versión %(n)s", n=pack.version)]
    return " · ".join(part for part in parts if part)


def _hub() -> HubPublic:
    return load_identity(node().config).invitation.hub


def _stick(stick: Stick, today: date | None) -> dict[str, Any]:
    """Return what lies on a stick, each pack with what can be done with it; a stick that hangs keeps nobody waiting."""
    try:
        hub = _hub()
        rows = node().plugged.ask(
            stick.path, lambda: [_found(path, hub) for path in pack_folders(stick.path, MANIFEST)]
        )
    except ChasquiError as problem:
        return {"name": stick.name, "trouble": say(problem.said), "packs": []}
    return {"name": stick.name, "trouble": "", "packs": [_offer(path, found, today) for path, found in rows]}


def _found(path: Path, hub: HubPublic) -> tuple[Path, Pack | ChasquiError]:
    try:
        return path, read_from(path, hub)[0]
    except ChasquiError as problem:
        return path, problem


def _offer(path: Path, found: Pack | ChasquiError, today: date | None) -> dict[str, Any]:
    if isinstance(found, ChasquiError):
        return {"path": str(path), "name": path.name, "detail": "", "state": say(found.said), "take": False}
    kept = node().store.packs.one(found.resource)
    if found.expired(today):
        state, take = _("Venció: no se copia."), False
    elif kept is None:
        state, take = "", True
    elif kept.pack.version < found.version:
        state, take = _("Aquí está la versión %(n)s: se reemplaza.", n=kept.pack.version), True
    elif kept.pack == found:
        state, take = (
            (_("Ya está aquí, con archivos dañados: se repone.") if kept.damaged else _("Ya está aquí.")),
            bool(kept.damaged),
        )
    else:
        state, take = _("Aquí está una versión más nueva."), False
    detail = f"{_detail(found)} · {_mb(found.size)} MB"
    return {"path": str(path), "name": _name(found), "detail": detail, "state": state, "take": take}


@pages.post("/")
def add() -> Response | tuple[str, int]:
    """Begin to copy the pack of a folder."""
    here, text = node(), request.form.get("carpeta", "").strip()[:300]
    folder = Path(text)
    try:
        if not text or not folder.is_absolute() or not here.plugged.ask(folder, folder.is_dir):
            raise BadInput("No se encuentra la carpeta. Conecte el USB y escriba la carpeta completa del paquete.")
        hub, store = _hub(), here.store
        today = store.days.today()
        here.pack_work.begin(
            lambda heard: _added(add_pack(store.packs, hub, folder, today, heard=heard)), wait_s=WAIT_S
        )
    except ChasquiError as problem:
        return _page(say(problem.said), text), 400
    return redirect(url_for("packs.page"))


def _added(done: Added) -> Sentence:
    return Sentence(
        "Se copió el paquete «%(name)s», versión %(version)s: %(files)s archivos, todos como la región los firmó.",
        {"name": done.resource, "version": done.version, "files": done.files},
    )


@pages.post("/revisar")
def check() -> Response | tuple[str, int]:
    """Begin to read every file again."""
    here = node()
    packs = here.store.packs

    def work(_heard: Heard) -> Sentence:
        damaged = sum(len(kept.damaged) for kept in packs.check())
        if damaged:
            return Sentence(
                "Archivos dañados: %(n)s. Copie otra vez el mismo paquete: repone lo dañado.", {"n": damaged}
            )
        return Sentence("Todos los archivos están como la región los firmó.")

    try:
        here.pack_work.begin(work, wait_s=WAIT_S)
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    return redirect(url_for("packs.page"))


@pages.post("/quitar")
def drop() -> Response | tuple[str, int]:
    """Take a pack off this laptop."""
    packs, resource = node().store.packs, request.form.get("recurso", "")
    kept = packs.one(resource)
    if kept is None:
        abort(404)
    try:
        freed = packs.drop(resource)
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    web.saved(_("Se quitó %(name)s: %(mb)s MB libres.", name=_name(kept.pack), mb=_mb(freed)))
    return redirect(url_for("packs.page"))


def _alarms() -> Sequence[Alarm]:
    if not web.may("packs.page") or not any(kept.damaged for kept in node().store.packs.all()):
        return []
    what = _("Hay archivos dañados en un paquete de contenido.")
    return [Alarm("queue", what, _("Los estudiantes no los ven. Copie otra vez el paquete, en Más, Paquetes."))]


def _tasks() -> Sequence[Task]:
    if not web.may("packs.page"):
        return []
    here = node()
    today = here.store.days.today()
    gone = [one.pack for one in here.store.packs.all() if one.pack.expired(today)]
    return [
        Task(
            _("Pida de nuevo «%(name)s»", name=_name(pack)),
            _("El paquete venció y los estudiantes ya no lo ven."),
            url_for("packs.page"),
        )
        for pack in gone
    ]


VIEW = View(
    pages,
    {"packs.page": KEEPING, "packs.add": KEEPING, "packs.check": KEEPING, "packs.drop": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "packs.page",
            N_("Paquetes de contenido"),
            N_("Cuentos, libros y videos para los celulares: copiarlos de un USB, ver cuáles hay."),
            "box",
            Group.MACHINE,
        ),
    ),
    tasks=_tasks,
    alarms=_alarms,
)
