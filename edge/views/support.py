"""The report for support: shown word for word before anybody sends it."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from edge.support_report import report_on, written
from edge.views.node import node
from edge.views.view import KEEPING, Group, Listed, View
from shared.web import N_
from shared.web.downloads import attachment

pages = Blueprint("support", __name__, url_prefix="/equipo/soporte", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Show what the report says."""
    config = node().config
    return render_template("support.html", report=written(report_on(config), config))


@pages.post("/")
def download() -> Response:
    """Give the report as a file."""
    config = node().config
    report = written(report_on(config), config)
    return attachment(report.text, report.name, "application/json")


VIEW = View(
    pages,
    {"support.page": KEEPING, "support.download": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "support.page",
            N_("Informe para soporte"),
            N_("Lo que ayuda a encontrar una falla, sin nombres de nadie."),
            "help",
            Group.MACHINE,
        ),
    ),
)
