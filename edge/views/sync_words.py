"""What the page says of sending: computed from the outbox and the signed receipts, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from edge.sync_rows import SyncState
from edge.views.node import node
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import due, number, when


@dataclass(frozen=True, slots=True)
class Badge:
    """The state in the header of every page."""

    code: str
    words: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class SyncWords:
    """The answer first, then its proof."""

    code: str
    answer: str
    proof: str
    detail: str
    confirmed: int
    total: int
    waiting: int
    marks: str
    problem: str
    next: str


_RESTING: Mapping[str, str] = {
    "budget": N_("Hoy ya se gastó lo que se puede en un día: sigue mañana. Si no puede esperar, pulse «Enviar ahora»."),
    "metered": N_(
        "El internet se paga por lo que se usa y hoy ya se envió: sigue mañana. "
        "Si no puede esperar, pulse «Enviar ahora»."
    ),
}


def badge() -> Badge:
    """Return the badge of the header."""
    state = node().store.sync_state()
    return Badge(state.code, short_words(state), url_for("sending.page"), state.code)


def short_words(state: SyncState) -> str:
    """Return a state in the words of the header."""
    match state.code:
        case "ok":
            return _("Al día")
        case "queue":
            return ngettext("%(n)s por enviar", "%(n)s por enviar", state.pending)
        case "send":
            return _("Enviando")
        case "ack":
            return _("Por confirmar")
        case "err":
            return _("Con error")
        case _:
            return _("Sin contacto")


def sync_words() -> SyncWords:
    """Return what home and the sending page say."""
    return words_of(node().store.sync_state(), node().now())


def words_of(state: SyncState, now: datetime) -> SyncWords:
    """Return what is said of a state, to who reads it *now*."""
    last = state.last_ack
    proof = _("La región todavía no confirmó nada.")
    if last is not None:
        proof = _("La región confirmó por última vez: %(when)s.", when=when(last, now))
    detail = _(
        "De %(total)s registros, la región confirmó %(confirmed)s.",
        total=number(state.total),
        confirmed=number(state.confirmed),
    )
    later = state.next_attempt
    marks = _marks(state)
    said = [detail, *([marks] if marks else []), proof]
    if state.receipt:
        said.append(_("Recibo %(receipt)s, firma comprobada.", receipt=state.receipt))
    if state.left and state.here:
        said.append(ngettext("%(n)s va en el USB.", "%(n)s van en el USB.", state.left))
    if state.held:
        said.append(_("La región guarda lo que llegó hasta reconocer este equipo."))
    if state.resting:
        said.append(_(_RESTING[state.resting]))
    if state.no_road and state.code != "off":
        said.append(_("Ahora no hay señal: nada se pierde."))
    return SyncWords(
        code=state.code,
        answer=_answer(state),
        proof=proof,
        detail=" ".join(said),
        confirmed=state.confirmed,
        total=state.total,
        waiting=state.pending,
        marks=marks,
        problem=" ".join(map(say, state.problem)),
        next=_("El próximo intento automático: %(when)s.", when=due(later, now)) if later and later > now else "",
    )


def _marks(state: SyncState) -> str:
    """What is still to be confirmed when nothing is that somebody wrote down."""
    return _("Lo que la laptop anota sola va con el próximo envío.") if state.marks else ""


def _answer(state: SyncState) -> str:
    if not state.pending:
        return _("Todo enviado y confirmado") if state.total else _("Todavía no hay registros")
    if state.code == "ack":
        return ngettext("%(num)s registro espera confirmación", "%(num)s registros esperan confirmación", state.pending)
    return ngettext("%(num)s registro por enviar", "%(num)s registros por enviar", state.pending)
