"""What happens to a device besides being lent: it is repaired, lost, stolen, written off, or found again."""

import secrets
from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.lending import lost
from edge.views.choices import known_resource, resource_choices
from edge.views.device_words import device_line
from edge.views.forms import read_or_note, whole_number
from edge.views.lending_forms import read_when
from edge.views.node import node
from edge.views.scanning import asked, named, scan_page
from edge.views.sent_once import sent_once
from edge.views.serials import nameless
from edge.views.view import COORDINATOR, KEEPING, Group, Listed, View
from shared import web
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import BEYOND_REPAIR, CAME_BACK, FOUND, SENT_OUT, STOLEN, Loss, Receipt, Repair
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.codes import LOSS_CAUSES, REPAIR_ACTIONS, RETURN_CONDITIONS
from shared.web.formats import hour

pages = Blueprint("device_acts", __name__, url_prefix="/equipos", template_folder="../templates")
_FIELDS = ("vez", "accion", "que_tiene", "estado", "causa", "denuncia", "unidades", "recurso", "cuando", "dia")


@pages.get("/reparar")
def repair_page() -> str:
    """Ask for a serial; of a device here, ask what it has, of one at the workshop, how it came back."""
    state, problem = asked(_repair_next)
    if state is None:
        return scan_page(_("Reparación"), _("Anotar que un equipo sale a reparación, o que volvió."), problem)
    return _repair_page(state, {"vez": secrets.token_urlsafe(12)}, {})


@pages.post("/reparar")
def save_repair() -> str | Response | tuple[str, int]:
    """Record that a device went to be repaired, came back, or never will."""
    state, problem = named()
    if state is None:
        return scan_page(_("Reparación"), _("Anotar que un equipo sale a reparación, o que volvió."), problem), 400
    if node().store.log.is_spent(sent_once()):
        # Sent twice: where the device is now says nothing of what was meant.
        return redirect(url_for("devices.device", resource=state.resource, serial=state.serial))
    form, errors = _read(), dict[str, str]()
    out = state.place is not Place.REPAIR
    action = SENT_OUT if out else form["accion"]
    if action not in ((SENT_OUT,) if out else (CAME_BACK, BEYOND_REPAIR)):
        errors["accion"] = _("Diga si volvió o si no tiene arreglo.")
    if action == CAME_BACK and form["estado"] not in RETURN_CONDITIONS:
        errors["estado"] = _("Diga cómo volvió.")
    cause = read_or_note(lambda: nameless(form["que_tiene"]), "que_tiene", errors)
    repair = Repair(
        resource=state.resource,
        serial=state.serial,
        action=action,
        cause=cause or None,
        condition=form["estado"] if action == CAME_BACK else None,
    )
    if not _recorded(form, lambda day: [Claim(repair, day)], errors, state):
        return _repair_page(state, form, errors), 400
    return _done(state, _(REPAIR_ACTIONS[action]))


def _repair_next(state: DeviceState) -> list[Claim]:
    """Return a repair that could follow, to see whether any can."""
    action = CAME_BACK if state.place is Place.REPAIR else SENT_OUT
    return [Claim(Repair(resource=state.resource, serial=state.serial, action=action))]


@pages.get("/perder")
def loss_page() -> str:
    """Ask what was lost, stolen, broken or written off: one device, or units without a serial."""
    state, problem = asked(lambda one: lost(one, Loss(resource=one.resource, serial=one.serial, cause=STOLEN)))
    return _loss_page(
        state, {"vez": secrets.token_urlsafe(12), "recurso": request.args.get("recurso", "")}, {}, problem
    )


@pages.post("/perder")
def save_loss() -> str | Response | tuple[str, int]:
    """Record a loss; of a lent device also that its loan ended, in one act."""
    form, errors = _read(), dict[str, str]()
    state: DeviceState | None = None
    if request.form.get("serie", "").strip():
        state, problem = named()
        if state is None:
            return _loss_page(None, form, {}, problem), 400
    loss = _loss(form, state, errors)
    if loss is None:
        return _loss_page(state, form, errors, ""), 400
    claims = partial(lost, state, loss) if state else lambda day: [Claim(loss, day)]
    if not _recorded(form, claims, errors, state):
        return _loss_page(state, form, errors, ""), 400
    if state is not None:
        return _done(state, _(LOSS_CAUSES[loss.cause]))
    web.saved(_("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=_(LOSS_CAUSES[loss.cause])))
    return redirect(url_for("device_acts.loss_page"))


def _loss(form: Mapping[str, str], state: DeviceState | None, errors: dict[str, str]) -> Loss | None:
    """Return what a form of a loss says; a theft has its report number."""
    if form["causa"] not in LOSS_CAUSES:
        errors["causa"] = _("Diga qué pasó.")
    report = read_or_note(lambda: nameless(form["denuncia"]), "denuncia", errors)
    if form["causa"] == STOLEN and report == "":
        errors["denuncia"] = _("Un robo se anota con el número de la denuncia policial.")
    resource, units = (state.resource, 1) if state else (None, None)
    if state is None:
        chosen = read_or_note(lambda: known_resource(form["recurso"]), "recurso", errors)
        units = read_or_note(lambda: whole_number(form["unidades"], least=1), "unidades", errors)
        resource = chosen.id if chosen else None
    if errors or resource is None or units is None:
        return None
    serial = state.serial if state else None
    return Loss(resource=resource, cause=form["causa"], units=units, serial=serial, report_number=report or None)


@pages.get("/hallar")
def found_page() -> str:
    """Ask for a serial; of a device that was lost, stolen or written off, ask when it turned up."""
    state, problem = asked(lambda one: [Claim(_found(one))])
    if state is None:
        return scan_page(_("Apareció un equipo"), _("Uno que estaba perdido, robado o dado de baja."), problem)
    return _found_page(state, {"vez": secrets.token_urlsafe(12)}, {})


@pages.post("/hallar")
def save_found() -> str | Response | tuple[str, int]:
    """Record that a device turned up."""
    state, problem = named()
    if state is None:
        return scan_page(_("Apareció un equipo"), _("Uno que estaba perdido, robado o dado de baja."), problem), 400
    form, errors = _read(), dict[str, str]()
    fact = _found(state)
    if not _recorded(form, lambda day: [Claim(fact, day)], errors, state):
        return _found_page(state, form, errors), 400
    return _done(state, _("Apareció"))


def _found(state: DeviceState) -> Receipt:
    return Receipt(resource=state.resource, units=1, origin=FOUND, serials=(state.serial,))


def _read() -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[:80] for name in _FIELDS}


def _recorded(
    form: Mapping[str, str],
    claims: Callable[[Occurred | None], list[Claim]],
    errors: dict[str, str],
    state: DeviceState | None,
) -> bool:
    """Record what a form says where nothing is wrong with it; tell whether it is recorded."""
    occurred = read_when(form["cuando"], form["dia"], errors, state)
    if not errors:
        try:
            node().store.record(claims(occurred), once=sent_once())
        except BadInput as refused:
            errors["serie"] = say(refused.said)
    return not errors


def _done(state: DeviceState, what: str) -> Response:
    words = _(
        "Guardado a las %(hour)s. Serie %(serial)s: %(what)s.", hour=hour(node().now()), serial=state.serial, what=what
    )
    web.saved(words)
    return redirect(url_for("devices.device", resource=state.resource, serial=state.serial))


def _repair_page(state: DeviceState, form: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template(
        "repair.html",
        one=device_line(state),
        out=state.place is not Place.REPAIR,
        form=form,
        errors=errors,
        actions=[(code, _(REPAIR_ACTIONS[code])) for code in (CAME_BACK, BEYOND_REPAIR)],
        conditions=[(code, _(words)) for code, words in RETURN_CONDITIONS.items()],
    )


def _loss_page(state: DeviceState | None, form: Mapping[str, str], errors: Mapping[str, str], problem: str) -> str:
    packs = {one.id for one in node().resources().values() if one.kind is ResourceKind.PACK}
    return render_template(
        "loss.html",
        one=None if state is None else device_line(state),
        lent=state is not None and state.place is Place.LENT,
        asked=request.values.get("serie", "")[:80],
        problem=problem,
        form=form,
        errors=errors,
        causes=[(code, _(words)) for code, words in LOSS_CAUSES.items()],
        resources=[one for one in resource_choices() if one["id"] not in packs],
    )


def _found_page(state: DeviceState, form: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template("found.html", one=device_line(state), form=form, errors=errors)


VIEW = View(
    pages,
    dict.fromkeys(("device_acts.repair_page", "device_acts.save_repair"), KEEPING)
    | dict.fromkeys(
        ("device_acts.loss_page", "device_acts.save_loss", "device_acts.found_page", "device_acts.save_found"),
        COORDINATOR,
    ),
    under="more.page",
    listed=(
        Listed(
            "device_acts.repair_page",
            N_("Reparación"),
            N_("Un equipo sale a reparación, vuelve o no tiene arreglo."),
            "tool",
            Group.SCHOOL,
        ),
        Listed(
            "device_acts.loss_page",
            N_("Pérdida, robo o baja"),
            N_("De un equipo con serie, o de unidades sin serie."),
            "err",
            Group.SCHOOL,
        ),
        Listed(
            "device_acts.found_page",
            N_("Apareció un equipo"),
            N_("Uno que estaba perdido, robado o dado de baja."),
            "good",
            Group.SCHOOL,
        ),
    ),
)
