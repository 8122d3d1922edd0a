"""The page of schools: how many days each has been silent, what is missing, and what a person must repair."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, render_template, request

from hub import school_news
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.region_map import by_district, region_map
from hub.console.school_states import BARE, deliveries_of, standings
from hub.console.school_states import STATES as STATES
from hub.console.school_states import Standing as Standing
from hub.console.school_states import state_of as state_of
from hub.console.view import ALL_READ, View
from hub.districts import points
from hub.room import low
from hub.stopped import KINDS, Kind, of_sites, stopped
from shared.resources import Power
from shared.web import N_, Role, now, say, who
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES

DUTY_DAYS, DUTIES_SHOWN = 60, 20
DISTRICTS_SHOWN = 10

POWERS: Mapping[Power, str] = {
    Power.GRID: N_("Red eléctrica"),
    Power.SOLAR: N_("Solar"),
    Power.GENERATOR: N_("Generador"),
    Power.NONE: N_("Ninguna"),
    Power.UNKNOWN: N_("Desconocido"),
}


@console.get("/")
def schools() -> str:
    """Show every school by days since its last accepted bundle."""
    every, halted = standings(), stopped(store())
    shown = _filtered(every, of_sites(halted))
    page, districts = page_of(shown), by_district(shown)
    drawn = region_map(shown, points(store(), [one.sync.school for one in every]), districts)
    counts = {code: sum(one.state == code for one in every) for code in STATES}
    return render_template(
        "schools.html",
        page=page,
        deliveries=deliveries_of(page.rows),
        counts=counts,
        total=len(every),
        pending=sum(one.sync.pending or 0 for one in every),
        pending_known=any(one.sync.pending is not None for one in every),
        pending_unknown=sum(one.sync.pending is None and one.sync.state not in BARE for one in every),
        states=[(code, _(words)) for code, words in STATES.items()],
        powers=[(power.value, _(words)) for power, words in POWERS.items()],
        ugels=sorted({one.sync.school.ugel for one in every if one.sync.school.ugel}),
        asked=request.args,
        map=drawn,
        districts=page_of(districts, DISTRICTS_SHOWN, name="d") if drawn and drawn.districts else None,
        may_accept=who().role in (Role.OPERATOR, Role.ADMIN),
        stopped=[(_(KINDS[kind]), n) for kind in Kind if (n := sum(one.kind is kind for one in halted))],
        disk=" ".join(say(one) for one in low(store().config).values()),
        duties=_duties(every),
        words={code: _(words) for code, words in STATES.items()},
        power_words={power: _(words) for power, words in POWERS.items()},
    )


@console.get("/escuelas.csv")
def schools_csv() -> Response:
    """Give the same list as a spreadsheet."""
    header = ("cod_mod_anexo", "nombre", "ugel", "estado", "dias_sin_envio", "faltan", "energia", "almacen")
    return csv_file(
        "escuelas.csv",
        header,
        (
            (
                one.sync.school.id,
                one.name,
                one.sync.school.ugel,
                _(STATES[one.state]),
                "" if one.sync.days_silent is None else one.sync.days_silent,
                "" if one.sync.pending is None else one.sync.pending,
                _(POWERS[one.sync.school.power]),
                one.sync.school.depot,
            )
            for one in _filtered(standings(), of_sites(stopped(store())))
        ),
    )


def _duties(every: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the latest changes of duty that schools told: of whom, the region knows no name."""
    since_s = int((now() - timedelta(days=DUTY_DAYS)).timestamp())
    with store().read() as connection:
        rows = school_news.duties_since(connection, since_s, DUTIES_SHOWN)
    named = {role.value: role for role in (Role.COORDINATOR, Role.TEACHER, Role.IT)}
    return [
        {
            "names": names_at(every, row.site),
            "site": row.site,
            "role": _(ROLE_NAMES[named[row.role]]) if row.role in named else row.role,
            "begins": row.begins,
            "at": datetime.fromtimestamp(row.received_s, UTC),
            "mark": row.audit[:16],
        }
        for row in rows
    ]


def names_at(every: Sequence[Standing], site: str) -> str:
    """Return what the services of a site are called; empty where the region knows none there."""
    return ", ".join(sorted(one.name for one in every if one.sync.school.site == site))


def _filtered(rows: Sequence[Standing], halted: Collection[str]) -> list[Standing]:
    text = request.args.get("q", "").strip().casefold()
    wanted: list[tuple[str, Callable[[Standing], str]]] = [
        ("ugel", lambda one: one.sync.school.ugel),
        ("estado", lambda one: one.state),
        ("distrito", lambda one: one.sync.school.ubigeo[: len(request.args["distrito"])]),
        ("energia", lambda one: one.sync.school.power.value),
    ]
    chosen = [(request.args[name], value) for name, value in wanted if request.args.get(name)]
    return [
        one
        for one in rows
        if all(value(one) == choice for choice, value in chosen)
        and (request.args.get("faltan") != "si" or one.sync.pending)
        and (request.args.get("detenido") != "si" or one.sync.school.site in halted)
        and (not text or text in one.name.casefold() or one.sync.school.id.startswith(text))
    ]


VIEW = View({"console.schools": ALL_READ, "console.schools_csv": ALL_READ}, under="console.schools")
