"""*Más*: everything that waits to be done, and every page of one's role in a line of its own."""

from flask import Blueprint, render_template, url_for

from edge.views.node import node
from edge.views.tasks import in_order, tasks
from edge.views.view import ALL_STAFF, Group, Listed, View
from shared import web
from shared.web import N_
from shared.web import gettext as _

pages = Blueprint("more", __name__, url_prefix="/mas", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """List the tasks and the pages of who is asking."""
    listed = [one for view in node().views for one in view.listed if web.may(one.endpoint)]
    groups = [(_(group.value), [_line(one) for one in listed if one.group is group]) for group in Group]
    return render_template(
        "more.html",
        tasks=in_order(tasks()),
        groups=[(title, lines) for title, lines in groups if lines],
        icons=[one.icon for one in listed],
    )


def _line(one: Listed) -> dict[str, str]:
    return {"href": url_for(one.endpoint), "name": _(one.label), "detail": _(one.detail), "icon": one.icon}


VIEW = View(
    pages,
    {"more.page": ALL_STAFF},
    listed=(
        Listed("web.help", N_("Ayuda"), N_("Preguntas y respuestas, sin internet."), "help", Group.MACHINE),
        Listed(
            "web.privacy",
            N_("Privacidad de datos"),
            N_("Qué datos se guardan, dónde y hasta cuándo."),
            "lock",
            Group.MACHINE,
        ),
    ),
)
