"""Accepting a computer that waits: what it sent is kept whole, and applied once a person says so."""

import logging
from collections.abc import Sequence
from typing import NoReturn

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, node_acts
from hub.computers import Computer, computers
from hub.console.already import already
from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.offices import SIGNERS
from hub.parts import parts
from hub.region_rows import service_names
from hub.rows import NodeState, Wait, WaitingRow
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import fours
from shared.sentences import N_, Sentence
from shared.web import ngettext, saved, say, who

ACCEPTABLE = (Wait.UNKNOWN, Wait.REVOKED)
"""What waits for a person's word, and not for a missing bundle or an update."""
_SEEN_REVOKED = "baja"
_ACCEPTED = N_("La computadora %(node)s ya está aceptada, y lo que envió se aplicó. No falta nada más.")
_DISCARDED = N_("De la computadora %(node)s ya no hay nada que aceptar: otra persona descartó lo que envió.")
_log = logging.getLogger(__name__)


@console.get("/equipos/<node>/aceptar")
def confirm_node(node: str) -> str:
    """Show what would be accepted, and of which school."""
    return _page(node)


@console.post("/equipos/<node>/aceptar")
def accept_node(node: str) -> Response | tuple[str, int]:
    """Accept the computer and apply what it sent."""
    site, why = _known(node)[0], request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    by, seen = Actor(who().login, SIGNERS[who().role]), request.form.get("visto", "") == _SEEN_REVOKED
    try:
        new = node_acts.accept(store(), parts().ingest, node, why=why, by=by, seen_revoked=seen)
    except BadInput as problem:
        return _page(node, why, say(problem.said)), 400
    _log.info("node_accepted node=%s site=%s events=%d", node, site, new)
    saved(ngettext("Equipo aceptado. Se aplicó %(n)s registro.", "Equipo aceptado. Se aplicaron %(n)s registros.", new))
    return redirect(url_for("console.schools"))


def _page(node: str, why: str = "", error: str = "") -> str:
    site, rows, revoked = _known(node)
    with store().read() as connection:
        read_there = revoked or node_acts.is_another(connection, site, node)
    names = service_names(school for school in store().every_school() if school.site == site)
    return render_template(
        "accept_node.html", node=node, site=site, names=list(names.values()), count=len(rows),
        since=rows[0].since if rows else None, revoked=revoked, school_reads=read_there, why=why, error=error,
        most=limits.MAX_WHY,
    )  # fmt: skip


def _known(node: str) -> tuple[str, Sequence[WaitingRow], bool]:
    """Return the site of a computer that may be accepted, what it sent, and whether it was revoked."""
    rows = [row for row in store().waiting() if row.node == node and row.why in ACCEPTABLE]
    known = next((one for one in computers(store(), (), store().waiting()) if one.node == node), None)
    if known is None or not (rows or known.state is NodeState.REVOKED):
        _settled(node, known)
    return known.site, rows, known.state is NodeState.REVOKED


def _settled(node: str, known: Computer | None) -> NoReturn:
    """Answer what became of a computer that need not be accepted: a colleague was first, in another window."""
    if known is not None and known.state is NodeState.OK:
        words = _ACCEPTED
    elif known is None and store().acts(node_acts.subject_of(node)):
        words = _DISCARDED
    else:
        abort(404)
    already(Sentence(words, {"node": fours(node)}), url_for("console.list_computers", q=node))


VIEW = View({"console.confirm_node": SIGNING, "console.accept_node": SIGNING}, under="console.schools")
