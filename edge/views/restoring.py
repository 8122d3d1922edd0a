"""Restoring in the browser of a fresh laptop: a copy on a stick, its phrase, and the account of who coordinates."""

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from edge.admitting import admits
from edge.erased_since import ErasedAgain
from edge.fresh import Newcomers
from edge.stick_copies import Found, copies_on
from shared.errors import ChasquiError
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.formats import moment

pages = Blueprint("restoring", __name__, url_prefix="/restaurar", template_folder="../templates")


@dataclass(frozen=True, slots=True)
class _Told:
    """What was written into the form, to be shown again; not the account's passphrase."""

    copy: str = ""
    path: str = ""
    phrase: str = ""
    login: str = ""


@pages.get("/")
def page() -> str:
    """Show the copies that lie on the sticks, and ask for phrase and account."""
    return _page("", _Told())


@pages.post("/")
def restore() -> Response | str | tuple[str, int]:
    """Make the node of the copy in this laptop's folder."""
    told = _Told(*(request.form.get(name, "").strip()[:300] for name in ("copia", "ruta", "frase", "cuenta")))
    file = Path(told.path or told.copy)
    if not (told.path or told.copy) or not file.is_absolute():
        return _page(_("Elija una copia, o escriba dónde está con su carpeta completa."), told), 400
    new = _new()
    try:
        done = new.restore(file, told.phrase, admits(told.login, request.form.get("clave", "")[:200]))
    except ChasquiError as problem:
        return _page(say(problem.said), told), 400
    answer = current_app.make_response(
        render_template(
            "restored.html",
            login=told.login.lower(),
            told=ngettext(
                "%(n)s registro, hasta el día de la copia.", "%(n)s registros, hasta el día de la copia.", done.events
            ),
            since=_since_words(done.again),
            settled=done.again.settled,
        )
    )
    # Once this answer has left, the node's own pages take this address.
    answer.call_on_close(new.done.set)
    return answer


def _since_words(again: ErasedAgain) -> list[str]:
    told = []
    if again.people:
        told.append(
            ngettext(
                "%(n)s persona se borró después de la copia, según la carpeta anterior: se borró otra vez.",
                "%(n)s personas se borraron después de la copia, según la carpeta anterior: se borraron otra vez.",
                again.people,
            )
        )
    elif again.settled:
        told.append(
            _("Según la carpeta anterior, que está en esta computadora, después de la copia no se borró a nadie.")
        )
    if not again.settled:
        told.append(
            _("Si después de la copia se borró a alguien más, está otra vez en la lista. El inicio dice cómo borrarlo.")
            if again.people
            else _(
                "Si después de la copia se borró a alguien, está otra vez en la lista. El inicio dice cómo borrarlo."
            )
        )
    return told


def _page(error: str, told: _Told) -> str:
    look = _new().plugged.look()
    found = [(one.name, copy) for one in look.sticks for copy in _copies_at(one.path)]
    return render_template(
        "restore.html",
        error=error,
        told=told,
        copies=[_row(stick, copy) for stick, copy in found],
        chosen=told.copy or (str(found[0][1].path) if found else ""),
        silent=[say(one) for one in look.silent],
        folder=_new().config.dir,
    )


def _copies_at(folder: Path) -> list[Found]:
    return _new().plugged.ask(folder, lambda: copies_on(folder))


def _row(stick: str, copy: Found) -> dict[str, str]:
    name = _("Local %(site)s, %(moment)s", site=copy.site, moment=moment(copy.made))
    return {"path": str(copy.path), "name": name, "detail": _("en «%(stick)s»", stick=stick)}


def _new() -> Newcomers:
    found: Newcomers = current_app.extensions["newcomers"]
    return found
