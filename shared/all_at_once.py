"""Where several limits bind: what has to give way at once until a school gets another lot."""

from collections.abc import Mapping

from shared.allocation import Also, Line, Measure, Reason
from shared.line_values import depot_name
from shared.resources import Catalogue
from shared.sentences import Sentence

_NEXT = "Se estima que para recibir %(next)s hacen falta a la vez: %(all)s."
_KEPT = "Se estima que para cumplir lo fijado hacen falta a la vez: %(all)s."
_COMMA, _AND = "%(some)s; %(more)s", "%(some)s; y %(more)s"
_AMOUNT: Mapping[Reason, str] = {
    Reason.STOCK: "%(more)s más en el almacén de %(depot)s",
    Reason.POOL: "%(more)s más en la reserva nacional",
    Reason.KIT: "%(more)s más de «%(other)s» en el almacén de %(depot)s",
    Reason.VOLUME: "%(more)s litros más de espacio en el transporte de %(limit)s",
    Reason.TRIP: "S/ %(more)s más para viajes desde %(depot)s",
    Reason.BUDGET: "S/ %(more)s más en el presupuesto del ciclo",
}
_KILOS = "%(more)s kg más de carga en el transporte de %(limit)s"
MESSAGES: tuple[str, ...] = (_NEXT, _KEPT, _COMMA, _AND, *_AMOUNT.values(), _KILOS)
"""Every message of this module, so that a test can ask whether a language has them all."""


def all_at_once(line: Line, first: Also, following: Sentence, catalogue: Catalogue) -> Sentence:
    """
    Return what has to give way at once: *first*, of which the reason of *line* is, and all that its turn adds.

    Args:
        following: The next lot, in words.
    """
    amounts = [_amount(line, one, catalogue) for one in (first, *(line.turn.also if line.turn else ()))]
    told = amounts[0]
    for at, one in enumerate(amounts[1:], start=2):
        told = Sentence(_AND if at == len(amounts) else _COMMA, {"some": told, "more": one})
    cut = line.turn.fixed.cut_by if line.turn and line.turn.fixed else None
    return Sentence(_KEPT if cut else _NEXT, {"all": told, "next": following})


def _amount(line: Line, one: Also, catalogue: Catalogue) -> Sentence:
    names: dict[str, str] = {resource.id: resource.name for resource in catalogue.resources}
    msgid = _KILOS if one.measure is Measure.KILOS else _AMOUNT[one.of]
    values = {"limit": one.limit, "depot": depot_name(line.depot), "other": names.get(one.limit, one.limit)}
    return Sentence(msgid, {**values, "more": f"{one.more:,}"})
