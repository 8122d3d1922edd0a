"""The page of differences: what a plan changes against the last approved or the one before it, and why both times."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, render_template, request

from hub import changes as work
from hub import papers
from hub.changes import Against, Difference, Move
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.few_pupils import untold
from hub.console.view import ALL_READ, View
from hub.moved_by import Between, between
from hub.plan_rows import STATUSES, PlanRow
from hub.region_rows import service_names
from hub.report import UNTOLD
from shared.tabular.workbook import MIME
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.downloads import attachment

AGAINST: Mapping[Against, str] = {
    Against.APPROVED: N_("El último aprobado: %(plan)s"),
    Against.BEFORE: N_("La propuesta anterior: %(plan)s"),
}


@dataclass(frozen=True, slots=True)
class _Compared:
    """A plan, what it is compared with, with what it may be, and what differs; nothing where none is before it."""

    plan: PlanRow
    against: Against | None
    may: Mapping[Against, PlanRow]
    found: list[Difference]

    @property
    def between(self) -> Between:
        return Between() if self.before is None else between(self.before, self.plan)

    @property
    def before(self) -> PlanRow | None:
        return None if self.against is None else self.may[self.against]


@console.get("/plan/<plan_id>/cambios")
def changes(plan_id: str) -> str:
    """Show the differences, all or of one kind."""
    compared = _read(plan_id)
    row, before, found = compared.plan, compared.before, compared.found
    kind = request.args.get("cambio", "")
    page = page_of([one for one in found if kind in ("", one.move.value)])
    names, catalogue = service_names(store().every_school()), store().catalogue()
    plans = compared.between
    called, few = {one.id: one.name for one in catalogue.resources}, untold()
    return render_template(
        "changes.html",
        plan=row,
        before=before,
        status=_(STATUSES[before.status]) if before else "",
        against=compared.against,
        choices=[(code.value, _(AGAINST[code], plan=one.id)) for code, one in compared.may.items()],
        page=page,
        rows=[
            (
                one,
                names.get(one.school, one.school),
                called.get(one.resource, one.resource),
                _(work.MOVES[one.move]),
                *(_(UNTOLD) if one.school in few else say(said) for said in one.reasons(catalogue, plans)),
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
    compared = _read(plan_id)
    return csv_file(f"cambios-{compared.plan.id}.csv", work.HEADER, _rows(compared))


@console.get("/plan/<plan_id>/cambios.xlsx")
def changes_xlsx(plan_id: str) -> Response:
    """Give the differences as a workbook."""
    compared = _read(plan_id)
    data = papers.sheet("Cambios", work.HEADER, _rows(compared))
    return attachment(data, f"cambios-{compared.plan.id}.xlsx", MIME)


def _rows(compared: _Compared) -> list[tuple[object, ...]]:
    names = service_names(store().every_school())
    return [*work.rows(compared.found, store().catalogue(), names, compared.between, _, untold())]


def _read(plan_id: str) -> _Compared:
    """Return a plan compared with the one that is asked for, or else with the usual one."""
    every = store().plans()
    row = next((one for one in every if one.id == plan_id), None) or abort(404)
    may, asked = work.earlier(every, row), request.args.get("frente", "")
    against = next((one for one in may if one == asked), next(iter(may), None))
    if against is None:
        return _Compared(row, None, may, [])
    found = work.differences(store().plan_lines(may[against].id), store().plan_lines(row.id))
    return _Compared(row, against, may, found)


VIEW = View(
    {"console.changes": ALL_READ, "console.changes_csv": ALL_READ, "console.changes_xlsx": ALL_READ},
    under="console.plan",
)
