"""The page of who got what: cycle by cycle, by quintile, rurality, language and UGEL, decided and confirmed."""

from flask import Response, render_template

from hub.console.blueprint import console, csv_file, store
from hub.console.navigation import ANALYSIS
from hub.console.plan_groups import SORTS
from hub.console.report_page import bars, table
from hub.console.view import ALL_READ, Listed, View
from hub.report import Report
from hub.who_got import who_got
from shared.web import N_
from shared.web import gettext as _
from shared.web.tongues import kind_told


@console.get("/equidad")
def who_got_page() -> str:
    """Show how much of its need each kind of schools has met, with what was sent and with what it confirmed."""
    report = who_got(store())
    told = Report(report.header, [(*row[:1], _(SORTS[str(row[1])]), kind_told(str(row[1]), str(row[2])), *row[3:])
                                  for row in report.rows])  # fmt: skip
    last = [row for row in told.rows if row[0] == told.rows[0][0]]
    got = told.header.index("con_lo_recibido_pct")
    return render_template(
        "report.html",
        title=_("Quién recibió qué"),
        about=_("De lo que cada grupo necesitaba en el ciclo, cuánto tiene: antes, con lo enviado y con lo "
                "confirmado."),
        csv="console.who_got_csv",
        chart=(_("Necesidad cubierta con lo confirmado, último ciclo"), bars(
            ((str(row[2]), row[got]) for row in last), top=100, column="con_lo_recibido_pct")),
        tables=[table(told, _("Ciclo por ciclo"))],
        notes=[
            _("Lo más probable que haga falta, por el valor de cada recurso en el catálogo; lo que ya había cuenta. "
              "Confirmado: lo que la escuela dijo que aceptó, o la oficina sabe por un acta en papel. Enviado: sin lo "
              "que no salió."),
            _("Una escuela de dos lenguas cuenta en las dos. De menos de cinco escuelas no se muestran cifras; si es "
              "un solo grupo, tampoco del siguiente: el total lo delataría."),
        ],
    )  # fmt: skip


@console.get("/equidad.csv")
def who_got_csv() -> Response:
    """Give the same as a spreadsheet."""
    report = who_got(store())
    return csv_file("equidad.csv", report.header, report.rows)


VIEW = View(
    {"console.who_got_page": ALL_READ, "console.who_got_csv": ALL_READ},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.who_got_page",
            N_("Quién recibió qué"),
            N_("Ciclo por ciclo, por quintil, ruralidad, lengua y UGEL: lo decidido y lo confirmado."),
            "people",
        ),
    ),
)
