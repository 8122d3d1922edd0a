"""The page of use: each resource by kind of school, and week by week."""

from collections.abc import Mapping

from flask import Response, render_template, request

from hub.console.blueprint import console, csv_file, store
from hub.console.navigation import ANALYSIS
from hub.console.report_page import bars, line, table
from hub.console.view import ALL_READ, Listed, View
from hub.quality import WEEKS
from hub.used import by_sort, by_week, used
from shared.resources import ResourceKind
from shared.web import N_
from shared.web import gettext as _

_UNITS: Mapping[ResourceKind, str] = {
    ResourceKind.CONSUMABLE: N_("unidades"),
    ResourceKind.REUSABLE: N_("en uso a la vez"),
    ResourceKind.PACK: N_("estudiantes"),
}
SORTS: Mapping[str, str] = {"level": N_("Nivel"), "rurality": N_("Ruralidad"), "ugel": "UGEL"}


@console.get("/uso")
def used_page() -> str:
    """Show what is used, by resource and kind of school, and week by week."""
    goods = store().catalogue().resources
    names: dict[str, str] = {one.id: one.name for one in goods}
    units: dict[str, str] = {one.id: _(_UNITS[one.kind]) for one in goods}
    sort, resource = _sort(), request.args.get("recurso", "")
    frame = used(store())
    resources = sorted(frame["resource"].unique(), key=lambda one: names.get(one, one))
    chosen = resource if resource in resources else (resources[0] if resources else "")
    some = frame[frame["resource"] == chosen]
    mine = by_sort(some, store().schools(), sort), by_week(some)
    return render_template(
        "report.html",
        title=_("Uso"),
        about=_("Las últimas %(weeks)s semanas de clases, con lo que las escuelas registraron.", weeks=WEEKS),
        csv="console.used_csv",
        sorts=[(code, _(name)) for code, name in SORTS.items()],
        sort=sort,
        resources=[(code, names.get(code, code)) for code in resources],
        resource=chosen,
        chart=(_("Por 100 estudiantes, en una semana"), bars(
            ((str(row[1]), row[4]) for row in mine[0].rows), column="por_100_estudiantes")),
        weekly=(_("Uso de la región, semana por semana"), units.get(chosen, ""),
                line(((str(row[1]), row[3]) for row in mine[1].rows), store().calendar())),
        tables=[
            table(mine[0], _("Por tipo de escuela"), ("recurso",), name="g"),
            table(mine[1], _("Semana por semana"), ("recurso",)),
        ],
        notes=[
            _("De lo que se gasta se cuentan unidades; de lo que se devuelve, las más que hubo en uso a la vez; de los "
              "paquetes, estudiantes."),
            _("De menos de cinco escuelas no se muestran cifras, ni donde el total delataría lo de una o de menos de "
              "cinco estudiantes; si es un solo grupo, tampoco del siguiente."),
        ],
    )  # fmt: skip


@console.get("/uso.csv")
def used_csv() -> Response:
    """Give every resource by the kind of school of the page as a spreadsheet."""
    report = by_sort(used(store()), store().schools(), _sort())
    return csv_file("uso.csv", report.header, report.rows)


def _sort() -> str:
    asked = request.args.get("por", "")
    return asked if asked in SORTS else "level"


VIEW = View(
    {"console.used_page": ALL_READ, "console.used_csv": ALL_READ},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.used_page",
            N_("Uso"),
            N_("Cada recurso por nivel, ruralidad y UGEL, semana por semana."),
            "chart",
        ),
    ),
)
