"""What an attempt to reach the region came to, in words that a teacher understands."""

from datetime import datetime

from edge.rows import AttemptRow, Outcome
from shared.errors import BadBundle, ChasquiError, DatabaseBusy, HubRefused, NewerFormat, RoadClosed, Untrusted
from sync.session import Exchange

_WAIT = "Nada: se intenta otra vez sin que haga nada. Si llega a donde hay señal, pulse Enviar ahora."
_TELL_OFFICE = "Avise a la oficina. Todo sigue guardado aquí."


def failed(error: Exception, *, at: datetime, road: str, next_at: datetime | None) -> AttemptRow:
    """
    Return the row of an attempt that *error* ended.

    >>> from datetime import UTC
    >>> at = datetime(2026, 6, 23, tzinfo=UTC)
    >>> failed(RoadClosed("No hubo señal."), at=at, road="http", next_at=None).outcome
    'off'
    """
    outcome, reason, next_step = _meaning(error)
    text = str(error) if isinstance(error, ChasquiError) else _unexpected(error)
    return AttemptRow(at, road, outcome, reason, text, next_step, 0, 0, 0, 0, 0, next_at)


def _meaning(error: Exception) -> tuple[Outcome, str, str]:
    match error:
        case RoadClosed():
            return "off", "road_closed", _WAIT
        case NewerFormat():
            return "err", "newer", "Actualice Chasqui en esta computadora. Todo sigue guardado aquí."
        case BadBundle():
            return "off", "damaged", _WAIT
        case HubRefused():
            return "err", "refused", _TELL_OFFICE
        case Untrusted():
            return "err", "untrusted", _TELL_OFFICE
        case DatabaseBusy():
            return "err", "busy", "Cierre el otro programa de Chasqui. Se intenta otra vez sin que haga nada."
        case ChasquiError():
            return "err", "local", "Siga lo que dice el mensaje. Se intenta otra vez sin que haga nada."
        case _:
            return "err", "unexpected", "Se intenta otra vez sin que haga nada. Si se repite, avise a soporte."


def _unexpected(error: Exception) -> str:
    return f"Algo inesperado detuvo el envío ({type(error).__name__}). No se perdió nada."


def done(
    exchange: Exchange, *, at: datetime, road: str, pending: int, next_at: datetime | None, note: str = ""
) -> AttemptRow:
    """Return the row of an attempt that ended by itself; *note* says what went wrong on the side."""
    outcome, reason, text, next_step = _ending(exchange, pending)
    if exchange.problem is not None:
        text += f" Pero una parte de lo que mandó la oficina no se pudo abrir: {exchange.problem}"
        if outcome == "ok":
            outcome, reason, next_step = "err", "page", _TELL_OFFICE
    return AttemptRow(
        at=at,
        road=road,
        outcome=outcome,
        reason=reason,
        text=f"{text} {note}".strip(),
        next_step=next_step,
        sent=exchange.sent_events,
        received=len(exchange.items),
        bytes_up=exchange.bytes_up,
        bytes_down=exchange.bytes_down,
        requests=exchange.requests,
        next_at=next_at,
    )


def _ending(exchange: Exchange, pending: int) -> tuple[Outcome, str, str, str]:
    if exchange.state == "held":
        text = "La oficina todavía no reconoce esta computadora. No se perdió nada: "
        return "err", "held", text + f"{_facts(pending)} aquí.", "Avise a la oficina, para que la reconozca."
    if exchange.state == "left":
        step = "Entregue el USB en la UGEL. La confirmación vuelve en el mismo USB."
        return "left", "left", f"{_facts(pending)} y copiados en el USB, releídos uno por uno.", step
    if not exchange.acked:
        return "off", "partial", f"La oficina recibió una parte; {_facts(pending)} aquí.", _WAIT
    return "ok", "acked", _confirmed(exchange.sent_events), ""


def _confirmed(sent: int) -> str:
    if not sent:
        return "La región ya tenía todo, con su firma."
    return f"La región confirmó {sent:,} {'registro' if sent == 1 else 'registros'} con su firma."


def _facts(count: int) -> str:
    return f"{count} registro guardado" if count == 1 else f"{count:,} registros guardados"
