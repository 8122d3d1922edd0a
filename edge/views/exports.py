"""What leaves the laptop as a table: on the screen, on paper, as CSV and as a workbook, the same everywhere."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from edge.reports.reading import READERS, Asked, undated
from edge.reports.report import Cell, Report, Said
from edge.reports.use import before, month_of
from edge.views.node import node, school_name
from edge.views.view import COORDINATOR, Group, Listed, View
from shared.tabular.workbook import MIME
from shared.web import N_
from shared.web import gettext as _
from shared.web.downloads import attachment
from shared.web.formats import day, month_words, number

pages = Blueprint("exports", __name__, url_prefix="/exportar", template_folder="../templates")
LABELS = {
    "existencias": (N_("Existencias"), N_("Qué llegó, qué salió, qué está prestado y qué hay.")),
    "prestamos": (N_("Préstamos"), N_("Qué está afuera y hasta cuándo; no dice quién lo tiene.")),
    "entregas": (N_("Entregas recibidas"), N_("Cada línea de cada PECOSA: enviado, aceptado y rechazado.")),
    "uso": (N_("Uso del mes"), N_("Cuánto se usó de cada recurso en un mes.")),
}
MONTHLY = frozenset({"uso"})


@pages.get("/")
def page() -> str:
    """List the reports, each with its files."""
    return render_template(
        "exports.html",
        reports=[{"id": name, "name": _(title), "detail": _(detail)} for name, (title, detail) in LABELS.items()],
    )


@pages.get("/<report>")
def show(report: str) -> str:
    """Show a report: a sheet that may be printed."""
    month = _month()
    found = _read(report, month)
    mes = _text(month) if report in MONTHLY else None
    return render_template(
        "report.html",
        table=table_of(found),
        school=school_name(),
        month=month_words(month) if report in MONTHLY else "",
        today=node().today(),
        undated=undated(node().store) if report in MONTHLY else 0,
        csv=url_for("exports.csv", report=report, mes=mes),
        xlsx=url_for("exports.xlsx", report=report, mes=mes),
        prev=url_for("exports.show", report=report, mes=_text(before(month))) if report in MONTHLY else "",
        next=_following(report, month),
    )


@pages.get("/<report>.csv")
def csv(report: str) -> Response:
    """Give a report as CSV."""
    month = _month()
    return attachment(_read(report, month).as_csv().encode(), _name(report, month, "csv"), "text/csv")


@pages.get("/<report>.xlsx")
def xlsx(report: str) -> Response:
    """Give a report as a workbook."""
    month = _month()
    return attachment(_read(report, month).as_xlsx(), _name(report, month, "xlsx"), MIME)


def table_of(report: Report) -> dict[str, Any]:
    """Return a report as the macro of tables shows it."""
    return {
        "title": _(report.title),
        "columns": [{"name": _(column.label), "adds": column.adds} for column in report.columns],
        "rows": [shown(row) for row in report.rows],
        "total": shown(report.total),
    }


def shown(row: tuple[Cell, ...]) -> list[str]:
    """Return a row as a page shows it: figures and days as one reads them, our own words in one's language."""
    return [_shown(value) for value in row]


def _shown(value: Cell) -> str:
    match value:
        case None:
            return "—"
        case date():
            return day(value)
        case int():
            return number(value)
        case Said():
            return _(value) if value else ""
        case _:
            return value


def _month() -> date:
    return month_of(request.args.get("mes", "")[:10], node().today())


def _text(month: date) -> str:
    return f"{month:%Y-%m}"


def _following(report: str, month: date) -> str:
    """Return the address of the next month; none lies after today's."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    if report not in MONTHLY or following > node().today():
        return ""
    return url_for("exports.show", report=report, mes=_text(following))


def _read(report: str, month: date) -> Report:
    reader = READERS.get(report) or abort(404)
    return reader(node().store, node().names(), Asked(node().today(), month))


def _name(report: str, month: date, ending: str) -> str:
    """Return the name of the file: of which report and day or month, and of nobody."""
    when = _text(month) if report in MONTHLY else node().today().isoformat()
    return f"{report}-{when}.{ending}"


VIEW = View(
    pages,
    dict.fromkeys(("exports.page", "exports.show", "exports.csv", "exports.xlsx"), COORDINATOR),
    under="more.page",
    listed=(
        Listed(
            "exports.page",
            N_("Exportar"),
            N_("Tablas para imprimir o abrir en una hoja de cálculo, sin nombres de nadie."),
            "out",
            Group.FILES,
        ),
    ),
)
