"""Having a damaged node repaired, in the browser of the laptop itself."""

from flask import Blueprint, current_app, render_template
from werkzeug.wrappers import Response

from edge.patient import Patient
from edge.views.repairs import repaired_words
from shared.errors import ChasquiError
from shared.web import say

pages = Blueprint("mending", __name__, url_prefix="/reparar", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Say what is wrong, and ask whether to repair it."""
    return _page("")


@pages.post("/")
def repair() -> Response | tuple[str, int]:
    """Repair it, and say what was kept."""
    patient = _patient()
    try:
        done = patient.repair()
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    answer = current_app.make_response(render_template("mended.html", words=repaired_words(done), aside=done.aside))
    # Once this answer has left, the node's own pages take this address.
    answer.call_on_close(patient.done.set)
    return answer


def _page(error: str) -> str:
    return render_template("mend.html", error=error, trouble=say(_patient().trouble.said))


def _patient() -> Patient:
    found: Patient = current_app.extensions["patient"]
    return found
