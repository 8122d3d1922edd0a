"""The page of all computers: enrolled, waiting, revoked; and what a person does to them, with the reason."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, node_acts
from hub.computers import Computer, computers
from hub.console.already import already
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.navigation import MORE
from hub.console.sought import asked, is_sought
from hub.console.view import ALL_READ, SIGNING, Group, Listed, View
from hub.invited import open_invitations
from hub.offices import SIGNERS
from hub.rows import NodeState
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import SiteId, fours
from shared.sentences import Sentence
from shared.web import N_, ngettext, saved, say, who
from shared.web import gettext as _
from shared.web.formats import moment

STATES = {
    NodeState.OK: ("ok", N_("Inscrita")),
    NodeState.HELD: ("queue", N_("Espera su aceptación")),
    NodeState.REVOKED: ("off", N_("Dada de baja")),
}
"""Tone and words."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is asked for on a page of its own."""

    title: str
    what: str
    """What it does, and what cannot be undone."""
    button: str
    icon: str
    back: str
    """Endpoint of the list it comes from."""


_REVOKE = Step(
    N_("Dar de baja la computadora"),
    N_(
        "Lo que envíe desde ahora se guarda aparte y no se aplica; lo que ya llegó sigue contando. Sirve para una "
        "laptop robada, perdida o cambiada. Se puede aceptar otra vez."
    ),
    N_("Dar de baja"), "off", "console.list_computers",
)  # fmt: skip
_DISCARD = Step(
    N_("Descartar lo que espera"),
    N_(
        "Sus envíos retenidos se borran de la central y no se pueden recuperar aquí. Si la computadora los tiene "
        "todavía, los enviará otra vez."
    ),
    N_("Descartar"), "err", "console.list_computers",
)  # fmt: skip
_WITHDRAW = Step(
    N_("Retirar el código de inscripción"),
    N_("La hoja que ya se entregó deja de servir: con ella ninguna laptop se inscribe. Se puede emitir otra."),
    N_("Retirar el código"), "off", "console.invitations",
)  # fmt: skip


_REVOKED = N_("La computadora %(node)s no está aceptada: otra persona la dio de baja, o nadie la aceptó todavía.")
_NOTHING_HELD = N_("De la computadora %(node)s ya no hay nada retenido: se aplicó, u otra persona lo descartó.")
_NO_CODE = N_("Ese código ya no está abierto: se usó, venció, u otra persona lo retiró.")


@console.get("/equipos")
def list_computers() -> str:
    """List every computer, those that wait for a person first."""
    found = _shown()
    return render_template(
        "computers.html",
        page=page_of(found),
        states=[(state.value, _(STATES[state][1])) for state in STATES],
        words={state: (tone, _(words)) for state, (tone, words) in STATES.items()},
        asked=request.args,
        may_sign=who().role in SIGNERS,
        total=len(found),
    )


@console.get("/equipos.csv")
def computers_csv() -> Response:
    """Give the same list as a spreadsheet."""
    header = ("equipo", "estado", "local", "escuelas", "ultimo_envio", "retenidos")
    rows = (
        (one.node, _(STATES[one.state][1]), one.site, ", ".join(one.schools),
         moment(one.last_bundle) if one.last_bundle else "", one.waiting)
        for one in _shown()
    )  # fmt: skip
    return csv_file("equipos.csv", header, rows)


@console.get("/equipos/<node>/baja")
def confirm_revoke(node: str) -> str:
    """Show what would be revoked."""
    return _step(_REVOKE, _enrolled(node))


@console.post("/equipos/<node>/baja")
def revoke_node(node: str) -> Response | tuple[str, int]:
    """Revoke the computer."""
    one = _enrolled(node)

    def work(why: str, by: Actor) -> str:
        node_acts.revoke(store(), node, why=why, by=by)
        _log.info("node_revoked node=%s", node)
        return _("Computadora dada de baja. Lo que envíe se guarda aparte.")

    return _done(_REVOKE, one, work)


@console.get("/equipos/<node>/descartar")
def confirm_discard(node: str) -> str:
    """Show what would be thrown away."""
    return _step(_DISCARD, _holding(node))


@console.post("/equipos/<node>/descartar")
def discard_node(node: str) -> Response | tuple[str, int]:
    """Throw away what waits of the computer."""
    one = _holding(node)

    def work(why: str, by: Actor) -> str:
        count = node_acts.discard(store(), node, why=why, by=by)
        _log.info("waiting_discarded node=%s bundles=%d", node, count)
        return ngettext("Se descartó %(num)s envío.", "Se descartaron %(num)s envíos.", count)

    return _done(_DISCARD, one, work)


@console.get("/invitaciones/<site>/retirar")
def confirm_withdraw(site: str) -> str:
    """Show whose code would be withdrawn."""
    return _step(_WITHDRAW, _invited(site))


@console.post("/invitaciones/<site>/retirar")
def withdraw_code(site: str) -> Response | tuple[str, int]:
    """Withdraw what nobody used yet."""
    one = _invited(site)

    def work(why: str, by: Actor) -> str:
        node_acts.withdraw_codes(store(), SiteId(one.site), why=why, by=by)
        return _("Código retirado. La hoja ya no sirve.")

    return _done(_WITHDRAW, one, work)


def _every() -> list[Computer]:
    return computers(store(), store().schools(), store().waiting())


def _shown() -> list[Computer]:
    state, text = request.args.get("estado", ""), asked("q")
    return [
        one
        for one in _every()
        if state in ("", one.state) and is_sought(text, [*one.schools, one.site, one.node, fours(one.node)])
    ]


def _enrolled(node: str) -> Computer:
    one = _known(node)
    if one.state is not NodeState.OK:
        already(Sentence(_REVOKED, {"node": fours(node)}), url_for("console.list_computers"))
    return one


def _holding(node: str) -> Computer:
    one = next((one for one in _every() if one.node == node), None)
    # One that was never accepted is in no list once what waited of it is gone.
    if one is None and not store().acts(node_acts.subject_of(node)):
        abort(404)
    if one is None or not one.waiting:
        already(Sentence(_NOTHING_HELD, {"node": fours(node)}), url_for("console.list_computers"))
    return one


def _known(node: str) -> Computer:
    return next((one for one in _every() if one.node == node), None) or abort(404)


def _invited(site: str) -> Computer:
    found = next((one for one in open_invitations(store()) if one.site == site), None)
    if found is None:
        if site not in {one.site for one in store().every_school()}:
            abort(404)
        already(Sentence(_NO_CODE), url_for("console.invitations"))
    return Computer(node="", state=NodeState.NONE, site=found.site, schools=found.schools)


def _done(step: Step, one: Computer, work: Callable[[str, Actor], str]) -> Response | tuple[str, int]:
    why = request.form.get("motivo", "")[: limits.MAX_WHY + 1]
    try:
        saved(work(why, Actor(who().login, SIGNERS[who().role])))
    except BadInput as problem:
        return _step(step, one, why, say(problem.said)), 400
    return redirect(url_for(step.back))


def _step(step: Step, one: Computer, why: str = "", error: str = "") -> str:
    return render_template(
        "computer_step.html",
        title=_(step.title), what=_(step.what), button=_(step.button), icon=step.icon, back=url_for(step.back),
        one=one, why=why, error=error, most=limits.MAX_WHY, school_reads=step is not _WITHDRAW,
    )  # fmt: skip


VIEW = View(
    {
        "console.list_computers": ALL_READ,
        "console.computers_csv": ALL_READ,
        "console.confirm_revoke": SIGNING,
        "console.revoke_node": SIGNING,
        "console.confirm_discard": SIGNING,
        "console.discard_node": SIGNING,
        "console.confirm_withdraw": SIGNING,
        "console.withdraw_code": SIGNING,
    },
    under=MORE,
    listed=(
        Listed(
            "console.list_computers",
            N_("Equipos inscritos"),
            N_("Cada computadora de las escuelas: aceptar, dar de baja, descartar lo retenido."),
            "chip",
            Group.COMPUTERS,
        ),
    ),
)
