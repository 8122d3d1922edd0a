"""A report as a page shows it: its headings in the reader's language, its figures as people write them, a chart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.console.blueprint import page_of
from hub.report import FEW, Cell, Report
from shared.school_year import SchoolCalendar, Week, monday, week_of
from shared.web import N_
from shared.web import gettext as _
from shared.web.axes import name_vacations, scale, thin_labels
from shared.web.formats import day, day_label, number, percent

MOST_BARS = 8
_WIDEST = 75
"""What the longest bar takes, in percent: its figure stands beside it."""
_LABELS: Mapping[str, str] = {
    "cod_mod_anexo": N_("Código"),
    "escuela": N_("Servicio educativo"),
    "ugel": N_("UGEL"),
    "escuelas": N_("Escuelas"),
    "semanas_clases": N_("Semanas de clases"),
    "semanas_registradas": N_("Con registro"),
    "completitud_pct": N_("Completas"),
    "registros": N_("Registros que llegaron"),
    "tarde": N_("Llegaron tarde"),
    "tarde_pct": N_("Tarde"),
    "dias_demora": N_("Días de demora"),
    "en_revision": N_("En revisión"),
    "recurso": N_("Recurso"),
    "grupo": N_("Grupo"),
    "por_semana": N_("Uso por semana"),
    "por_100_estudiantes": N_("Por 100 estudiantes"),
    "semana": N_("Semana"),
    "uso": N_("Uso"),
    "ciclo": N_("Ciclo"),
    "tipo": N_("Tipo"),
    "tenia_pct": N_("Ya tenía"),
    "con_lo_enviado_pct": N_("Con lo enviado"),
    "con_lo_recibido_pct": N_("Con lo confirmado"),
    "rechazado_pct": N_("Rechazado"),
}
_WORDS = ("cod_mod_anexo", "escuela", "ugel", "recurso", "grupo", "semana", "ciclo", "tipo")


def table(report: Report, caption: str, hidden: Sequence[str] = (), *, name: str = "p") -> dict[str, Any]:
    """Return a report for the template, a page of its rows, without the columns *hidden*; *name* is its page's."""
    at = [n for n, column in enumerate(report.header) if column not in hidden]
    page = page_of(report.rows, name=name)
    return {
        "id": name,
        "caption": caption,
        "labels": [_(_LABELS[report.header[n]]) for n in at],
        "counts": [report.header[n] not in _WORDS for n in at],
        "page": page,
        "rows": [[cell(report.header[n], row[n]) for n in at] for row in page.rows],
    }


def cell(column: str, value: Cell) -> str:
    """Return a figure in the reader's way: a share, a number, words of ours, or a dash for what nobody knows."""
    if value is None or value == "":
        return "—"
    if column == "semana":
        return str(day(date.fromisoformat(str(value))))
    if isinstance(value, str):
        return _(value) if value == FEW else value
    if column.endswith("_pct"):
        return str(percent(value, 1))
    return str(number(value, 1 if isinstance(value, float) else 0))


def bars(rows: Iterable[tuple[str, Cell]], *, top: float | None = None, column: str = "") -> list[dict[str, Any]]:
    """Return the bars of a chart, widths in percent of the room: of what is told, the first ``MOST_BARS``."""
    told = [(name, float(value)) for name, value in rows if isinstance(value, int | float)][:MOST_BARS]
    most = top or max((value for _name, value in told), default=0) or 1
    return [
        {"name": name, "width": round(_WIDEST * min(1.0, value / most), 1), "words": cell(column, value)}
        for name, value in told
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """What ``ui.fan`` draws of figures week by week."""

    weeks: list[dict[str, object]]
    top: int
    ticks: list[int]


def line(rows: Iterable[tuple[str, Cell]], calendar: SchoolCalendar) -> Line:
    """Return the line of figures by the Monday of their week; it breaks where none is told."""
    told = {week_of(date.fromisoformat(name)): value for name, value in rows}
    weeks = [_of_week(Week(at), told, calendar) for at in range(min(told), max(told) + 1)] if told else []
    name_vacations(weeks)
    thin_labels(weeks)
    top, step = scale(max([1.0, *(value for value in told.values() if isinstance(value, int | float))]))
    return Line(weeks, top, list(range(0, top + 1, step)))


def _of_week(week: Week, told: Mapping[Week, Cell], calendar: SchoolCalendar) -> dict[str, object]:
    value, label = told.get(week), day_label(monday(week))
    if isinstance(value, int | float):
        return {"label": label, "kind": "seen", "v": value}
    return {"label": label, "kind": "gap" if week in told or calendar.expected_days(week) else "free"}
