"""Answering an objection from the page of deliveries."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from hub.answers import answer
from hub.console.blueprint import console, store
from hub.console.deliveries import Wrong, deliveries_page
from hub.console.view import SIGNING, View
from shared.errors import BadInput, Moved
from shared.ids import ResourceId, SchoolId
from shared.web import gettext as _
from shared.web import saved, say, who
from shared.web.failures import ROLE_NAMES


@console.post("/entregas/responder")
def reply() -> Response | tuple[str, int]:
    """Answer an objection; what cannot be used stays in its field, with the reason."""
    decision, resource = request.form.get("decision", "")[:80], request.form.get("recurso", "")[:64]
    school, text = request.form.get("servicio", "")[:20] or None, request.form.get("respuesta", "")[:2000]
    by = {"login": who().login, "role": ROLE_NAMES[who().role]}
    try:
        seen = request.form.get("visto")
        answer(store(), decision=decision, school=school, resource=resource, text=text, seen=seen, **by)
    except BadInput as problem:
        line = decision, school and SchoolId(school), ResourceId(resource)
        return deliveries_page(Wrong(line, text, say(problem.said))), 409 if isinstance(problem, Moved) else 400
    saved(_("Respuesta guardada. La escuela la lee después de su próximo envío."))
    return redirect(url_for("console.deliveries"))


VIEW = View({"console.reply": SIGNING}, under="console.deliveries")
