"""What an attempt to reach the region came to, in words that a teacher understands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from edge.news_words import NEWS, OTHER
from edge.sync_rows import AttemptRow, Outcome
from shared.errors import (
    BadBundle,
    ChasquiError,
    DatabaseBusy,
    DayUsedUp,
    GaveWay,
    HubRefused,
    NewerFormat,
    NotTheHub,
    RoadClosed,
    Untrusted,
)
from shared.sentences import N_, Sentence
from sync.session import Exchange
from sync.traffic import Traffic

_FOR_A_PERSON = frozenset({"held", "local", "newer", "refused", "untrusted"})
_PARTS = frozenset({"page"})
_UNHEARD = frozenset({"another", "gave_way", "road_closed"})
_WAIT = N_("Nada: se intenta otra vez sin que usted haga nada. Si llega a donde hay señal, pulse «Enviar ahora».")
_PLUG_IN = N_("Conecte el USB, revise el nombre de la carpeta y repita la copia. Todo sigue guardado aquí.")
_LOOK_WHO = N_(
    "Si esta red pide entrar a un portal, abra el navegador y entre. Si no es eso, avise a soporte. "
    "Se intenta otra vez sin que usted haga nada."
)
_TELL_OFFICE = N_("Avise a la oficina. Todo sigue guardado aquí.")

_RECOVERED_ONE = N_(
    "La oficina recuperó una copia antigua y todavía no reconoce esta computadora. "
    "No se perdió nada: 1 registro sigue aquí."
)
_RECOVERED_MANY = N_(
    "La oficina recuperó una copia antigua y todavía no reconoce esta computadora. "
    "No se perdió nada: %(n)s registros siguen aquí."
)
_UNKNOWN = N_("La oficina no reconoce esta computadora: es nueva, o se dio de baja. No se perdió nada.")
_TIME_MISSING = N_("La oficina recibió los registros; falta la hora de este contacto.")
_NOTHING_LEFT = N_("No había registros por enviar: la región confirmó con su firma que no le falta ninguno.")


def failed(
    error: Exception, *, at: datetime, road: str, next_at: datetime | None, brought: Exchange | None = None
) -> AttemptRow:
    """
    Return the row of an attempt that *error* ended; *brought* is what it had done by then.

    >>> from datetime import UTC
    >>> at = datetime(2026, 6, 23, tzinfo=UTC)
    >>> failed(RoadClosed("No hubo señal."), at=at, road="http", next_at=None).outcome
    'off'
    """
    outcome, reason, next_step = _meaning(error)
    if road == "folder" and next_step == _WAIT:
        next_step = _PLUG_IN
    said = error.said if isinstance(error, ChasquiError) else _unexpected(error)
    if brought is None:
        return AttemptRow.told(at, road, outcome, reason, (said,), next_step, next_at=next_at)
    before = (*_confirmed(brought), *_news(brought))
    sent, received = brought.sent_events, len(brought.items)
    return AttemptRow.told(
        at, road, outcome, reason, (*before, said), next_step, next_at=next_at, sent=sent, received=received
    )


def _meaning(error: Exception) -> tuple[Outcome, str, str]:
    match error:
        case GaveWay():
            return "off", "gave_way", N_("Nada: el envío por la red sigue sin que usted haga nada.")
        case NotTheHub():
            return "off", "another", _LOOK_WHO
        case RoadClosed():
            return "off", "road_closed", _WAIT
        case DayUsedUp():
            step = N_("Nada: sigue mañana sin que usted haga nada. Si no puede esperar, pulse «Enviar ahora».")
            return "off", "budget", step
        case NewerFormat():
            return "err", "newer", N_("Actualice Chasqui en esta computadora. Todo sigue guardado aquí.")
        case BadBundle():
            return "off", "damaged", _WAIT
        case HubRefused():
            return "err", "refused", _TELL_OFFICE
        case Untrusted():
            return "err", "untrusted", _TELL_OFFICE
        case DatabaseBusy():
            return "err", "busy", N_("Cierre el otro programa de Chasqui. Se intenta otra vez sin que usted haga nada.")
        case ChasquiError():
            return "err", "local", N_("Siga lo que dice el mensaje. Se intenta otra vez sin que usted haga nada.")
        case _:
            step = N_("Si se repite, cierre Chasqui y ábralo otra vez; si sigue igual, avise a soporte.")
            return "err", "unexpected", step


def kind_of(row: AttemptRow) -> Literal["", "retry", "person", "part"]:
    """
    Tell what a trouble asks for: nothing, for it is tried again; a person; or a look at the one part that failed.

    >>> from datetime import UTC
    >>> at = datetime(2026, 6, 23, tzinfo=UTC)
    >>> kind_of(failed(HubRefused("No."), at=at, road="http", next_at=None))
    'person'
    """
    if row.outcome in ("ok", "left"):
        return ""
    if row.reason in _PARTS:
        return "part"
    return "person" if row.reason in _FOR_A_PERSON else "retry"


def was_answered(row: AttemptRow) -> bool:
    """
    Tell whether the region said something: a portal, an office that is busy or a road that broke says nothing for it.

    >>> from datetime import UTC
    >>> row = failed(RoadClosed("x"), at=datetime(2026, 6, 23, tzinfo=UTC), road="http", next_at=None)
    >>> was_answered(replace(row, bytes_down=300)), was_answered(replace(row, bytes_down=300, sent=7))
    (False, True)
    """
    return row.bytes_down > 0 and (row.reason not in _UNHEARD or row.sent > 0 or row.received > 0)


def still_standing(rows: Iterable[AttemptRow]) -> list[AttemptRow]:
    """
    Return the troubles that still stand, newest first, one of each road: no signal since then has put nothing right.

    A stick that was used well says nothing of what the region refused over the network.
    """
    found: list[AttemptRow] = []
    settled: set[str] = set()
    for row in rows:
        if row.outcome == "ok":
            break
        if row.outcome == "err" and row.road not in settled:
            found.append(row)
        if row.outcome in ("err", "left"):
            settled.add(row.road if row.outcome == "err" else "folder")
    return found


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
    recovered: bool = False,
) -> AttemptRow:
    """
    Return the row of an attempt that ended by itself; *note* says what went wrong on the side.

    *recovered*: the hub that does not recognise this computer knew it before it was set back to an older copy.
    """
    if exchange.broken is not None:
        return failed(exchange.broken, at=at, road=road, next_at=next_at, brought=exchange)
    outcome, reason, text, next_step = _ending(exchange, pending)
    if exchange.state == "held" and recovered:
        text = _counted(_RECOVERED_ONE, _RECOVERED_MANY, pending)
    said = [text, *_came_back(exchange, pending), *_news(exchange)]
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
        one = N_(
            "La oficina no reconoce esta computadora: es nueva, o se dio de baja. "
            "No se perdió nada: 1 registro guardado aquí."
        )
        many = N_(
            "La oficina no reconoce esta computadora: es nueva, o se dio de baja. "
            "No se perdió nada: %(n)s registros guardados aquí."
        )
        said = _counted(one, many, pending) if pending else Sentence(_UNKNOWN)
        return "err", "held", said, N_("Avise a la oficina, para que la reconozca.")
    if exchange.state == "left" and not pending:
        return "ok", "acked", _collected(exchange), ""
    if exchange.state == "left" and exchange.collected:
        return "left", "left", _collected(exchange), ""
    if exchange.state == "left":
        one = N_("1 registro copiado en el USB y releído. También sigue guardado aquí.")
        many = N_("%(n)s registros copiados en el USB y releídos uno por uno. También siguen guardados aquí.")
        step = N_("Entregue el USB en la UGEL. La confirmación vuelve en el mismo USB.")
        return "left", "left", _counted(one, many, pending), step
    if not exchange.acked and not pending:
        return "off", "partial", Sentence(_TIME_MISSING), _WAIT
    if not exchange.acked:
        one = N_("La oficina recibió una parte; falta 1 registro, guardado aquí.")
        many = N_("La oficina recibió una parte; faltan %(n)s registros, guardados aquí.")
        return "off", "partial", _counted(one, many, pending), _WAIT
    return "ok", "acked", next(iter(_confirmed(exchange)), Sentence(_NOTHING_LEFT)), ""


def _confirmed(exchange: Exchange) -> list[Sentence]:
    """How many records the region confirmed, where it did any."""
    one = N_("La región confirmó 1 registro con su firma.")
    many = N_("La región confirmó %(n)s registros con su firma.")
    return [_counted(one, many, exchange.sent_events)] if exchange.sent_events > 0 else []


def _news(exchange: Exchange) -> list[Sentence]:
    """What the region said over the network; a stick tells it in its own words."""
    if exchange.state != "ok":
        return []
    found = Counter(NEWS.get(item.kind, OTHER) for item in exchange.items)
    return [_counted(*words, n) for words, n in found.items()]


def _came_back(exchange: Exchange, pending: int) -> list[Sentence]:
    """What a stick brought back, beside what was left on it."""
    if exchange.state != "left" or exchange.collected or not pending:
        return []
    found = []
    if exchange.sent_events:
        one = N_("El USB trajo la confirmación de 1 registro, con la firma de la región.")
        many = N_("El USB trajo la confirmación de %(n)s registros, con la firma de la región.")
        found.append(_counted(one, many, exchange.sent_events))
    if exchange.items:
        one = N_("También trajo 1 novedad de la región.")
        many = N_("También trajo %(n)s novedades de la región.")
        found.append(_counted(one, many, len(exchange.items)))
    return found or [Sentence(N_("En el USB no había respuestas nuevas para esta escuela."))]


def _collected(exchange: Exchange) -> Sentence:
    if confirmed := _confirmed(exchange):
        return confirmed[0]
    if exchange.items:
        return Sentence(N_("Se recogió lo que la región tenía para esta escuela."))
    if exchange.collected:
        return Sentence(N_("En esa carpeta no hay nada nuevo de Chasqui para esta escuela."))
    return Sentence(N_("No había registros por copiar: la región ya confirmó todo."))


def _counted(one: str, many: str, count: int) -> Sentence:
    return Sentence(one) if count == 1 else Sentence(many, {"n": f"{count:,}"})


def carrying(row: AttemptRow, traffic: Traffic) -> AttemptRow:
    """Return *row* with all that its road carried: a model too, and what an attempt that failed had cost by then."""
    return replace(
        row,
        bytes_up=traffic.bytes_up,
        bytes_down=traffic.bytes_down,
        requests=traffic.requests,
        connections=traffic.connections,
        on_line=traffic.on_line,
    )
