"""The plan drawn anew on the pages: one who may sign it asks, it goes on in the background, and is looked at again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from hub import runs
from hub.console.blueprint import console, store
from hub.console.view import SIGNING, View
from hub.offices import SIGNERS
from hub.parts import parts
from shared.acts import Actor
from shared.errors import BadInput, NotReady, PlanRefused
from shared.web import formats, now, saved, say, who
from shared.web import gettext as _

if TYPE_CHECKING:
    from hub.recalculating import Redrawn

RUN = "recalculate"
"""As which ``hub.runs`` keeps what is asked for here, and as which it is found while it goes on: one for everybody."""
_NOBODY = "nobody asked"
Page = Response | str | tuple[str, int]


@console.post("/plan/recalcular")
def recalculate() -> Page:
    """Draw the plan of the next period from what is known now; while that goes on, nobody begins it twice."""
    hub, by = store(), Actor(who().login, SIGNERS[who().role])

    def work() -> "Redrawn":
        # The solver is large: whoever never asks need not hold it in memory.
        from hub.recalculating import recalculate as draw

        return draw(hub, by, run=RUN)

    def waiting() -> Page:
        return redirect(url_for("console.recalculating"))

    return _told(lambda: parts().trials.answer(RUN, work), waiting)


@console.get("/plan/recalcular")
def recalculating() -> Page:
    """Show that it is under way, then the new proposal, or why there is none; later how the last one ended."""
    return _told(lambda: parts().trials.look(RUN, _NOBODY), lambda: _page(waiting=True))


def _told(ask: Callable[[], Any], waiting: Callable[[], Page]) -> Page:
    try:
        found: Redrawn | str | None = ask()
    except (BadInput, NotReady, PlanRefused) as error:
        return _page(why=say(error.said)), 409
    if found is None:
        return waiting()
    if isinstance(found, str):
        return _page(last=_last())
    plan = found.plan.id
    if found.is_new and not found.plan.units:
        saved(_("Nueva propuesta: el plan %(plan)s. No envía nada de los almacenes: lea primero por qué.", plan=plan))
    elif found.is_new:
        saved(_("Nueva propuesta: el plan %(plan)s. Ya puede revisarla y firmarla.", plan=plan))
    else:
        saved(_("Nada de lo que cuenta cambió: sigue el plan %(plan)s.", plan=plan))
    return redirect(url_for("console.plan", plan_id=plan))


def _last() -> tuple[str, str]:
    """Return how the last one ended, tone and words: it was told to whoever looked first, or the hub was restarted."""
    run = next(iter(runs.latest(store(), RUN, most=1)), None)
    if run is None:
        return "off", _("Nadie pidió todavía desde estas páginas calcular el plan otra vez.")
    if run.ended is None:
        return "err", _(
            "El cálculo que empezó %(when)s se cortó: la central se apagó antes de que terminara. Pídalo otra vez.",
            when=formats.when(run.began, now()),
        )
    ended = formats.when(run.ended, now())
    if run.why:
        return "err", _("El último cálculo no se hizo, %(when)s: %(why)s", when=ended, why=run.why)
    return "ok", _("El último cálculo terminó %(when)s.", when=ended)


def _page(*, waiting: bool = False, why: str = "", last: tuple[str, str] = ("", "")) -> str:
    return render_template("recalculating.html", waiting=waiting, why=why, last=last)


VIEW = View({"console.recalculate": SIGNING, "console.recalculating": SIGNING}, under="console.plan")
