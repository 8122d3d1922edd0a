"""Whose page it still is: a phone that lay untouched asks «¿Eres Rosa?», and warns before it closes."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from edge.views.called import called
from edge.views.node import node
from edge.views.view import PUPIL, View
from shared import web
from shared.web.accounts import ASKED_AFTER_S, STUDENT_IDLE_S
from shared.web.context import wiring
from shared.web.security import local_path

pages = Blueprint("staying", __name__, url_prefix="/a", template_folder="../templates")
WARNED_AFTER_S = 18 * 60
"""Two minutes before the end: a page that nobody touched goes by itself to one that says so."""
_MARGIN_S = 5
_OWN = frozenset({"csrf", "soy"})


@pages.get("/sigues")
def page() -> Response:
    """Ask who has the phone; say when it closes."""
    return _asked(url_for("staying.answer"), ())


@pages.post("/sigues")
def answer() -> AnyResponse:
    """Go on as who said that it is them; whoever says that it is not is out."""
    if request.form.get("soy") == "no":
        return web.let_out(redirect(url_for("student.signin")))
    if request.form.get("soy") == "si":
        web.stay()
    return redirect(local_path(request.form.get("volver"), url_for("student.materials")))


def ask_again() -> Response | None:
    """
    Ask before a pupil's page goes on that nobody touched for a while; after every check of who may what.

    What was about to be sent is kept in the question, and goes on with its answer. A file that is being read piece by
    piece is no page that lay untouched.
    """
    rules = wiring().policy.rules.get(request.endpoint or "", frozenset())
    theirs = web.Role.STUDENT in rules and web.Role.VISITOR not in rules
    if web.who().idle_s < ASKED_AFTER_S or request.blueprint == pages.name or not theirs:
        return None
    if "Range" in request.headers or (request.method == "POST" and request.form.get("soy") == "si"):
        web.stay()
        return None
    if request.method != "POST":
        return _asked(url_for("staying.answer"), [("volver", request.full_path.rstrip("?"))])
    return _asked(request.path, [one for one in request.form.items(multi=True) if one[0] not in _OWN])


def warns(response: Response) -> Response:
    """Let a page that nobody touches go by itself to the warning: without a script, a header does it."""
    response.headers["Refresh"] = f"{WARNED_AFTER_S}; url={url_for('staying.page')}"
    return response


def _asked(action: str, fields: Sequence[tuple[str, str]]) -> Response:
    learner = node().store.people.learner(web.who().person)
    left_s = max(0, STUDENT_IDLE_S - web.who().idle_s)
    minutes = -(-left_s // 60)
    response = make_response(
        render_template(
            "staying.html",
            name=called(learner),
            action=action,
            away=web.who().idle_s >= ASKED_AFTER_S,
            fields=fields,
            closes=web.nfragment(
                "Si nadie toca nada, se cierra en %(n)s minuto.",
                "Si nadie toca nada, se cierra en %(n)s minutos.",
                minutes,
            ),
        )
    )
    response.headers["Refresh"] = f"{left_s + _MARGIN_S}; url={url_for('student.signin', cerrado=1)}"
    return response


VIEW = View(pages, {"staying.page": PUPIL, "staying.answer": PUPIL}, lan=frozenset({"staying.page", "staying.answer"}))
