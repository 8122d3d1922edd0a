"""A class's list: a teacher gives a pupil new pictures in two taps, offline."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from edge.rows import LearnerRow
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.student import PICTURE_NAMES, login_of, named
from shared import web
from shared.web import gettext as _

pages = Blueprint("classroom", __name__, url_prefix="/aula", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Show the list of a class."""
    return _page(None)


@pages.post("/")
def draw() -> str:
    """Draw new pictures for a pupil; the old ones and the open session end at once."""
    key = request.form.get("quien", "")
    learner = next((row for row in _learners() if row.key == key), None) or abort(404)
    pictures = web.draw_pictures()
    secret = web.gate().hashed(web.pictures_secret(pictures))
    web.gate().renew(web.Credential(login_of(learner.person), web.Role.STUDENT, secret, learner.person))
    # Shown here and nowhere else: no redirect, no cookie holds them.
    shown = [(icon, _(PICTURE_NAMES[icon])) for icon in pictures]
    return _page({"name": learner.name, "pictures": shown})


def _chosen() -> int | None:
    classes = node().store.people.classes()
    asked = request.args.get("aula", "")
    found = next((row for row in classes if str(row.id) == asked), classes[0] if classes else None)
    return found.id if found else None


def _learners() -> list[LearnerRow]:
    chosen = _chosen()
    return node().store.people.learners(chosen) if chosen is not None else []


def _page(drawn: dict[str, Any] | None) -> str:
    chosen = _chosen()
    rows = _learners()
    learners = [
        {"key": row.key, "name": row.name or row.code, "icon": seen["icon"], "short": seen["name"]}
        for row, seen in zip(rows, named(rows), strict=True)
    ]
    classes = [
        {"name": name, "href": url_for("classroom.page", aula=id_), "on": id_ == chosen}
        for id_, name in class_names().items()
    ]
    icons = [item["icon"] for item in learners] + [icon for icon, _words in (drawn or {}).get("pictures", [])]
    return render_template("classroom.html", drawn=drawn, classes=classes, learners=learners, icons=icons)
