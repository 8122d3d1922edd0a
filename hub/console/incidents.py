"""Incidents with people's data: the list, the form that notes one, what is added to each, and its sheet of A4."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import incidents as work
from hub.console.blueprint import console, page_of, store
from hub.console.navigation import MORE
from hub.console.view import SIGNING, Group, Listed, View
from hub.incident_report import HELD, VERIFY, WHOM
from hub.incidents import Incident, Wrote
from hub.offices import SIGNERS
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput
from shared.web import N_, now, saved, say, who
from shared.web import gettext as _

_KINDS: Mapping[Wrote, str] = {
    Wrote.DONE: N_("Qué se hizo"),
    Wrote.TOLD: N_("A quién se avisó"),
    Wrote.SITES: N_("Más locales que puede tocar"),
    Wrote.CLOSED: N_("Se cerró"),
}
_LONGER: Mapping[Wrote, str] = {
    Wrote.SITES: N_("Más locales que puede tocar: escriba sus códigos"),
    Wrote.CLOSED: N_("Cómo terminó, y se cierra: después no se anota más"),
}
_SAVED: Mapping[Wrote, str] = {
    Wrote.DONE: N_("Anotado en el incidente."),
    Wrote.TOLD: N_("Anotado en el incidente."),
    Wrote.SITES: N_("Anotado en el incidente."),
    Wrote.CLOSED: N_("Incidente cerrado. Imprima su informe y guárdelo."),
}
_MOST = work.MOST_WORDS
_MOMENT = "%Y-%m-%dT%H:%M"


@console.get("/incidentes")
def incidents() -> str:
    """List the incidents, the newest first, and the form that notes one."""
    return _page({})


@console.post("/incidentes")
def open_incident() -> Response | tuple[str, int]:
    """Note that something happened."""
    form = {name: request.form.get(name, "").strip()[: _MOST + 1] for name in ("que", "cuando")}
    # Not cut: of an incident of the whole region the last schools would go without a word.
    form["locales"] = request.form.get("locales", "").strip()
    try:
        number = work.open_incident(
            store(), form["que"], _moment(form["cuando"]), work.codes_in(form["locales"]), by=_by()
        )
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    saved(_("Incidente %(number)s anotado. Anote lo que se haga.", number=number))
    return redirect(url_for("console.incident", number=number))


@console.get("/incidentes/<int:number>")
def incident(number: int) -> str:
    """Show what is known of an incident, and the form that adds to it."""
    return _one(number, {})


@console.post("/incidentes/<int:number>")
def write_incident(number: int) -> Response | tuple[str, int]:
    """Add what was done or who was told, or close it."""
    form = {name: request.form.get(name, "").strip()[: work.MOST_CODES + 1] for name in ("clase", "texto")}
    _named(number)
    try:
        kind = Wrote(form["clase"]) if form["clase"] in set(Wrote) else None
        if kind is None:
            raise BadInput(_CHOOSE)
        work.write(store(), number, kind, form["texto"], by=_by())
    except BadInput as problem:
        return _one(number, form, say(problem.said)), 400
    saved(_(_SAVED[kind]))
    return redirect(url_for("console.incident", number=number))


@console.get("/incidentes/<int:number>/hoja")
def incident_sheet(number: int) -> str:
    """Show the report of an incident, to be printed on A4."""
    return render_template("incident_sheet.html", **_told(_named(number)))


def _page(form: Mapping[str, str], error: str = "") -> str:
    every = work.every(store())
    return render_template(
        "incidents.html",
        page=page_of(every),
        still_open=sum(one.closed is None for one in every),
        form={"que": "", "cuando": now().astimezone(LIMA).strftime(_MOMENT), "locales": ""} | dict(form),
        error=error,
        most=_MOST,
        stamp=_stamp,
    )


def _one(number: int, form: Mapping[str, str], error: str = "") -> str:
    told = _told(_named(number))
    choices = [(kind.value, _(_LONGER.get(kind, words))) for kind, words in _KINDS.items()]
    form = {"clase": Wrote.DONE.value, "texto": ""} | dict(form)
    return render_template("incident.html", **told, kinds=choices, form=form, error=error)


def _told(found: Incident) -> dict[str, Any]:
    left = (found.due - now()).total_seconds() / 3600
    return {
        "one": found,
        "stamp": _stamp,
        "made": now(),
        "left": max(0, round(left)),
        "passed": max(0, round(-left)),
        "is_late": left < 0,
        "known": sum(one.students or 0 for one in found.touched),
        "unknown": sum(one.students is None for one in found.touched),
        "kind_words": {kind: _(words) for kind, words in _KINDS.items()},
        "was_told": any(entry.kind is Wrote.TOLD for entry in found.entries),
        "held": _(HELD),
        "verify": _(VERIFY),
        "whom": [_(words) for words in WHOM],
    }


def _stamp(moment: datetime) -> str:
    """Say when something was, with its year: a report is read long after."""
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"


def _named(number: int) -> Incident:
    try:
        return work.incident(store(), number)
    except BadInput:
        abort(404)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=LIMA)
    except ValueError as error:
        raise BadInput(_WHEN) from error


def _by() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


_CHOOSE = N_("Elija si anota qué se hizo, a quién se avisó o cómo terminó. No se anotó nada.")
_WHEN = N_("Escriba el día y la hora en que se notó, por ejemplo 2026-10-17 08:30. No se anotó nada.")
VIEW = View(
    {
        "console.incidents": SIGNING,
        "console.open_incident": SIGNING,
        "console.incident": SIGNING,
        "console.write_incident": SIGNING,
        "console.incident_sheet": SIGNING,
    },
    under=MORE,
    listed=(
        Listed(
            "console.incidents",
            N_("Incidentes con datos"),
            N_("Qué pasó, qué se hizo y a quién se avisó; el informe de 48 horas."),
            "shield",
            Group.INCIDENTS,
        ),
    ),
)
