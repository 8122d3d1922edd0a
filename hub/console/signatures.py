"""Signatures on the pages: who signed a plan, whose signature is missing, and turning a plan down."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, planning
from hub.console.already import not_done, stands_otherwise
from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.offices import SIGNERS
from hub.plan_rows import PlanRow, PlanStatus
from shared.acts import Actor
from shared.errors import BadInput, PlanRefused
from shared.web import gettext as _
from shared.web import saved, say, who


def signing_told(row: PlanRow) -> dict[str, Any]:
    """Return what the pages of a plan say of its signatures, and whether whoever looks may add one."""
    signing = limits.signing_of(store(), row)
    mine = SIGNERS.get(who().role, "")
    return {
        "needed": signing.rule.needed,
        "signing": [say(one) for one in signing.words()] if row.status is PlanStatus.PROPOSED else [],
        "may_approve": mine in signing.missing and all(one.login != who().login for one in row.approvals),
    }


@console.get("/plan/<plan_id>/rechazar")
def confirm_reject(plan_id: str) -> str:
    """Ask for the reason before a plan is turned down."""
    return _page(plan_id, "", "")


@console.post("/plan/<plan_id>/rechazar")
def reject(plan_id: str) -> Response | tuple[str, int]:
    """Turn a plan down, in the name of the account's office."""
    why = request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    row = _open(plan_id)
    try:
        planning.reject(store(), row.id, by=Actor(who().login, SIGNERS[who().role]), why=why)
    except BadInput as problem:
        return _page(plan_id, why, say(problem.said)), 400
    except PlanRefused as error:
        return not_done(error.said, url_for("console.plan", plan_id=plan_id), of_plan=True)
    saved(_("Plan %(plan)s rechazado. No llega a ninguna escuela.", plan=row.id))
    return redirect(url_for("console.plan", plan_id=row.id))


def _page(plan_id: str, why: str, error: str) -> str:
    return render_template("plan_reject.html", plan=_open(plan_id), why=why, error=error, most=limits.MAX_WHY)


def _open(plan_id: str) -> PlanRow:
    """Return a plan that can still be turned down."""
    found = next((row for row in store().plans() if row.id == plan_id), None)
    if found is None:
        abort(404)
    if found.status not in (PlanStatus.PROPOSED, PlanStatus.APPROVED):
        stands_otherwise(found, "reject")
    return found


VIEW = View({"console.confirm_reject": SIGNING, "console.reject": SIGNING}, under="console.plan")
