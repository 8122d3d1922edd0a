"""What somebody asks for and that is not so any more: a colleague or the night was first, and the page says so."""

from typing import NoReturn

from flask import abort, make_response, render_template, request, url_for

from hub import limits
from hub.plan_rows import PlanRow
from hub.plans import STANDING
from shared.sentences import N_, Sentence
from shared.web import say

_STEPS = {
    "approve": N_("El plan %(plan)s no se puede aprobar: %(standing)s"),
    "publish": N_("El plan %(plan)s no se puede publicar: %(standing)s"),
    "reject": N_("El plan %(plan)s no se puede rechazar: %(standing)s"),
}


def already(why: Sentence, back: str, *, of_plan: bool = False) -> NoReturn:
    """Answer with what happened meanwhile, what the person had written, and the way *back* to what there is now."""
    abort(make_response(*not_done(why, back, of_plan=of_plan)))


def not_done(why: Sentence, back: str, *, of_plan: bool = False) -> tuple[str, int]:
    """Return the page that says why nothing was done, with what the person had written."""
    typed = request.form.get("motivo", "").strip()[: limits.MAX_WHY]
    return render_template("already.html", why=say(why), back=back, typed=typed, of_plan=of_plan), 409


def stands_otherwise(plan: PlanRow, step: str) -> NoReturn:
    """Answer that a plan cannot take a step from where it stands by now."""
    words = Sentence(_STEPS[step], {"plan": plan.id, "standing": STANDING[plan.status]})
    already(words, url_for("console.plan", plan_id=plan.id), of_plan=True)
