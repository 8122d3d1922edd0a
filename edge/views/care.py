"""The laptop itself, for whoever looks after it: how it is, and the copies that it makes of its data."""

from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from edge.copies_kept import Copy, copies
from edge.daily_copies import copy_noting, trouble_of
from edge.power import Cut, PowerLog
from edge.stick_times import last_on_stick
from edge.views.alarms import alarms
from edge.views.node import node
from edge.views.view import KEEPING, Figure, Group, Listed, View
from shared import web
from shared.errors import ChasquiError
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import ago, moment, number

pages = Blueprint("care", __name__, url_prefix="/equipo", template_folder="../templates")
_RECENT = timedelta(days=30)
_OLD_H = 72
"""A copy older than this is no daily one: nobody had the laptop on, or it cannot be made."""


@pages.get("/")
def page() -> str:
    """Show how the laptop is and what copies there are."""
    return _page("")


@pages.post("/copiar")
def copy() -> Response | tuple[str, int]:
    """Make a copy now."""
    here = node()
    try:
        copy_noting(here.store.db)
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    web.saved(_("La copia se hizo y se revisó: está completa."))
    return redirect(url_for("care.page"))


def _page(error: str) -> str:
    here = node()
    seen, why = here.store.health(), trouble_of(here.store.db)
    return render_template(
        "care.html",
        error=error,
        alarms=alarms(),
        figures=[one for view in here.views for one in view.figures()],
        database=_("%(mb)s\u00a0MB", mb=number(seen["database_mb"], 1)),
        litert=seen["litert"],
        on_stick=_on_stick(),
        cuts=[_cut(one) for one in PowerLog(here.store.db).cuts(10)],
        recent_cuts=number(_recent_cuts()),
        openings=PowerLog(here.store.db).openings(),
        copies=[_copy(one) for one in copies(here.store.path)],
        why=say(why) if why else "",
    )


def _copy(one: Copy) -> dict[str, str]:
    size = number(one.path.stat().st_size / 1e6, 1) if one.path.exists() else "0"
    return {"when": moment(one.made), "ago": _ago(one.made), "size": _("%(mb)s\u00a0MB", mb=size)}


def _cut(one: Cut) -> dict[str, str]:
    minutes = int(one.lasted.total_seconds() // 60)
    lasted = (
        ngettext("estuvo abierto %(n)s minuto", "estuvo abierto %(n)s minutos", minutes)
        if minutes < 120
        else ngettext("estuvo abierto %(n)s hora", "estuvo abierto %(n)s horas", minutes // 60)
    )
    return {"when": moment(one.seen), "ago": _ago(one.seen), "lasted": lasted}


def _on_stick() -> str:
    made = last_on_stick(node().store.db)
    return _("La última: %(moment)s (%(ago)s).", moment=moment(made), ago=_ago(made)) if made else _("Todavía ninguna.")


def _ago(made: datetime) -> str:
    now = node().now()
    return ago(made, now) if made <= now else _("el reloj se atrasó después")


def _figures() -> list[Figure]:
    seen = node().store.health()
    made, hours = seen["copied"], seen["backup_age_h"]
    words = _ago(made) if made else _("todavía ninguna")
    return [Figure(_("Última copia"), words, well=hours is not None and hours <= _OLD_H)]


def _recent_cuts() -> int:
    now = node().now()
    return sum(timedelta() <= now - one.seen <= _RECENT for one in PowerLog(node().store.db).cuts())


VIEW = View(
    pages,
    {"care.page": KEEPING, "care.copy": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "care.page",
            N_("Estado del equipo"),
            N_("Reloj, disco, modelo, cortes de luz y las copias que la laptop hace sola."),
            "heart",
            Group.MACHINE,
        ),
    ),
    figures=_figures,
)
