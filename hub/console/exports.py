"""The page of the tables that other programs read: what each is, to take along, and how a program asks for it."""

from flask import Response, abort, render_template, request, url_for

from hub import dhis2, dhis2_names, export_answers, export_forms, exporting
from hub.console.blueprint import console, store
from hub.console.navigation import MORE
from hub.console.view import ALL_READ, Group, Listed, View
from hub.importers.taking import named
from shared.errors import NotReady
from shared.web import N_, Role, say, who
from shared.web import gettext as _

_FILES = (export_forms.CSV, export_forms.PARQUET)
"""What a person takes along; pages of JSON are for programs."""


@console.get("/exportar")
def exports() -> str:
    """Show every table, and what DHIS2 would be told."""
    return _page()


def _page(problem: str = "") -> str:
    known = dhis2_names.current(store())
    return render_template(
        "exports.html",
        problem=problem,
        rows=[
            {"name": name, "means": _(one.means),
             "files": [(form.upper() if form == export_forms.CSV else "Parquet", _address(f"{name}.{form}"))
                       for form in _FILES]}
            for name, one in exporting.TABLES.items()
        ],
        program=url_for("api.get_export", file="weekly_demand.csv"),
        of_dhis2=url_for("api.get_dhis2"),
        dhis2=None if known is None else _told(known),
        is_admin=who().role is Role.ADMIN,
    )  # fmt: skip


@console.get("/exportar/<file>")
def export_file(file: str) -> Response | tuple[str, int]:
    """Give a table as a file; the page again where it is not there yet."""
    name, _dot, form = file.rpartition(".")
    if name not in exporting.TABLES or form not in _FILES:
        abort(404)
    try:
        report = exporting.report(store(), name)
    except NotReady as problem:
        return _page(say(problem.said)), 409
    return export_answers.answer(report, name, form)


@console.get("/exportar/dhis2.json")
def export_dhis2() -> Response | tuple[str, int]:
    """Give what DHIS2 takes in, by week or by month; the page again where it cannot be told yet."""
    by = dhis2.By.MONTH if request.args.get("por") == "mes" else dhis2.By.WEEK
    try:
        some = dhis2.values(store(), dhis2.Asked(by), dhis2.Tally())
    except NotReady as problem:
        return _page(say(problem.said)), 409
    return export_answers.as_file(dhis2.as_json(some), f"dhis2-{by}.json", export_forms.TYPES[export_forms.JSON])


def _told(known: dhis2_names.Names) -> dict[str, object]:
    resources = {str(one.id): one.name for one in store().catalogue().resources}
    idle, unknown = dhis2_names.lacking(known, resources, (one.id for one in store().schools()))
    return {
        "version": known.version,
        "elements": sum(map(len, known.elements.values())),
        "units": len(known.units),
        "idle": named([resources[one] for one in idle]),
        "unknown": len(unknown),
        "some": named(unknown),
    }


def _address(file: str) -> str:
    return url_for("console.export_file", file=file)


VIEW = View(
    dict.fromkeys(("console.exports", "console.export_file", "console.export_dhis2"), ALL_READ),
    under=MORE,
    listed=(
        Listed(
            "console.exports",
            N_("Exportar"),
            N_("Las tablas de la región para otros programas, también para DHIS2."),
            "down",
            Group.PROGRAMS,
        ),
    ),
)
