"""The copy on a USB stick: found, sealed with a phrase, written, read back, taken out."""

import secrets
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.backup_file import Backup
from edge.stick_copies import copies_on, copy_to
from edge.stick_times import is_due, last_on_stick
from edge.views.node import node
from edge.views.view import KEEPING, Group, Listed, Task, View
from shared import web
from shared.errors import BadInput, ChasquiError
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import ago, moment, number
from sync.apart import Apart
from sync.passphrase import LEAST_LETTERS, checked
from sync.sticks import Stick

pages = Blueprint("backups", __name__, url_prefix="/equipo/copia", template_folder="../templates")
_MB = 1_000_000
_apart = Apart(900)
"""A large copy to a slow stick; one that hangs for longer is given up."""
_one_at_a_time = defaultdict[Path, Lock](Lock)
"""By stick: one that hangs keeps nobody from another."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What was written into the form, to be shown again."""

    stick: str = ""
    folder: str = ""
    phrase: str = ""
    nonce: str = ""


@pages.get("/")
def page() -> str:
    """Ask for stick and phrase; or, after a copy, say that the stick may be taken out."""
    if request.args.get("paso") == "sacar" and (made := last_on_stick(node().store.db)):
        return render_template("backup_done.html", made=moment(made))
    return _page({}, _Told(nonce=secrets.token_urlsafe(12)))


@pages.post("/")
def copy() -> str | Response | tuple[str, int]:
    """Copy, and read back."""
    here = node()
    # Before the form is looked at: whoever opens the names comes back to it.
    held = here.store.people.seal.key
    told = _Told(*(request.form.get(name, "").strip()[:300] for name in ("usb", "carpeta", "frase", "vez")))
    try:
        folder, errors = Path(told.folder or told.stick), _errors(told)
        once = f"copia {told.nonce or secrets.token_hex(8)} {folder}"
        if errors:
            return _page(errors, told), 400
        with _one_at_a_time[folder]:
            # The second of two clicks waits for the copy of the first, and finds it complete.
            if here.store.log.is_spent(once):
                return redirect(url_for("backups.page", paso="sacar"))
            file, done = _copied(folder, told.phrase, held)
            with here.store.db.transaction():
                here.store.log.spend(once)
    except ChasquiError as problem:
        return _page({"lugar": say(problem.said)}, told), 400
    web.saved(
        ngettext(
            "Copia «%(name)s» escrita y leída de vuelta: %(n)s registro, completa.",
            "Copia «%(name)s» escrita y leída de vuelta: %(n)s registros, completa.",
            done.events,
            name=file.name,
        )
    )
    return redirect(url_for("backups.page", paso="sacar"))


def _copied(folder: Path, phrase: str, held: bytes) -> tuple[Path, Backup]:
    here = node()
    site = here.store.site.id() or ""
    return _apart.run(folder, lambda: copy_to(here.config, here.store.db, site, folder, phrase, lambda: held))


def _errors(told: _Told) -> dict[str, str]:
    errors = {}
    where = told.folder or told.stick
    if not where or not Path(where).is_absolute() or not _is_there(Path(where)):
        errors["lugar"] = _("No se encuentra el USB. Conéctelo, espere a que aparezca y elija uno.")
    try:
        checked(told.phrase)
    except BadInput as problem:
        errors["frase"] = say(problem.said)
    return errors


def _is_there(folder: Path) -> bool:
    return node().plugged.ask(folder, folder.is_dir)


def _page(errors: dict[str, str], told: _Told) -> str:
    here = node()
    look = here.plugged.look()
    sticks = [_stick(one) for one in look.sticks]
    made = last_on_stick(here.store.db)
    return render_template(
        "backup.html",
        errors=errors,
        told=told,
        sticks=sticks,
        chosen=told.stick or (sticks[0]["path"] if len(sticks) == 1 else ""),
        silent=[say(one) for one in look.silent],
        example=_("Por ejemplo %(path)s", path="E:\\" if sys.platform == "win32" else "/media/usb"),
        least=LEAST_LETTERS,
        last=_("La última: %(moment)s (%(ago)s).", moment=moment(made), ago=ago(made, here.now())) if made else "",
    )


def _stick(one: Stick) -> dict[str, str]:
    here = node()
    free = here.plugged.free(one)
    room = _("No se sabe cuánto espacio tiene") if free is None else _("%(mb)s\u00a0MB libres", mb=number(free // _MB))
    held = here.plugged.ask(one.path, lambda: len(copies_on(one.path)))
    more = ngettext("tiene %(n)s copia", "tiene %(n)s copias", held) if held else _("sin copias todavía")
    return {"path": str(one.path), "name": one.name, "detail": f"{room} · {more}"}


def _tasks() -> list[Task]:
    here = node()
    if not web.may("backups.page") or not is_due(here.store.db):
        return []
    made = last_on_stick(here.store.db)
    detail = (
        _("La última se hizo %(ago)s.", ago=ago(made, here.now()))
        if made
        else _("Todavía no hay ninguna fuera de esta laptop.")
    )
    return [Task(_("Haga una copia en USB"), detail, url_for("backups.page"))]


VIEW = View(
    pages,
    {"backups.page": KEEPING, "backups.copy": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "backups.page",
            N_("Copia en USB"),
            N_("Toda la laptop en un archivo cerrado con una frase, por si se pierde."),
            "usb",
            Group.MACHINE,
        ),
    ),
    tasks=_tasks,
)
