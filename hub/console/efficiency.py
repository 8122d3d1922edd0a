"""The page of how well what was decided arrives: lead time, fill, discrepancies, schools that got nothing."""

from collections.abc import Iterator, Mapping

from flask import Response, render_template, request

from hub import efficiency as work
from hub.console.blueprint import console, csv_file, page_of, shown, store
from hub.console.navigation import ANALYSIS
from hub.console.view import ALL_READ, Listed, View
from hub.efficiency import Days, Lead, Missed
from hub.got_nothing import Because, got_nothing
from shared.web import N_
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import number

GROUPS: Mapping[str, str] = {"depot": N_("Almacén"), "ugel": "UGEL", "zone": N_("Ruta")}
CYCLES, NEVER = (1, 2, 3, 6, 12), "nunca"
_WHY: Mapping[Because, str] = {
    Because.UNSENT: N_("Ningún plan le dio nada"),
    Because.UNCONFIRMED: N_("Se ordenó una salida y nadie la confirmó"),
    Because.CLOSED: N_("Lo que se ordenó no llegó"),
    Because.REFUSED: N_("Confirmó que no aceptó nada"),
}


@console.get("/eficiencia")
def efficiency() -> str:
    """Show the four tables."""
    rows, by, cycles = work.sent_rows(store()), _by(), _cycles()
    names = _names()
    nothing, told = got_nothing(store(), rows, cycles)
    return render_template(
        "efficiency.html",
        groups=[(name, _(words)) for name, words in GROUPS.items()],
        by=by,
        group=_(GROUPS[by]),
        leads=page_of([_lead(one) for one in work.leads(rows, by)], name="grupos"),
        fills=page_of([(names.get(one.resource, one.resource), one) for one in work.fills(rows)], name="recursos"),
        missed=page_of(
            [(names.get(one.resource, one.resource), one, _missed_why(one)) for one in work.missed(rows)],
            name="diferencias",
        ),
        nothing=shown(page_of(nothing), lambda one: (one.school, _(_WHY[one.because]))),
        cycles=cycles or NEVER,
        choices=CYCLES,
        never=NEVER,
        told=told,
        shipments=len(rows),
    )


@console.get("/eficiencia.csv")
def efficiency_csv() -> Response:
    """Give every table as one spreadsheet, a row a figure."""
    days = ("dias_hasta_salir_p50", "dias_hasta_salir_p90", "dias_hasta_acta_p50", "dias_hasta_acta_p90")
    first = ("tabla", "nombre", "almacen", "ruta", "motivo", "entregas")
    header = (*first, *days, "planificado", "aceptado", "no_aceptado",
              "dado_por_perdido")  # fmt: skip
    return csv_file("eficiencia.csv", header, _cells())


def _cells() -> Iterator[tuple[object, ...]]:
    rows, names = work.sent_rows(store()), _names()
    for by, words in GROUPS.items():
        for one in work.leads(rows, by):
            yield (
                _(words), one.name, "", "", "", one.shipments, *_ends(one.leaving), *_ends(one.whole), one.planned,
                one.accepted, "", "",
            )  # fmt: skip
    for fill in work.fills(rows):
        name = names.get(fill.resource, fill.resource)
        yield _("Recurso"), name, "", "", "", "", "", "", "", "", fill.planned, fill.accepted, "", ""
    for miss in work.missed(rows):
        name = names.get(miss.resource, miss.resource)
        table = _("Dado por perdido") if miss.lost else _("No aceptado")
        units = ("", miss.units) if miss.lost else (miss.units, "")
        yield table, name, miss.depot, miss.zone, _missed_why(miss), *[""] * 7, *units
    for school, because in got_nothing(store(), rows, _cycles())[0]:
        yield _("Sin recibir"), f"{school.id} {school.name}", school.depot, "", _(_WHY[because]), *[""] * 9


def _ends(days: Days) -> tuple[object, object]:
    return "" if days.p50 is None else days.p50, "" if days.p90 is None else days.p90


def _lead(one: Lead) -> dict[str, object]:
    return {
        "name": one.name or _("No se sabe"),
        "shipments": one.shipments,
        "leaving": _days(one.leaving),
        "travelling": _days(one.travelling),
        "whole": _days(one.whole),
        "fill": one.fill_pct,
        "units": f"{number(one.accepted)} / {number(one.planned)}",
    }


def _days(days: Days) -> str:
    return "—" if days.p50 is None else f"{days.p50} · {days.p90}"


def _missed_why(one: Missed) -> str:
    return _("La oficina lo dio por perdido, sin acta") if one.lost else code_words(one.reason) or _("sin motivo")


def _by() -> str:
    asked = request.args.get("por", "")
    return asked if asked in GROUPS else "depot"


def _cycles() -> int | None:
    """Return how many months are looked at; None: all."""
    asked = request.args.get("ciclos", "")
    if asked == NEVER:
        return None
    return int(asked) if asked in map(str, CYCLES) else 3


def _names() -> Mapping[str, str]:
    return {resource.id: resource.name for resource in store().catalogue().resources}


VIEW = View(
    {"console.efficiency": ALL_READ, "console.efficiency_csv": ALL_READ},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.efficiency",
            N_("Eficiencia del reparto"),
            N_("Días hasta llegar, parte aceptada, diferencias y escuelas que no recibieron nada."),
            "truck",
        ),
    ),
)
