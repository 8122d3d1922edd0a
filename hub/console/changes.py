"""The page of differences: what a plan changes against the last one that was approved, and why both times."""

from flask import Response, abort, render_template, request

from hub import changes as work
from hub import papers
from hub.changes import Difference, Move
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.few_pupils import untold
from hub.console.view import ALL_READ, View
from hub.plan_rows import PlanRow
from hub.region_rows import service_names
from hub.report import UNTOLD
from shared.tabular.workbook import MIME
from shared.web import gettext as _
from shared.web import say
from shared.web.downloads import attachment


@console.get("/plan/<plan_id>/cambios")
def changes(plan_id: str) -> str:
    """Show the differences, all or of one kind."""
    row, before, found = _read(plan_id)
    kind = request.args.get("cambio", "")
    page = page_of([one for one in found if kind in ("", one.move.value)])
    names, catalogue = service_names(store().every_school()), store().catalogue()
    called, few = {one.id: one.name for one in catalogue.resources}, untold()
    return render_template(
        "changes.html",
        plan=row,
        before=before,
        page=page,
        rows=[
            (
                one,
                names.get(one.school, one.school),
                called.get(one.resource, one.resource),
                _(work.MOVES[one.move]),
                *(_(UNTOLD) if one.school in few else say(said) for said in one.reasons(catalogue)),
            )
            for one in page.rows
        ],
        counts=[(move.value, _(work.MOVES[move]), count) for move, count in work.counts(found).items()],
        units=(sum(one.units[0] for one in found), sum(one.units[1] for one in found)),
        kind=kind,
        total=len(found),
        tones={Move.NEW: "ok", Move.MORE: "ok", Move.FEWER: "queue", Move.GONE: "queue"},
    )


@console.get("/plan/<plan_id>/cambios.csv")
def changes_csv(plan_id: str) -> Response:
    """Give the differences as CSV."""
    row, _before, found = _read(plan_id)
    return csv_file(f"cambios-{row.id}.csv", work.HEADER, _rows(found))


@console.get("/plan/<plan_id>/cambios.xlsx")
def changes_xlsx(plan_id: str) -> Response:
    """Give the differences as a workbook."""
    row, _before, found = _read(plan_id)
    data = papers.sheet("Cambios", work.HEADER, _rows(found))
    return attachment(data, f"cambios-{row.id}.xlsx", MIME)


def _rows(found: list[Difference]) -> list[tuple[object, ...]]:
    return [*work.rows(found, store().catalogue(), service_names(store().every_school()), _, untold())]


def _read(plan_id: str) -> tuple[PlanRow, PlanRow | None, list[Difference]]:
    """Return a plan, the one before it that was approved, and their differences; none where there is no such."""
    every = store().plans()
    row = next((one for one in every if one.id == plan_id), None) or abort(404)
    before = work.last_approved(every, row)
    if before is None:
        return row, None, []
    return row, before, work.differences(store().plan_lines(before.id), store().plan_lines(row.id))


VIEW = View(
    {"console.changes": ALL_READ, "console.changes_csv": ALL_READ, "console.changes_xlsx": ALL_READ},
    under="console.plan",
)
