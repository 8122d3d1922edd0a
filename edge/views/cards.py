"""Cards of a class, drawn and printed in one act: name, pictures or PIN, and a QR code that opens the pupil's page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from edge.rows import LearnerRow
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.own_class import class_links, own_class, own_classes
from edge.views.student import PICTURE_NAMES
from edge.views.view import TEACHING, Group, Listed, Task, View
from edge.views.ways_in import Drawn, draw
from edge.views.ways_in import cards as printed_cards
from shared import web
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.qr import qr_lines

pages = Blueprint("cards", __name__, url_prefix="/mi-aula/tarjetas", template_folder="../templates")


@dataclass(frozen=True, slots=True)
class Form:
    """What is ticked: whose cards, and whether they bear pictures or a PIN."""

    nonce: str
    kind: str
    learners: frozenset[str]


@pages.get("/")
def page() -> str:
    """Ask whose cards are to be drawn, and say what that ends."""
    learners = _learners()
    everybody = frozenset(row.key for row in learners)
    return _page(learners, Form(secrets.token_urlsafe(12), "figuras", everybody), {})


@pages.post("/")
def print_drawn() -> str | tuple[str, int]:
    """Draw the cards and show the sheet, once: the page cannot be asked for again."""
    learners = _learners()
    form = Form(
        request.form.get("vez", "")[:40], request.form.get("clase", ""), frozenset(request.form.getlist("quien"))
    )
    chosen = [row for row in learners if row.key in form.learners]
    errors = {} if chosen else {"quien": _("Marque de quiénes son las tarjetas.")}
    if form.kind not in ("figuras", "pin"):
        errors["clase"] = _("Elija figuras o PIN.")
    if errors:
        return _page(learners, form, errors), 400
    url = address()
    drawn = draw(chosen, pins=form.kind == "pin", with_cards=True, url=url, once=form.nonce)
    if not drawn:
        again = {"quien": _("Estas tarjetas ya se hicieron una vez. Si no llegaron al papel, vuelva a hacerlas aquí.")}
        return _page(learners, Form(secrets.token_urlsafe(12), form.kind, form.learners), again), 409
    return _sheet(drawn, url)


def _learners() -> list[LearnerRow]:
    chosen = own_class()
    return node().store.people.learners(chosen.id) if chosen else []


def _page(learners: list[LearnerRow], form: Form, errors: dict[str, str]) -> str:
    chosen = own_class()
    return render_template(
        "cards.html",
        classes=class_links("cards.page", chosen),
        chosen=chosen,
        name=class_names()[chosen.id] if chosen else "",
        learners=[{"key": row.key, "name": row.name or row.code} for row in learners],
        form=form,
        errors=errors,
        url=address(),
        dead=_dead_words(_dead(chosen.id)) if chosen else "",
    )


def _dead(class_id: int) -> list[str]:
    """Return the addresses on a class's cards that answer no more; none where pupils cannot come in at all."""
    lan = node().lan
    urls = lan.urls() if lan.is_open else ()
    return printed_cards().dead(class_id, urls) if urls else []


def _dead_words(urls: Sequence[str]) -> str:
    """Say how many codes lead nowhere, and where they led."""
    if not urls:
        return ""
    several = len(set(urls)) > 1
    return ngettext(
        "El QR de %(n)s tarjeta lleva a %(url)s, que ya no responde.",
        "El QR de %(n)s tarjetas lleva a %(url)s, que ya no responde.",
        len(urls),
        url=_("direcciones de antes") if several else urls[0],
    )


def _tasks() -> list[Task]:
    if not web.may("cards.page"):
        return []
    gone = [row.id for row in own_classes() if _dead(row.id)]
    detail = _("Su QR lleva a una dirección de antes. Fuera de la escuela, espere.")
    if len(gone) == 1:
        title = _("Imprima otra vez las tarjetas de %(name)s", name=class_names()[gone[0]])
        return [Task(title, detail, url_for("cards.page", aula=gone[0]))]
    return [Task(_("Imprima otra vez las tarjetas de sus aulas"), detail, url_for("cards.page"))] if gone else []


def address() -> str:
    """Return where pupils reach this laptop: as the poster on the wall says while that holds; "" where nowhere."""
    lan = node().lan
    urls = lan.urls() if lan.is_open else ()
    return lan.printed if lan.printed in urls else next(iter(urls), "")


def _sheet(drawn: list[Drawn], url: str) -> str:
    chosen = own_class() or abort(404)
    icons = {icon for one in drawn for icon in one.pictures}
    return render_template(
        "cards_sheet.html",
        class_id=chosen.id,
        class_name=class_names()[chosen.id],
        url=url,
        name_url=node().lan.name_url if url else "",
        cards=[_card(one, url) for one in drawn],
        icons=sorted(icons),
        today=node().today(),
    )


def _card(one: Drawn, url: str) -> dict[str, Any]:
    size, path = qr_lines(f"{url}/a/t/{one.token}") if url else (0, "")
    return {
        "name": one.learner.name or one.learner.code,
        "pictures": [(icon, _(PICTURE_NAMES[icon])) for icon in one.pictures],
        "pin": one.pin,
        "size": size,
        "path": path,
    }


VIEW = View(
    pages,
    {"cards.page": TEACHING, "cards.print_drawn": TEACHING},
    under="more.page",
    listed=(
        Listed(
            "cards.page",
            N_("Tarjetas para entrar"),
            N_("De toda un aula, para imprimir y recortar: figuras o PIN, y un QR."),
            "print",
            Group.FILES,
        ),
    ),
    tasks=_tasks,
)
