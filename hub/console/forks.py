"""Two histories of one site: the operator is told, calls the school, and says when it is cleared up."""

import logging

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.forks import settle
from shared.errors import BadInput
from shared.web import gettext as _
from shared.web import saved

_log = logging.getLogger(__name__)


@console.post("/locales/<site>/aclarado")
def settle_fork(site: str) -> Response:
    """Note that a person has looked into it; another history that branches off is told again."""
    try:
        settle(store(), site)
    except BadInput:
        abort(404)
    _log.info("fork_settled site=%s", site)
    saved(_("Anotado. Las dos historias siguen guardadas; si aparece otra, se avisa de nuevo."))
    return redirect(url_for("console.schools"))


VIEW = View({"console.settle_fork": SIGNING}, under="console.schools")
