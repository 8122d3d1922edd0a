"""*Salud*: what must be attended to, how the night went, who sent, and how each part of the region's hub is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib import metadata
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response as Redirect

from hub import alarms as work
from hub import copying, disk_encryption, readiness, runs, schema, support_report
from hub.console.blueprint import console, page_of, shown, store
from hub.console.navigation import HEALTH
from hub.console.schools import STATES, state_of
from hub.console.view import ALL_READ, SIGNING, View
from hub.database import at
from hub.drill import DRILL
from hub.health import heard
from hub.health.alarm import Alarm
from hub.parts import parts
from hub.plan_rows import STATUSES
from hub.release import released
from hub.room import scarcest
from hub.rows import SchoolSync
from hub.runs import Run
from hub.still_open import still_open
from shared.disk import Room
from shared.errors import BadInput
from shared.web import N_, may, now, saved, say
from shared.web import gettext as _
from shared.web.downloads import attachment
from shared.web.formats import day_label, hour, number, percent, short_day, when

DAYS = 14
_MIB, _GIB = 1_048_576, 1_073_741_824
_DIALECTS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_SHORT_STEPS = {
    "heard": N_("Anotar"),
    "retention": N_("Depurar"),
    "waiting": N_("Reintentar"),
    "aggregate": N_("Sumar"),
    "watch": N_("Vigilar"),
    "forecast": N_("Pronosticar"),
    "plausibility": N_("Revisar"),
    "services": N_("Avisar"),
    "laptops": N_("Equipos"),
    "allocate": N_("Repartir"),
    "compact": N_("Juntar"),
}
"""The steps of a night, short enough for a cord of them."""
_DOORS: Mapping[str, tuple[str, str]] = {
    "waiting": ("console.schools", N_("Ver los retenidos")),
    "school_quiet": ("console.usb_round", N_("Ronda de USB")),
    "proof_late": ("console.shipment", N_("Ver la entrega")),
    "delivery_disputed": ("console.differences", N_("Ver la diferencia")),
    "objection_late": ("console.deliveries", N_("Ver las objeciones")),
    "drift": ("console.forecasts", N_("Ver el pronóstico")),
    "use_doubted": ("console.doubts", N_("Ver el uso en revisión")),
    "incident_due": ("console.incident", N_("Ver el incidente")),
}
"""Where the next step of a kind of alarm is taken, where that is a page."""
_PART = {"objection_late": "ob"}
"""Where on its page that is, where it is not on top."""
_NAMED = {"console.shipment": "pecosa", "console.differences": "q", "console.incident": "number"}
"""What the address of such a page says of the alarm's subject."""


@console.get("/salud")
def health() -> str:
    """Show what must be attended to, and how each part is."""
    return _page()


@console.get("/salud/soporte.json")
def support_file() -> Response:
    """Give what support may be sent: chosen fields, and nobody's name."""
    report = support_report.report_on(parts())
    return attachment(support_report.text_of(report), "chasqui-soporte.json", "application/json")


@console.post("/salud/visto")
def see_alarm() -> Redirect | tuple[str, int]:
    """Note that somebody looked into an alarm of something that happened."""
    try:
        work.see(store(), request.form.get("tipo", ""), request.form.get("de", ""))
    except BadInput as problem:
        return _page(say(problem.said)), 409
    saved(_("Anotado. El aviso vuelve si pasa otra vez."))
    return redirect(url_for(HEALTH))


def _page(error: str = "") -> str:
    hub, region = parts(), store()
    found = work.alarms(region)
    night = next(iter(runs.latest(region, most=1)), None)
    states = region.sync_states()
    troubles = readiness.troubles(hub)
    with region.read() as connection:
        today = heard.today(region, connection)
        days = heard.days(connection, today)
    return render_template(
        "health.html",
        error=error,
        page=shown(page_of(found), _told),
        kinds=len({one.kind for one in found}),
        still=[] if found else [say(one) for one in still_open(region)],
        troubles=[say(one) for one in troubles],
        may_see=may("console.see_alarm"),
        may_support=may("console.support_file"),
        disk=_disk(scarcest(region.config)),
        clock_ok=not any(one.kind == "clock" for one in found),
        sent_today=sum(today in some for some in days.values()),
        sites=len({one.school.site for one in states if one.last_bundle}),
        night=night,
        steps=_steps(night) if night else [],
        night_tone=_night_tone(night),
        bars=bars([sum(day in some for some in days.values()) for day in _last(today)], _last(today)),
        states=_states(states),
        programs=Counter(one.app_version or "" for one in states if one.last_bundle).most_common(),
        parts=_parts(),
        copy=copying.latest(region),
        away=copying.latest(region, away=True),
        copy_late=any(one.kind.startswith("copy") for one in found),
        drilled=runs.last_done(region, DRILL),
        version=metadata.version("chasqui"),
    )


def _told(one: Alarm) -> dict[str, Any]:
    endpoint, door = _DOORS.get(one.kind, ("", ""))
    named = _NAMED.get(endpoint)
    values: dict[str, Any] = {named: int(one.subject) if named == "number" else one.subject} if named else {}
    return {
        "alarm": one,
        "words": say(one.said),
        "since": when(one.since, now()) if one.since else "—",
        "href": url_for(endpoint, **values, _anchor=_PART.get(one.kind)) if endpoint and may(endpoint) else "",
        "door": _(door) if door else "",
    }


def _disk(room: Room | None) -> tuple[str, str]:
    if room is None:
        return "—", _("el sistema no lo dice")
    return percent(100 * (room.total - room.free) / room.total), _("quedan %(gb)s GB", gb=number(room.free // _GIB))


def _night_tone(night: Run | None) -> str:
    if night is None:
        return "off"
    return "ok" if night.done else "err" if night.why or night.cut(now()) else "queue"


def _steps(night: Run) -> list[tuple[str, str, str]]:
    """Return the steps of a night as a cord shows them: those that ended with their seconds, and the one it is at."""
    done = [
        (_(_SHORT_STEPS[name]), _("%(s)s s", s=round(night.seconds[name])), "done")
        for name in _SHORT_STEPS
        if name in night.seconds
    ]
    if night.step in night.seconds or night.step not in _SHORT_STEPS:
        return done
    # Of the last step of a night that ended no seconds are kept apart.
    return [*done, (_(_SHORT_STEPS[night.step]), "", "done" if night.done else "now")]


def _last(today: date) -> list[date]:
    return [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]


def bars(counts: Sequence[int], days: Sequence[date]) -> dict[str, Any]:
    """Return a chart of how many schools sent on each day, in percent of its width and height."""
    most, width = max(counts, default=0), 100 / max(1, len(counts))
    return {
        "most": most,
        "least": min(counts, default=0),
        "today": counts[-1] if counts else 0,
        "bars": [
            {
                "x": round(at * width + width * 0.12, 1),
                "w": round(width * 0.76, 1),
                "h": round(70 * count / most, 1) if most else 0,
                "mid": round(at * width + width / 2, 1),
                "label": short_day(day),
                "words": f"{day_label(day)}: {number(count)}",
            }
            for at, (count, day) in enumerate(zip(counts, days, strict=True))
        ],
    }


def _states(states: Sequence[SchoolSync]) -> list[tuple[str, str, int]]:
    counts = Counter(state_of(one) for one in states)
    return [(code, _(words), counts[code]) for code, words in STATES.items()]


def _parts() -> list[dict[str, str]]:
    region = store()
    segments = schema.segments.c
    with region.read() as connection:
        # What status counts: the lake keeps forecasts and panels too, of which no school is the source.
        rows = connection.execute(select(func.sum(schema.stretches.c.count))).scalar()
        last = connection.execute(select(func.max(segments.committed_s)).where(segments.kind == "events")).scalar()
        amount = connection.execute(select(func.sum(segments.bytes))).scalar()
    plan, model = next(iter(region.plans()), None), released(region)
    held, sizes = number(int(rows or 0)), number(int(amount or 0) // _MIB)
    return [
        {
            "name": _("Disco de la central"),
            "sign": "—",
            "detail": say(disk_encryption.told(region.config.folder)),
        },
        {
            "name": _("Lago de datos"),
            "sign": when(at(last), now()) if last else "—",
            "detail": _("%(rows)s registros de las escuelas; %(mb)s MB con lo demás que guarda", rows=held, mb=sizes),
        },
        {"name": _("Base de datos"), "sign": hour(now()), "detail": _DIALECTS[region.engine.dialect.name]},
        {
            "name": _("Publicación de decisiones"),
            "sign": "—",
            "detail": _("Plan %(plan)s: %(state)s", plan=plan.id, state=_(STATUSES[plan.status]))
            if plan
            else _("ningún plan todavía"),
        },
        {
            "name": _("Modelo de pronóstico"),
            "sign": "—",
            "detail": model[0].version if model else _("pronóstico base"),
        },
    ]


VIEW = View(
    {HEALTH: ALL_READ, "console.support_file": SIGNING, "console.see_alarm": SIGNING},
    under=HEALTH,
)
