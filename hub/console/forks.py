"""Two histories of one site: the operator is told, calls the school, and says when and how it was cleared up."""

import logging

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, node_acts
from hub.console.already import already
from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.forks import Fork, open_forks
from hub.offices import SIGNERS
from shared.acts import Actor
from shared.errors import BadInput
from shared.sentences import N_, Sentence
from shared.web import gettext as _
from shared.web import saved, say, who

_SETTLED = N_("Las dos historias de ese local ya se aclararon, u otra persona lo anotó antes.")
_log = logging.getLogger(__name__)


@console.get("/locales/<site>/aclarado")
def confirm_settled(site: str) -> str:
    """Ask what was found before two histories leave the list."""
    return _page(_open(site))


@console.post("/locales/<site>/aclarado")
def settle_fork(site: str) -> Response | tuple[str, int]:
    """Note that a person has looked into it; another history that branches off is told again."""
    one, why = _open(site), request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    try:
        node_acts.settle(store(), site, why=why, by=Actor(who().login, SIGNERS[who().role]))
    except BadInput as problem:
        return _page(one, why, say(problem.said)), 400
    _log.info("fork_settled site=%s", site)
    saved(_("Anotado. Las dos historias siguen guardadas; si aparece otra, se avisa de nuevo."))
    return redirect(url_for("console.schools"))


def _open(site: str) -> Fork:
    found = next((one for one in open_forks(store()) if one.site == site), None)
    if found is None:
        if site not in {one.site for one in store().every_school()}:
            abort(404)
        already(Sentence(_SETTLED), url_for("console.schools"))
    return found


def _page(one: Fork, why: str = "", error: str = "") -> str:
    return render_template("settle_fork.html", one=one, why=why, error=error, most=limits.MAX_WHY)


VIEW = View({"console.confirm_settled": SIGNING, "console.settle_fork": SIGNING}, under="console.schools")
