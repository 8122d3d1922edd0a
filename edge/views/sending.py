"""Sending to the region: what is waiting, what happened, and the two ways to go."""

import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.attempt import kind_of
from edge.enrol import load_identity
from edge.outside import check_outside
from edge.ration import MB, MOST_MB, Allowance
from edge.rows import ReceivedRow
from edge.sync_rows import AttemptRow
from edge.views.alarms import alarms
from edge.views.facts import fact_lines
from edge.views.forms import whole_number
from edge.views.node import node
from edge.views.sync_words import sync_words
from edge.views.view import ALL_STAFF, KEEPING, Group, Listed, View
from shared import web
from shared.clock import LIMA
from shared.errors import BadInput, ChasquiError, NotInitialised, NotReady
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import ago, moment, number, short_day
from sync.sticks import Stick

pages = Blueprint("sending", __name__, url_prefix="/envio", template_folder="../templates")

_SHOWN = 12
_ROADS: Mapping[str, str] = {"http": N_("Red"), "folder": N_("USB")}
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    "ok": ("ok", N_("Confirmado")),
    "left": ("ack", N_("Esperando confirmación")),
    "off": ("off", N_("Sin contacto")),
    "err": ("err", N_("Con error")),
}
_KINDS: Mapping[str, str] = {
    "person": N_("Necesita a una persona"),
    "part": N_("Una parte no se pudo abrir"),
}
RECEIVED: Mapping[str, str] = {
    "decision": N_("Decisión de reparto"),
    "shipment": N_("Entrega del almacén"),
    "catalogue": N_("Lista de recursos"),
    "calendar": N_("Calendario escolar"),
    "similarity": N_("Recomendaciones para estudiantes"),
    "service": N_("Datos del servicio"),
    "laptops": N_("Laptops de la escuela"),
    "model": N_("Modelo de pronóstico"),
    "weights": N_("Pesos del reparto"),
    "set_aside": N_("Uso del modelo de pronóstico"),
    "reply": N_("Respuesta de la región"),
    "request_answer": N_("Respuesta a un pedido"),
    "notice": N_("Aviso de la región"),
    "delivery_answer": N_("Qué fue de lo que no se aceptó"),
    "revocation": N_("Baja de una computadora de la región"),
}
"""What came, by its kind; one that a later version of the region says has no name here."""


@pages.get("/")
def page() -> str:
    """Show the state, what waits and what happened."""
    return _page("", "")


def _page(error: str, folder: str, *, limit: str = "") -> str:
    here = node()
    allowance, spent = here.store.spending.allowance(), here.store.spending.spent_today()
    lines = fact_lines(here.store.facts.pending_facts(400), here.names(), here.now())
    state, look = sync_words(), here.plugged.look()
    more = state.waiting - sum(line.count for line in lines[:_SHOWN])
    return render_template(
        "sending.html",
        error=error,
        alarms=alarms(),
        folder=folder,
        folder_example=_example_folder(),
        sticks=[_stick(one) for one in look.sticks],
        silent=[say(one) for one in look.silent],
        limit_error=limit,
        daily_mb=request.form.get("mb", "")[:20] if limit else allowance.daily_mb or "",
        metered=request.form.get("medida") == "si" if limit else allowance.metered,
        spent=_("Hoy se usaron %(mb)s\u00a0MB de la red.", mb=number(spent.bytes / MB, 1)),
        own_code=_own_code(),
        warning="" if here.store.health()["clock_ok"] else _clock_words(),
        sync=state,
        waiting=lines[:_SHOWN],
        waiting_caption=_("Lo que la región aún no confirma (%(n)s)", n=number(state.waiting)),
        waiting_none=state.marks or _("Nada: la región ya confirmó todo."),
        waiting_more=ngettext("y %(n)s registro más", "y %(n)s registros más", more) if more > 0 else "",
        attempts=[_attempt(row) for row in here.store.logbook.attempts(8)],
        received=[_received(row) for row in here.store.news.received(8)],
    )


def _own_code() -> str:
    """Return the code that the region knows this computer by; empty where it has no key yet, or a damaged one."""
    try:
        return load_identity(node().config).keys.node_id.hex()
    except (NotInitialised, BadInput):
        return ""


def _stick(one: Stick) -> dict[str, str]:
    free = node().plugged.free(one)
    room = _("No se sabe cuánto espacio tiene") if free is None else _("%(mb)s\u00a0MB libres", mb=number(free // MB))
    return {"path": str(one.path), "name": one.name, "room": room}


def _clock_words() -> str:
    return _("El reloj de la laptop está atrasado o adelantado. Sus registros siguen en orden.")


def _example_folder() -> str:
    return _("Por ejemplo %(path)s", path="E:\\" if sys.platform == "win32" else "/media/usb")


def _attempt(row: AttemptRow) -> dict[str, str]:
    code, label = _OUTCOMES[row.outcome]
    if (row.road, row.outcome) == ("folder", "off"):
        label = N_("No se copió")
    return {
        "when": moment(row.at),
        "ago": ago(row.at, node().now()),
        "road": _(_ROADS.get(row.road, row.road)),
        "code": code,
        "label": _(_KINDS.get(kind_of(row), label)),
        "text": attempt_words(row),
        "next_step": _(row.next_step) if row.next_step else _("Nada."),
    }


def attempt_words(row: AttemptRow) -> str:
    """Return what happened in an attempt; a row of an older version speaks Spanish only."""
    return " ".join(map(say, row.said)) or row.text


def _received(row: ReceivedRow) -> dict[str, str]:
    return {
        "title": _(RECEIVED.get(row.kind, N_("Novedad de la región"))),
        "detail": short_day(row.at.astimezone(LIMA)),
        "ago": ago(row.at, node().now()),
    }


@pages.post("/")
def send() -> Response:
    """Ask the agent for an attempt now; it goes on in the background."""
    agent = node().agent
    if agent is None:
        web.saved(_("El envío automático no está encendido en este equipo. Todo sigue guardado aquí."))
    else:
        agent.request()
        web.saved(_("Se está intentando ahora. Puede seguir trabajando; actualice para ver cómo va."))
    return redirect(url_for("sending.page"))


@pages.post("/gasto")
def allow() -> Response | tuple[str, int]:
    """Set what sending may cost in a day."""
    here = node()
    try:
        daily_mb = whole_number(request.form.get("mb", "").strip() or "0", most=MOST_MB)
    except BadInput as problem:
        return _page("", "", limit=say(problem.said)), 400
    here.store.spending.allow(Allowance(daily_mb, metered=request.form.get("medida") == "si"))
    if here.agent is not None:
        here.agent.reconsider()
    web.saved(_("Se guardó lo que puede gastar el envío."))
    return redirect(url_for("sending.page"))


def _is_there(folder: Path) -> bool:
    """Tell whether *folder* is there, and check that it is none of the node's own."""
    own = node().config.dir

    def look() -> bool:
        if not folder.is_dir():
            return False
        check_outside(own, folder)
        return True

    return node().plugged.ask(folder, look)


@pages.post("/usb")
def carry() -> str | Response | tuple[str, int]:
    """Copy what is waiting to a folder, and collect the replies that are there."""
    agent, text = node().agent, request.form.get("carpeta", "").strip()[:300]
    folder = Path(text)
    try:
        if not text or not folder.is_absolute() or not _is_there(folder):
            return _page(_("No se encuentra la carpeta. Conecte el USB y escriba su carpeta completa."), text), 400
        if agent is None:
            raise NotReady("El envío no está encendido en este equipo. Use: chasqui-edge sync --folder")
        row = agent.carry(folder)
    except (ChasquiError, OSError) as problem:
        words = (
            say(problem.said)
            if isinstance(problem, ChasquiError)
            else _("El USB no deja copiar. Revise que no esté lleno.")
        )
        return _page(words, text), 400
    web.saved(attempt_words(row))
    return redirect(url_for("sending.page"))


VIEW = View(
    pages,
    {"sending.page": ALL_STAFF, "sending.send": KEEPING, "sending.carry": KEEPING, "sending.allow": KEEPING},
    listed=(
        Listed("sending.page", N_("Envío"), N_("Qué falta enviar, y llevarlo en un USB."), "queue", Group.MACHINE),
    ),
)
