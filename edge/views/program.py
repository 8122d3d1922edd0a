"""The program itself: which version runs, a newer one from a stick, and how the last update ended."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.program.folder import version_of
from edge.program.found import Updates, number_in
from edge.views.node import node
from edge.views.view import KEEPING, Alarm, Group, Listed, View
from shared import web
from shared.errors import NotReady
from shared.web import N_, say
from shared.web import gettext as _

pages = Blueprint("program", __name__, url_prefix="/programa", template_folder="../templates")
_WHY = {
    "copy": N_("no se pudo copiar antes la base de datos"),
    "starts": N_("no llegó a responder en tres arranques"),
}


@pages.get("/")
def page() -> str:
    """Show the version in force, the packages on sticks, and how the last update ended."""
    return _page("")


@pages.post("/")
def begin() -> Response | tuple[str, int]:
    """Begin to make a version of the chosen package."""
    try:
        updates().begin(node().plugged, request.form.get("archivo", "")[:1000], request.form.get("suma", "")[:64])
    except NotReady as problem:
        return _page(say(problem.said)), 409
    web.saved(_("La versión nueva se está preparando. Se puede seguir trabajando mientras tanto."))
    return redirect(url_for("program.page"))


@pages.post("/visto")
def seen() -> Response:
    """Say no more how the last update ended."""
    updates().forget_told()
    return redirect(url_for("program.page"))


def updates() -> Updates:
    """Return the updates of this node."""
    found: Updates = current_app.extensions["program"]
    return found


def _page(error: str) -> str:
    here, state = updates(), updates().state()
    found = [] if here.making or (state and state["trial"]) else here.found(node().plugged)
    return render_template(
        "program.html",
        error=error or (say(here.failed) if here.failed else ""),
        installed=state is not None,
        version=number_in(state) if state else node().store.health()["app_version"],
        making=here.making,
        trial=bool(state and state["trial"]),
        refused=_refused(),
        found=[
            {
                "name": one.path.name,
                "stick": one.stick,
                "path": str(one.path),
                "version": one.package.version if one.package else "",
                "sha256": one.package.sha256 if one.package else "",
                "mb": round(one.package.size / 1e6) if one.package else 0,
                "why": say(one.refused) if one.refused else "",
            }
            for one in found
        ],
    )


def _refused() -> str:
    """Return what to say of a version that did not start; "" where none."""
    state = updates().state()
    if state is None or "refused" not in state["told"]:
        return ""
    why = _WHY.get(state["told"].get("why", ""))
    return _(
        "La versión %(new)s no sirvió en esta laptop (%(why)s): sigue la %(old)s, con todo lo registrado.",
        new=version_of(state["told"]["refused"]),
        old=number_in(state),
        why=_(why) if why else _("se cerró al arrancar"),
    )


def _alarms() -> list[Alarm]:
    refused = _refused() if web.may("program.page") else ""
    return (
        [
            Alarm("queue", refused, _("Avise a la región.")),
        ]
        if refused
        else []
    )


VIEW = View(
    pages,
    {"program.page": KEEPING, "program.begin": KEEPING, "program.seen": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "program.page",
            N_("Versión del programa"),
            N_("Cuál está, y ponerle una más nueva desde un USB."),
            "usb",
            Group.MACHINE,
        ),
    ),
    alarms=_alarms,
)
