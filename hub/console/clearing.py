"""The page on which something is taken off the list of what is stopped: it asks why, and the history keeps it."""

import logging

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits
from hub.clearing import clear
from hub.console.already import already
from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.offices import SIGNERS
from hub.stopped import KINDS, Stopped, stopped
from shared.acts import Actor
from shared.errors import BadInput
from shared.sentences import N_, Sentence
from shared.web import gettext as _
from shared.web import saved, say, who

_CLEARED = N_("Eso ya no está en la lista: otra persona lo quitó, o llegó lo que faltaba.")
_log = logging.getLogger(__name__)


@console.get("/detenidos/quitar")
def confirm_cleared() -> str:
    """Show what would leave the list, and ask why."""
    return _page(_named())


@console.post("/detenidos/quitar")
def clear_stopped() -> Response | tuple[str, int]:
    """Take it off the list; what comes later is told again."""
    one, why = _named(), request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    try:
        clear(store(), one, why=why, by=Actor(who().login, SIGNERS[who().role]))
    except BadInput as problem:
        return _page(one, why, say(problem.said)), 400
    _log.info("stopped_cleared kind=%s site=%s", one.kind, one.site)
    saved(_("Quitado de la lista. Si llega algo más, se avisa de nuevo."))
    return redirect(url_for("console.stopped_records"))


def _named() -> Stopped:
    named = tuple(request.args.get(name, "") for name in ("tipo", "local", "cual"))
    found = next((one for one in stopped(store()) if one.subject and (one.kind, one.site, one.subject) == named), None)
    if found is None:
        if named[0] not in KINDS or not all(named):
            abort(404)
        already(Sentence(_CLEARED), url_for("console.stopped_records"))
    return found


def _page(one: Stopped, why: str = "", error: str = "") -> str:
    return render_template(
        "clear_stopped.html", one=one, kind=_(KINDS[one.kind]), told=say, why=why, error=error, most=limits.MAX_WHY
    )


VIEW = View({"console.confirm_cleared": SIGNING, "console.clear_stopped": SIGNING}, under="console.schools")
