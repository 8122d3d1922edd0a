"""The register of devices: each by its serial, where it is and what happened to it; and adding one."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.views.device_forms import DeviceForm, read_form, registered, told_of
from edge.views.device_words import PLACES, device_line, gigabytes, history_line, place_of
from edge.views.node import node
from edge.views.sent_once import sent_once
from edge.views.serials import device_of, found_by, lendable
from edge.views.view import COORDINATOR, KEEPING, Group, Listed, View
from edge.views.words import resource_name
from shared import web
from shared.devices import DeviceState, Place, not_seen, serial_of, touched
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count, Delivery, Device, Loan, Loss, Receipt, Repair, Return
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import hour

pages = Blueprint("devices", __name__, url_prefix="/equipos", template_folder="../templates")
ON_A_PAGE = 50
TELLING = (Loan, Return, Count, Receipt, Delivery, Loss, Repair, Device)
"""The kinds of fact that may tell of a device."""


@pages.get("/")
def page() -> str | Response:
    """List the devices; a serial that is scanned opens its page."""
    here, asked = node(), request.args.get("serie", "").strip()[:80]
    found = found_by(asked) if asked else []
    if len(found) == 1:
        return redirect(url_for("devices.device", resource=found[0].resource, serial=found[0].serial))
    everything = here.store.devices.all()
    chosen = [one for one in (found if asked else everything) if _wanted(one)]
    at = _from(len(chosen))
    return render_template(
        "devices.html",
        asked=asked,
        lines=[device_line(one) for one in chosen[at : at + ON_A_PAGE]],
        total=len(everything),
        chosen=len(chosen),
        first=at + 1,
        last=min(at + ON_A_PAGE, len(chosen)),
        prev=_page_at(at - ON_A_PAGE) if at else "",
        next=_page_at(at + ON_A_PAGE) if at + ON_A_PAGE < len(chosen) else "",
        places=_places(everything),
        kinds=_kinds(everything),
        unseen=len(not_seen(everything, here.store.devices.counted())),
        icons=sorted({PLACES[one.place][1] for one in everything}),
    )


def _wanted(one: DeviceState) -> bool:
    place, resource = request.args.get("lugar", ""), request.args.get("recurso", "")
    if place == "sin_ver":
        return one in not_seen([one], node().store.devices.counted())
    return (not place or one.place == place) and (not resource or one.resource == resource)


def _from(count: int) -> int:
    text = request.args.get("desde", "")
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    return at if at < count else 0


def _page_at(at: int) -> str:
    kept = {name: value for name in ("lugar", "recurso", "serie") if (value := request.args.get(name))}
    return url_for("devices.page", **kept, desde=max(at, 0) or None)  # type: ignore[arg-type]


def _places(found: Sequence[DeviceState]) -> list[dict[str, object]]:
    """Return the places to choose from, each with how many are there."""
    times, chosen = Counter(one.place for one in found), request.args.get("lugar", "")
    kept = request.args.get("recurso") or None
    listed = [("", _("Todos"), len(found)), *((one.value, _(PLACES[one][2]), times[one]) for one in Place)]
    return [
        {
            "words": f"{words} ({n})",
            "href": url_for("devices.page", lugar=key or None, recurso=kept),
            "on": key == chosen,
        }
        for key, words, n in listed
        if n or not key
    ]


def _kinds(found: Sequence[DeviceState]) -> list[dict[str, object]]:
    """Return the resources to choose from; nothing where there is one."""
    ids = sorted({one.resource for one in found})
    chosen, names = request.args.get("recurso", ""), node().resources()
    lines = [(one, resource_name(one, names)) for one in ids] if len(ids) > 1 else []
    kept = request.args.get("lugar") or None
    return [
        {"words": words, "href": url_for("devices.page", recurso=one, lugar=kept), "on": one == chosen}
        for one, words in lines
    ]


@pages.get("/<resource>/<serial>")
def device(resource: str, serial: str) -> str | Response:
    """Show one device: where it is, what it is, and all that was recorded of it; the list, where nothing was."""
    state = device_of(resource, serial)
    return redirect(url_for("devices.page", serie=serial)) if state is None else _device_page(state, None, {})


@pages.post("/<resource>/<serial>")
def tell(resource: str, serial: str) -> str | Response | tuple[str, int]:
    """Record what a device is; what was told of it before stays in its history."""
    state, form, errors = device_of(resource, serial) or abort(404), read_form(), dict[str, str]()
    fact = told_of(form, state.resource, state.serial, errors)
    if fact is None:
        return _device_page(state, form, errors), 400
    node().store.record([Claim(fact)], once=sent_once())
    web.saved(_("Guardado a las %(hour)s. Ficha de la serie %(serial)s.", hour=hour(node().now()), serial=serial))
    return redirect(url_for("devices.device", resource=resource, serial=serial))


def _device_page(state: DeviceState, form: DeviceForm | None, errors: Mapping[str, str]) -> str:
    told = [row for row in node().store.facts.told(*TELLING) if state.key in touched(row.fact)]
    form = form or DeviceForm(
        nonce=secrets.token_urlsafe(12),
        maker=state.maker,
        android=str(state.android or ""),
        storage=gigabytes(state.storage_mb),
        memory=gigabytes(state.memory_mb),
    )
    return render_template(
        "device.html",
        one=device_line(state),
        condition=code_words(state.condition),
        origin=code_words(state.origin),
        report=state.report,
        here=state.place is Place.HERE,
        lent=state.place is Place.LENT,
        repaired=state.place is Place.REPAIR,
        gone=place_of(state)["tone"] in ("err", "off"),
        history=[history_line(row, state.serial) for row in told],
        form=form,
        errors=errors,
    )


@pages.get("/nuevo")
def add() -> str:
    """Show the form of a device that is to be registered."""
    kept = {name: request.args.get(name, "")[:80] for name in ("origin", "maker", "android", "storage", "memory")}
    resource = request.args.get("recurso", "")
    came = request.args.get("llegada", "")
    form = DeviceForm(secrets.token_urlsafe(12), resource, request.args.get("serie", "")[:80], came, **kept)
    return _add_page(form, {})


@pages.post("/nuevo")
def save() -> str | Response | tuple[str, int]:
    """Register a device, and offer the form for the next one of its kind."""
    form, errors = read_form(), dict[str, str]()
    # A scanner that sends Enter twice finds its device registered: by itself.
    again = node().store.log.is_spent(sent_once())
    facts = [] if again else registered(form, errors)
    if not errors:
        try:
            node().store.record([Claim(fact) for fact in facts], once=sent_once())
        except BadInput as problem:
            errors["serie"] = say(problem.said)
    if errors:
        return _add_page(form, errors), 400
    web.saved(
        _(
            "Guardado a las %(hour)s. Serie %(serial)s registrada.",
            hour=hour(node().now()),
            serial=serial_of(form.serial),
        )
    )
    kept = {name: value for name, value in asdict(form).items() if name in _KEPT and value}
    return redirect(url_for("devices.add", recurso=form.resource, llegada=form.came, **kept))


_KEPT = ("origin", "maker", "android", "storage", "memory")


def _add_page(form: DeviceForm, errors: Mapping[str, str]) -> str:
    return render_template("device_new.html", form=form, errors=errors, resources=lendable())


VIEW = View(
    pages,
    {"devices.page": KEEPING, "devices.device": KEEPING, "devices.tell": KEEPING}
    | dict.fromkeys(("devices.add", "devices.save"), COORDINATOR),
    under="more.page",
    listed=(
        Listed(
            "devices.page", N_("Equipos por serie"), N_("Dónde está cada uno y quién lo tiene."), "scan", Group.DAILY
        ),
        Listed(
            "devices.add", N_("Registrar un equipo"), N_("Con su serie, escrita o leída con el lector."), "plus",
            Group.SCHOOL,
        ),
    ),
)  # fmt: skip
