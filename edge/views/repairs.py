"""Looking whether the data are whole, and asking for a repair at the next opening."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.daily_copies import copy_noting, trouble_of
from edge.database import tells_of_damage
from edge.repairing import Repaired, ask_for_repair, is_asked_for
from edge.views.node import node
from edge.views.view import KEEPING, Alarm, Group, Listed, View
from shared import web
from shared.errors import ChasquiError
from shared.web import N_, ngettext, say
from shared.web import gettext as _

pages = Blueprint("repairs", __name__, url_prefix="/equipo/reparar", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Show whether something is known to be wrong, and what a repair does."""
    return _page("")


@pages.post("/")
def act() -> Response | tuple[str, int]:
    """Look at every page and record now; or have the node repaired the next time it is opened."""
    here = node()
    if request.form.get("op") == "reparar":
        ask_for_repair(here.config)
        web.saved(_("Se reparará al abrir Chasqui la próxima vez: ciérrelo y ábralo, o apague y encienda la laptop."))
        return redirect(url_for("repairs.page"))
    try:
        copy_noting(here.store.db)
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    web.saved(_("Se revisó todo: los datos están completos. De paso quedó hecha la copia de hoy."))
    return redirect(url_for("repairs.page"))


def _page(error: str) -> str:
    here = node()
    trouble = trouble_of(here.store.db)
    return render_template(
        "check_data.html",
        error=error,
        damaged=bool(trouble and tells_of_damage(trouble)),
        asked=is_asked_for(here.config),
    )


def repaired_words(done: Repaired) -> list[str]:
    """Say what was kept, and what was not."""
    log = done.salvaged.log
    words = [ngettext("%(n)s registro está aquí.", "%(n)s registros están aquí.", done.kept)]
    if log.from_copies:
        words.append(
            ngettext(
                "%(n)s de ellos se recuperó de una copia automática.",
                "%(n)s de ellos se recuperaron de una copia automática.",
                log.from_copies,
            )
        )
    if log.at_region:
        words.append(
            ngettext(
                "%(n)s no está en esta laptop y sí en la región, que ya lo confirmó.",
                "%(n)s no están en esta laptop y sí en la región, que ya los confirmó.",
                log.at_region,
            )
        )
    if done.again:
        words.append(
            ngettext(
                "%(n)s que no se había enviado se anotó otra vez.",
                "%(n)s que no se habían enviado se anotaron otra vez.",
                done.again,
            )
        )
    words.append(
        ngettext(
            "%(n)s no se pudo leer y nadie más lo tiene.", "%(n)s no se pudieron leer y nadie más los tiene.", done.lost
        )
        if done.lost
        else _("No se perdió ningún registro.")
    )
    if done.salvaged.tables:
        words.append(_("Puede faltar algo en: %(tables)s. Revise las listas.", tables=", ".join(done.salvaged.tables)))
    return words


def _alarms() -> list[Alarm]:
    trouble = trouble_of(node().store.db)
    if trouble is None or not tells_of_damage(trouble) or not web.may("repairs.page"):
        return []
    todo = _("No borre nada. Abra «Más», «Revisar y reparar»: se arma de nuevo con todo lo que se puede leer.")
    return [Alarm("err", _("Los datos de esta laptop están dañados."), todo)]


VIEW = View(
    pages,
    {"repairs.page": KEEPING, "repairs.act": KEEPING},
    under="more.page",
    listed=(
        Listed(
            "repairs.page",
            N_("Revisar y reparar"),
            N_("Si los datos se dañan, se arman de nuevo sin borrar nada."),
            "tool",
            Group.MACHINE,
        ),
    ),
    alarms=_alarms,
)
