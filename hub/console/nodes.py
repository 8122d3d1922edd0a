"""Accepting a computer that waits: what it sent is kept whole, and applied once a person says so."""

import logging
from collections.abc import Sequence

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.parts import parts
from hub.region_rows import service_names
from hub.rows import Wait, WaitingRow
from shared.web import ngettext, saved, who

ACCEPTABLE = (Wait.UNKNOWN, Wait.REVOKED)
"""What waits for a person's word, and not for a missing bundle or an update."""
_log = logging.getLogger(__name__)


@console.get("/equipos/<node>/aceptar")
def confirm_node(node: str) -> str:
    """Show what would be accepted, and of which school."""
    rows = _waiting(node)
    names = service_names(school for school in store().schools() if school.site == rows[0].site)
    return render_template(
        "accept_node.html", node=node, site=rows[0].site, names=list(names.values()), count=len(rows),
        since=rows[0].since, revoked=any(row.why is Wait.REVOKED for row in rows),
    )  # fmt: skip


@console.post("/equipos/<node>/aceptar")
def accept_node(node: str) -> Response:
    """Accept the computer and apply what it sent."""
    site = _waiting(node)[0].site
    new = parts().ingest.accept(node)
    _log.info("node_accepted node=%s site=%s events=%d by=%s", node, site, new, who().login)
    saved(ngettext("Equipo aceptado. Se aplicó %(n)s registro.", "Equipo aceptado. Se aplicaron %(n)s registros.", new))
    return redirect(url_for("console.schools"))


def _waiting(node: str) -> Sequence[WaitingRow]:
    return [row for row in store().waiting() if row.node == node and row.why in ACCEPTABLE] or abort(404)


VIEW = View({"console.confirm_node": SIGNING, "console.accept_node": SIGNING}, under="console.schools")
