"""Asking the region for units, with the reason that whoever decides reads."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.views.answers import asked_rows
from edge.views.asked_once import mark, name_question
from edge.views.choices import first_school, known_resource, known_school, resource_choices, schools
from edge.views.facts import fact_words
from edge.views.forms import read_or_note, source_key, whole_number
from edge.views.node import node
from edge.views.sent_once import sent_once
from edge.views.view import TEACHING, Group, Listed, View
from shared import web
from shared.events import Claim
from shared.facts import Request
from shared.web import N_
from shared.web import gettext as _
from shared.web.formats import hour

pages = Blueprint("asking", __name__, template_folder="../templates")


@pages.get("/pedir")
def page() -> str:
    """Show the form of a request to the region."""
    form = {"resource": request.args.get("recurso", ""), "school": first_school(), "units": "", "reason": ""}
    return _page(secrets.token_urlsafe(12), form, {})


@pages.post("/pedir")
def save() -> str | Response | tuple[str, int]:
    """Record a request to the region; words that seem to name somebody are asked about once."""
    nonce = request.form.get("vez", "")[:40]
    names = {"resource": "recurso", "school": "escuela", "units": "cantidad", "reason": "motivo"}
    form = {name: request.form.get(key, "")[:500] for name, key in names.items()}
    form["school"] = form["school"] or first_school()
    fact, errors = _request(form)
    if fact is None:
        return _page(nonce, form, errors), 400
    if question := name_question(fact.reason, request.form.get("s-motivo", "")):
        return _page(nonce, form, {}, question)
    node().store.record([Claim(fact, None, source_key(sent_once()))])
    what = fact_words(fact, 1, node().resources())
    web.saved(_("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=what))
    return redirect(url_for("answers.page"))


def _request(form: Mapping[str, str]) -> tuple[Request | None, dict[str, str]]:
    """Return the request of a form; else all that is wrong with it by the field."""
    errors: dict[str, str] = {}
    school = read_or_note(lambda: known_school(form["school"]), "escuela", errors)
    resource = read_or_note(lambda: known_resource(form["resource"]), "recurso", errors)
    units = read_or_note(lambda: whole_number(form["units"], least=1), "cantidad", errors)
    reason = form["reason"].strip()
    if not reason:
        errors["motivo"] = _("Cuente en una frase para qué: quien decide la lee junto a su pedido.")
    if errors or school is None or resource is None or units is None:
        return None, errors
    return Request(school=school, resource=resource.id, units=units, reason=reason), {}


def _page(nonce: str, form: Mapping[str, str], errors: Mapping[str, str], question: str = "") -> str:
    return render_template(
        "ask.html",
        nonce=nonce,
        schools=schools(),
        resources=resource_choices(),
        form=form,
        errors=errors,
        question=question,
        sure=mark(form["reason"]) if question else "",
        asked=asked_rows()[:5],
    )


VIEW = View(
    pages,
    {"asking.page": TEACHING, "asking.save": TEACHING},
    under="record.use",
    listed=(
        Listed(
            "asking.page", N_("Pedir a la región"), N_("Un recurso que hace falta, con su motivo."), "plus", Group.DAILY
        ),
    ),
)
