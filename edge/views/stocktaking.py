"""Counting by serial: one device after another is scanned, and what was not seen is told."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.count_drafts import CountDrafts, Draft
from edge.hands import check_hands
from edge.views.device_words import device_line
from edge.views.forms import read_or_note, whole_number
from edge.views.lending_forms import read_when
from edge.views.node import node
from edge.views.school_days import calendar_for, is_due
from edge.views.sent_once import sent_once
from edge.views.serials import known_device, lendable, read_serial
from edge.views.view import COORDINATOR, Group, Listed, Task, View
from edge.views.words import resource_name
from shared import web
from shared.day_numbers import day_of_number, number_of
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count
from shared.ids import ResourceId
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import day, hour

pages = Blueprint("stocktaking", __name__, template_folder="../templates")
EVERY_DAYS = 30
MOST = 1_000
"""Serials of one count: what one event holds."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A count that is going on: what was scanned so far, the last one first."""

    nonce: str
    resource: str = ""
    seen: tuple[str, ...] = ()
    serial: str = ""
    """What is written in the field."""
    others: str = "0"
    """Units without a serial."""
    when: str = "hoy"
    day: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    begun: str = ""
    """The day of a count that is taken up again."""


@pages.get("/contar/series")
def page() -> str | Response:
    """Begin a count, or take up the one that is going on; the question of what where there are several kinds."""
    kinds = [one["id"] for one in lendable() if ResourceId(one["id"]) in with_serials(node().store.devices.all())]
    resource = request.args.get("recurso", "") or (kinds[0] if len(kinds) == 1 else "")
    tally, draft = Tally(secrets.token_urlsafe(12), resource), _drafts().of(resource)
    if draft is None:
        return _page(tally)
    begun = day(day_of_number(draft.begun))
    return _page(replace(tally, seen=draft.seen, others=draft.others, when=draft.when, day=draft.day, begun=begun))


@pages.post("/contar/series")
def save() -> str | Response | tuple[str, int]:
    """Take one more serial, take one back, leave off for now, drop what was read, or record the count."""
    tally, op = _read(), request.form.get("op", "leer")
    if gone := request.form.get("quitar"):
        left = replace(tally, seen=tuple(one for one in tally.seen if one != gone), serial="")
        if not left.seen:
            _drafts().forget(left.resource)
        return _page(_kept(left))
    if op == "descartar":
        _drafts().forget(tally.resource)
        web.saved(_("Descartado. No se anotó ningún conteo."))
        return redirect(url_for("stocktaking.page", recurso=tally.resource))
    if op == "leer" or tally.serial:
        return _scanned(tally)
    return _left_off(tally) if op == "hasta_aqui" else _recorded(tally)


def _drafts() -> CountDrafts:
    return CountDrafts(node().store.db)


def _going() -> dict[ResourceId, Draft]:
    """Return the counts that somebody can go on with: what the region took from its list comes back with it."""
    known = {one["id"] for one in lendable()}
    return {resource: draft for resource, draft in _drafts().all().items() if resource in known}


def _kept(tally: Tally) -> Tally:
    """Keep on the disk how far a count has come, and return it: an hour of reading outlives a power cut."""
    # A page on which nothing was read yet takes nothing from what another one read.
    if tally.seen and tally.resource in {one["id"] for one in lendable()}:
        begun = number_of(node().today())
        draft = Draft(begun=begun, seen=tally.seen, others=tally.others, when=tally.when, day=tally.day)
        _drafts().keep(tally.resource, draft)
    return tally


def _left_off(tally: Tally) -> Response:
    _kept(tally)
    words = ngettext(
        "Guardado hasta aquí: %(num)s serie leída. Siga cuando quiera; el conteo todavía no está anotado.",
        "Guardado hasta aquí: %(num)s series leídas. Siga cuando quiera; el conteo todavía no está anotado.",
        len(tally.seen),
    )
    web.saved(words if tally.seen else _("Todavía no hay series leídas que guardar."))
    return redirect(url_for("stocktaking.page", recurso=tally.resource))


def _read() -> Tally:
    said = request.form
    seen = dict.fromkeys(said.get("visto", "").split())
    return Tally(
        nonce=said.get("vez", "")[:40],
        resource=said.get("recurso", ""),
        seen=tuple(seen)[:MOST],
        serial=said.get("serie", "").strip()[:80],
        others=said.get("sin_serie", "0").strip()[:6],
        when=said.get("cuando", "hoy")[:4],
        day=said.get("dia", "").strip()[:10],
    )


def _scanned(tally: Tally) -> str | tuple[str, int]:
    """Add what was scanned; what is at the workshop or lost is told what to record first."""
    try:
        serial = read_serial(tally.serial)
        resource = known_device(tally.resource).id
        if serial in tally.seen:
            raise BadInput("La serie %(serial)s ya está leída.", serial=serial)
        if len(tally.seen) >= MOST:
            raise BadInput("En un conteo caben 1,000 series. Guarde este.")
        states = _states(resource)
        check_hands([Claim(_count(resource, [serial], states))], {(resource, one): s for one, s in states.items()})
    except BadInput as problem:
        return _page(replace(tally, errors={"serie": say(problem.said)})), 400
    return _page(_kept(replace(tally, seen=(serial, *tally.seen), serial="")))


def _recorded(tally: Tally) -> str | Response | tuple[str, int]:
    errors: dict[str, str] = {}
    resource = read_or_note(lambda: known_device(tally.resource).id, "recurso", errors)
    others = read_or_note(lambda: whole_number(tally.others or "0"), "sin_serie", errors)
    occurred = read_when(tally.when, tally.day, errors)
    if not tally.seen:
        errors["serie"] = _("Lea por lo menos una serie. Para contar sin series use «Contar lo que hay».")
    if not errors and resource is not None and others is not None:
        count = _count(resource, tally.seen, _states(resource), others)
        try:
            with node().store.log.all_or_nothing():
                node().store.record([Claim(count, occurred)], once=sent_once())
                _drafts().forget(count.resource)
            return _done(count)
        except BadInput as problem:
            errors["serie"] = say(problem.said)
    return _page(replace(_kept(tally), errors=errors)), 400


def _count(resource: ResourceId, seen: Sequence[str], states: Mapping[str, DeviceState], others: int = 0) -> Count:
    """Return the count of what was seen: what is lent was seen with who has it."""
    away = tuple(sorted(one for one in seen if one in states and states[one].place is Place.LENT))
    here = tuple(sorted(set(seen) - set(away)))
    return Count(resource=resource, units=len(here) + others, serials=here, away=away)


def _states(resource: ResourceId) -> dict[str, DeviceState]:
    return {one.serial: one for one in node().store.devices.all(resource)}


def _done(count: Count) -> Response:
    words = _(
        "Guardado a las %(hour)s. En la escuela: %(here)s. Vistos con quien los tiene: %(away)s.",
        hour=hour(node().now()),
        here=count.units,
        away=len(count.away),
    )
    web.saved(words)
    missing = missing_from(count.serials, _states(count.resource).values())
    return redirect(url_for("devices.page", recurso=count.resource, lugar="sin_ver" if missing else None))


def missing_from(seen: Collection[str], states: Iterable[DeviceState]) -> list[DeviceState]:
    """Return the devices that should be here and were not seen."""
    return [one for one in states if one.place is Place.HERE and one.serial not in seen]


def with_serials(states: Sequence[DeviceState]) -> set[ResourceId]:
    """Return what is counted by serial: of what there is a device here or lent."""
    return {one.resource for one in states if one.place in (Place.HERE, Place.LENT)}


def _page(tally: Tally) -> str:
    here = node()
    chosen = next((one for one in lendable() if one["id"] == tally.resource), None)
    states = _states(ResourceId(tally.resource)) if chosen else {}
    seen = [_seen_line(one, states.get(one)) for one in tally.seen]
    lent = [one for one in states.values() if one.place is Place.LENT and one.serial not in tally.seen]
    return render_template(
        "stocktaking.html",
        tally=tally,
        chosen=chosen,
        kinds=lendable(),
        going=_going() if chosen is None else {},
        seen=seen,
        missing=[one.serial for one in missing_from(tally.seen, states.values())],
        lent=[one.serial for one in lent],
        expected=sum(one.place is Place.HERE for one in states.values()),
        name=resource_name(ResourceId(tally.resource), here.resources()),
    )


def _seen_line(serial: str, state: DeviceState | None) -> dict[str, object]:
    line = device_line(state) if state else {}
    lent = state is not None and state.place is Place.LENT
    return {"serial": serial, "new": state is None, "lent": lent, "holder": line.get("holder", "")}


def _tasks() -> list[Task]:
    """What is counted by serial and was not for a month."""
    if not web.may("stocktaking.page"):
        return []
    here = node()
    counted, days = here.store.devices.counted(), (calendar_for(), here.today())
    stale = [one for one in with_serials(here.store.devices.all()) if is_due(counted.get(one), EVERY_DAYS, *days)]
    going = _going()
    tasks = [_unfinished(resource, draft) for resource, draft in going.items()]
    stale = [resource for resource in stale if resource not in going]
    if not stale:
        return tasks
    detail = ngettext(
        "%(n)s clase de equipo sin contar por serie en 30 días",
        "%(n)s clases de equipo sin contar por serie en 30 días",
        len(stale),
    )
    return [*tasks, Task(_("Contar los equipos por serie"), detail, url_for("stocktaking.page"))]


def _unfinished(resource: ResourceId, draft: Draft) -> Task:
    detail = ngettext(
        "%(name)s: %(num)s serie leída desde el %(day)s",
        "%(name)s: %(num)s series leídas desde el %(day)s",
        len(draft.seen),
        name=resource_name(resource, node().resources()),
        day=day(day_of_number(draft.begun)),
    )
    return Task(_("Terminar el conteo por serie"), detail, url_for("stocktaking.page", recurso=resource))


VIEW = View(
    pages,
    dict.fromkeys(("stocktaking.page", "stocktaking.save"), COORDINATOR),
    under="record.use",
    listed=(
        Listed(
            "stocktaking.page",
            N_("Contar los equipos por serie"),
            N_("Se lee uno tras otro; lo que no se vio queda en una lista."),
            "scan",
            Group.DAILY,
        ),
    ),
    tasks=_tasks,
)
