"""The page of the data's quality: what is recorded, what arrives late, what is doubted, by UGEL and by school."""

from flask import Response, render_template

from hub.console.blueprint import console, csv_file, store
from hub.console.navigation import ANALYSIS
from hub.console.report_page import bars, table
from hub.console.view import ALL_READ, Listed, View
from hub.quality import LATE_DAYS, WEEKS, by_school, by_ugel, quality
from shared.web import N_
from shared.web import gettext as _


@console.get("/calidad")
def quality_page() -> str:
    """Show how complete and how late the data of the last school weeks are."""
    found = quality(store())
    ugels = by_ugel(found)
    complete = ugels.header.index("completitud_pct")
    return render_template(
        "report.html",
        title=_("Calidad de los datos"),
        about=_("Las últimas %(weeks)s semanas de clases: qué se registró, cuándo llegó y qué está en revisión.",
                weeks=WEEKS),
        csv="console.quality_csv",
        chart=(_("Semanas con registro, de cada 100 de clases"), bars(
            ((str(row[0]) or "—", row[complete]) for row in ugels.rows), top=100, column="completitud_pct")),
        tables=[
            table(ugels, _("Por UGEL, primero la menos completa"), name="u"),
            table(by_school(found), _("Por escuela, primero la que menos registró"), ("cod_mod_anexo",)),
        ],
        notes=[
            _("Completas: semanas con alguna señal de vida entre las semanas de clases. El silencio no es un cero."),
            _("Tarde: llegó más de %(days)s días después de terminar su semana. Demora: del día del hecho a su "
              "llegada; la mitad tardó menos.", days=LATE_DAYS),
            _("De menos de cinco estudiantes, o escuelas, no se muestran cifras; si es un solo grupo, tampoco del "
              "siguiente: el total lo delataría."),
        ],
    )  # fmt: skip


@console.get("/calidad.csv")
def quality_csv() -> Response:
    """Give the schools of the page as a spreadsheet."""
    report = by_school(quality(store()))
    return csv_file("calidad.csv", report.header, report.rows)


VIEW = View(
    {"console.quality_page": ALL_READ, "console.quality_csv": ALL_READ},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.quality_page",
            N_("Calidad de los datos"),
            N_("Qué semanas se registraron, qué llega tarde y qué está en revisión."),
            "ok",
        ),
    ),
)
