"""What an attempt to reach the region came to, in words that a teacher understands."""

from datetime import datetime

from edge.rows import AttemptRow, Outcome
from shared.errors import BadBundle, ChasquiError, DatabaseBusy, HubRefused, NewerFormat, RoadClosed, Untrusted
from shared.sentences import N_, Sentence
from sync.session import Exchange

_WAIT = N_("Nada: se intenta otra vez sin que haga nada. Si llega a donde hay señal, pulse Enviar ahora.")
_PLUG_IN = N_("Conecte el USB, revise el nombre de la carpeta y repita la copia. Todo sigue guardado aquí.")
_TELL_OFFICE = N_("Avise a la oficina. Todo sigue guardado aquí.")


def failed(error: Exception, *, at: datetime, road: str, next_at: datetime | None) -> AttemptRow:
    """
    Return the row of an attempt that *error* ended.

    >>> from datetime import UTC
    >>> at = datetime(2026, 6, 23, tzinfo=UTC)
    >>> failed(RoadClosed("No hubo señal."), at=at, road="http", next_at=None).outcome
    'off'
    """
    outcome, reason, next_step = _meaning(error)
    if road == "folder" and next_step == _WAIT:
        next_step = _PLUG_IN
    said = error.said if isinstance(error, ChasquiError) else _unexpected(error)
    return AttemptRow.told(at, road, outcome, reason, (said,), next_step, next_at=next_at)


def _meaning(error: Exception) -> tuple[Outcome, str, str]:
    match error:
        case RoadClosed():
            return "off", "road_closed", _WAIT
        case NewerFormat():
            return "err", "newer", N_("Actualice Chasqui en esta computadora. Todo sigue guardado aquí.")
        case BadBundle():
            return "off", "damaged", _WAIT
        case HubRefused():
            return "err", "refused", _TELL_OFFICE
        case Untrusted():
            return "err", "untrusted", _TELL_OFFICE
        case DatabaseBusy():
            return "err", "busy", N_("Cierre el otro programa de Chasqui. Se intenta otra vez sin que haga nada.")
        case ChasquiError():
            return "err", "local", N_("Siga lo que dice el mensaje. Se intenta otra vez sin que haga nada.")
        case _:
            return "err", "unexpected", N_("Se intenta otra vez sin que haga nada. Si se repite, avise a soporte.")


def _unexpected(error: Exception) -> Sentence:
    return Sentence("Algo inesperado detuvo el envío (%(what)s). No se perdió nada.", {"what": type(error).__name__})


def done(
    exchange: Exchange,
    *,
    at: datetime,
    road: str,
    pending: int,
    next_at: datetime | None,
    note: Sentence | None = None,
) -> AttemptRow:
    """Return the row of an attempt that ended by itself; *note* says what went wrong on the side."""
    outcome, reason, text, next_step = _ending(exchange, pending)
    said = [text]
    if exchange.problem is not None:
        problem = {"why": exchange.problem.said}
        said.append(Sentence("Pero una parte de lo que mandó la oficina no se pudo abrir: %(why)s", problem))
        if outcome == "ok" and exchange.state != "left":
            outcome, reason, next_step = "err", "page", _TELL_OFFICE
    return AttemptRow.told(
        at,
        road,
        outcome,
        reason,
        (*said, *([note] if note else [])),
        next_step,
        sent=exchange.sent_events,
        received=len(exchange.items),
        bytes_up=exchange.bytes_up,
        bytes_down=exchange.bytes_down,
        requests=exchange.requests,
        next_at=next_at,
    )


def _ending(exchange: Exchange, pending: int) -> tuple[Outcome, str, Sentence, str]:
    if exchange.state == "held":
        one = N_("La oficina todavía no reconoce esta computadora. No se perdió nada: 1 registro guardado aquí.")
        many = N_("La oficina todavía no reconoce esta computadora. No se perdió nada: %(n)s registros guardados aquí.")
        return "err", "held", _counted(one, many, pending), N_("Avise a la oficina, para que la reconozca.")
    if exchange.state == "left" and not pending:
        return "ok", "acked", _collected(exchange), ""
    if exchange.state == "left" and exchange.collected:
        return "left", "left", _collected(exchange), ""
    if exchange.state == "left":
        one = N_("1 registro copiado en el USB y releído. También sigue guardado aquí.")
        many = N_("%(n)s registros copiados en el USB y releídos uno por uno. También siguen guardados aquí.")
        step = N_("Entregue el USB en la UGEL. La confirmación vuelve en el mismo USB.")
        return "left", "left", _counted(one, many, pending), step
    if not exchange.acked:
        one = N_("La oficina recibió una parte; falta 1 registro, guardado aquí.")
        many = N_("La oficina recibió una parte; faltan %(n)s registros, guardados aquí.")
        return "off", "partial", _counted(one, many, pending), _WAIT
    if not exchange.sent_events:
        return "ok", "acked", Sentence("La región ya tenía todo, con su firma."), ""
    one = N_("La región confirmó 1 registro con su firma.")
    many = N_("La región confirmó %(n)s registros con su firma.")
    return "ok", "acked", _counted(one, many, exchange.sent_events), ""


def _collected(exchange: Exchange) -> Sentence:
    if exchange.sent_events:
        one = N_("La región confirmó 1 registro con su firma.")
        many = N_("La región confirmó %(n)s registros con su firma.")
        return _counted(one, many, exchange.sent_events)
    if exchange.items:
        return Sentence(N_("Se recogió lo que la región tenía para esta escuela."))
    if exchange.collected:
        return Sentence(N_("En esa carpeta no hay nada nuevo de Chasqui para esta escuela."))
    return Sentence(N_("No había registros por copiar: la región ya confirmó todo."))


def _counted(one: str, many: str, count: int) -> Sentence:
    return Sentence(one) if count == 1 else Sentence(many, {"n": f"{count:,}"})
