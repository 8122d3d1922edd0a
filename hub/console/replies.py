"""Answering an objection from the page of deliveries."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from hub.answers import answer
from hub.console.blueprint import console, store
from hub.console.deliveries import deliveries_page
from shared.errors import BadInput
from shared.web import gettext as _
from shared.web import saved, say, who
from shared.web.failures import ROLE_NAMES


@console.post("/entregas/responder")
def reply() -> Response | tuple[str, int]:
    """Answer an objection; what cannot be used stays in its field, with the reason."""
    decision, resource = request.form.get("decision", "")[:80], request.form.get("recurso", "")[:64]
    text = request.form.get("respuesta", "")[:2000]
    try:
        answer(store(), decision=decision, resource=resource, text=text, login=who().login, role=ROLE_NAMES[who().role])
    except BadInput as problem:
        return deliveries_page(wrong=(decision, resource, text, say(problem.said))), 400
    saved(_("Respuesta guardada. La escuela la lee después de su próximo envío."))
    return redirect(url_for("console.deliveries"))
