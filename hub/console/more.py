"""*Más* and *Análisis*: every page of theirs that one's role may open, in a line of its own."""

from flask import current_app, render_template, url_for

from hub.console.blueprint import console
from hub.console.navigation import ANALYSIS, MORE, listed_under
from hub.console.view import ALL_READ, Group, Listed, View
from shared import web
from shared.web import gettext as _


@console.get("/mas")
def more() -> str:
    """List what has no place of its own in the navigation, by heading."""
    found = _mine(MORE)
    groups = [(_(group.value), [one for one in found if one.group is group]) for group in Group]
    return _page(_("Más"), _("Lo demás que puede hacer aquí."), [one for one in groups if one[1]])


@console.get("/analisis")
def analysis() -> str:
    """List the pages that tell what the region's data say."""
    return _page(_("Análisis"), _("Qué dicen los datos de la región."), [("", _mine(ANALYSIS))])


def _mine(place: str) -> list[Listed]:
    return [one for one in listed_under(current_app.extensions["views"], place) if web.may(one.endpoint)]


def _page(title: str, about: str, groups: list[tuple[str, list[Listed]]]) -> str:
    told = [(name, [_line(one) for one in some]) for name, some in groups]
    icons = [one.icon for _name, some in groups for one in some]
    return render_template("listed.html", title=title, about=about, groups=told, icons=icons)


def _line(one: Listed) -> dict[str, str]:
    return {"href": url_for(one.endpoint), "name": _(one.label), "detail": _(one.detail), "icon": one.icon}


VIEW = View({MORE: ALL_READ, ANALYSIS: ALL_READ})
