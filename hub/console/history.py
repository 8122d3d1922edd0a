"""The page of the history: who did what to which plan, and whether all of it is as it was written."""

from collections.abc import Collection, Mapping

from flask import render_template, request

from hub import history as work
from hub.console.blueprint import console, page_of, store
from hub.console.few_pupils import without_few
from hub.console.navigation import MORE
from hub.console.view import ALL_READ, Group, Listed, View
from hub.history_told import names_of, subject
from hub.plan_order import last_out
from hub.plan_rows import PlanRow, PlanStatus
from shared.acts import Act
from shared.web import N_, say
from shared.web import gettext as _

SHOWN = 20


@console.get("/historial")
def history() -> str:
    """Show what people did, the newest first: everything, or of the plan that is asked for."""
    plan = request.args.get("plan", "")[:80]
    page = page_of(store().acts(plan)[::-1], SHOWN)
    plans, thorough = store().plans(), request.args.get("todo") == "1"
    found, names = work.check(store(), plans=None if thorough else _standing(plans)), names_of(store())
    return render_template(
        "history.html",
        plan=plan,
        page=page,
        rows=[_row(act, names) for act in page.rows],
        checked=found,
        problems=[say(one) for one in found.problems],
        plans={row.id for row in plans},
        thorough=thorough,
    )


def _standing(plans: Collection[PlanRow]) -> set[str]:
    """Return the plans that somebody may still sign or publish, and the one that went out last."""
    last = last_out(plans)
    return {one.id for one in plans if one.status in (PlanStatus.PROPOSED, PlanStatus.APPROVED) or one == last}


def _row(act: Act, names: Mapping[str, str]) -> dict[str, object]:
    detail = work.told(without_few(act), names)
    return {
        "act": act,
        "of": subject(act, names),
        "at": act.at,
        "what": _(work.named(act)),
        "office": _(act.office),
        "detail": say(detail) if detail.msgid else "",
    }


VIEW = View(
    {"console.history": ALL_READ},
    under=MORE,
    listed=(Listed("console.history", N_("Historial"), N_("Quién hizo qué y por qué."), "clock", Group.OFFICE),),
)
