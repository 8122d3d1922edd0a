"""A class's list: a teacher gives a pupil new pictures in two taps, offline."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from edge.views import ways_in
from edge.views.choices import Room, class_names, learners_of
from edge.views.own_class import chosen_of, classes_to_help
from edge.views.student import PICTURE_NAMES, named
from edge.views.view import TEACHING, Group, Listed, View
from shared.web import N_
from shared.web import gettext as _

pages = Blueprint("classroom", __name__, url_prefix="/aula", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Show the list of a class, or the classes to choose from."""
    return _page(None)


@pages.post("/")
def draw() -> str:
    """Draw new pictures for a pupil; the old ones, their card and the open session end at once."""
    key = request.form.get("quien", "")
    learner = next((row for row in learners_of(_room()) if row.key == key), None) or abort(404)
    [drawn] = ways_in.draw([learner], pins=False, with_cards=False)
    # Shown here and nowhere else: no redirect, no cookie holds them.
    shown = [(icon, _(PICTURE_NAMES[icon])) for icon in drawn.pictures]
    return _page({"name": learner.name, "pictures": shown})


def _room() -> Room:
    """Return the class that the address names; among several none is chosen for anybody."""
    row = chosen_of(classes_to_help())
    return Room(str(row.id) if row else "", row)


def _page(drawn: dict[str, Any] | None) -> str:
    room = _room()
    rows = learners_of(room)
    learners = [
        {"key": row.key, "name": row.name or row.code, "icon": seen["icon"], "short": seen["name"]}
        for row, seen in zip(rows, named(rows), strict=True)
    ]
    names = class_names()
    classes = [
        {"name": names[row.id], "href": url_for("classroom.page", aula=row.id), "on": row == room.row}
        for row in classes_to_help()
    ]
    icons = [item["icon"] for item in learners] + [icon for icon, _words in (drawn or {}).get("pictures", [])]
    return render_template(
        "classroom.html", drawn=drawn, classes=classes, chosen=room.row is not None, learners=learners, icons=icons
    )


VIEW = View(
    pages,
    {"classroom.page": TEACHING, "classroom.draw": TEACHING},
    under="record.use",
    listed=(
        Listed(
            "classroom.page",
            N_("Figuras para entrar"),
            N_("Las de cada estudiante, aula por aula."),
            "key",
            Group.SCHOOL,
        ),
    ),
)
