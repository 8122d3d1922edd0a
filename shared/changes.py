"""What would change a line, or what the school can do: the second sentence of every reason."""

from collections.abc import Mapping

from shared import all_at_once, lacking
from shared.allocation import Also, Line, Measure, Reason, Turn
from shared.badges import asked_beyond, is_unforeseen
from shared.line_values import values_of
from shared.resources import Catalogue
from shared.sentences import Sentence

_ASKED_CHANGE = "Si le hace falta, objete esta línea y diga para qué: la región le responde."
_NO_FORECAST = "Si le hace falta, pídalo: el pedido queda a la vista de quien aprueba."
_CHANGE: Mapping[Reason, str] = {
    Reason.SATISFIED: "Si más personas lo piden y no hay, regístrelo: el próximo ciclo lo toma en cuenta.",
    Reason.POOL: "Si la reserva nacional recibe más, entra en el próximo reparto.",
    Reason.VOLUME: "Con más espacio en el transporte de la zona, entra en el próximo reparto.",
    Reason.TRIP: "Si la escuela puede recogerlo o compartir viaje, avise a la región.",
    Reason.BUDGET: "Con más presupuesto en el ciclo, entra en el próximo reparto.",
    Reason.LOCK: "La región puede levantar lo fijado. Si no está de acuerdo, objete esta línea.",
}
_MORE_STOCK = "Si el almacén de %(depot)s tuviera %(more)s más, recibiría otro lote de %(lot)s."
_MORE_STOCK_UNIT = "Si el almacén de %(depot)s tuviera %(more)s más, recibiría otra unidad."
# How many is an estimate: others that wait for the part may take it in lots of other sizes.
_MORE_KIT = (
    "Se estima que con %(more)s más de «%(other)s» en el almacén de %(depot)s recibiría otro lote de %(lot)s; "
    "podrían ser algo más o algo menos."
)
_MORE_KIT_UNIT = (
    "Se estima que con %(more)s más de «%(other)s» en el almacén de %(depot)s recibiría otra unidad; "
    "podrían ser algo más o algo menos."
)
_ASK_DEPOT = "Cuando la región asigne un almacén a su UGEL, entra en el reparto."
_KIT_CHANGE = "Si el local ya tiene energía, actualice la ficha del local con la fecha."
_SMALLER_LOT = "Se entrega un lote cuando se espera usar al menos %(least)s de sus %(lot)s unidades."
_NEXT_LOT, _NEXT_UNIT = "otro lote de %(lot)s", "otra unidad"
# What is lacking of a lock is told of all of it, and not of its next lot.
_KEPT: Mapping[Reason, str] = {
    Reason.STOCK: "Se estima que con %(more)s más en el almacén de %(depot)s se cumpliría lo fijado.",
    Reason.POOL: "Se estima que con %(more)s más en la reserva nacional se cumpliría lo fijado.",
    Reason.VOLUME: "Se estima que con %(more)s litros más en el transporte de %(limit)s se cumpliría lo fijado.",
    Reason.TRIP: "Se estima que con S/ %(more)s más para viajes desde %(depot)s se cumpliría lo fijado.",
    Reason.BUDGET: "Se estima que con S/ %(more)s más en el presupuesto del ciclo se cumpliría lo fijado.",
}
_KEPT_KILOS = "Se estima que con %(more)s kg más en el transporte de %(limit)s se cumpliría lo fijado."
_POOL = "Si la reserva nacional tuviera %(more)s más, recibiría %(next)s."
# With several limits at once, what is freed moves other schools too: how many it takes is an estimate.
_ABOUT: Mapping[Reason, str] = {
    Reason.STOCK: "Se estima que con %(more)s más en el almacén de %(depot)s recibiría %(next)s.",
    Reason.POOL: "Se estima que con %(more)s más en la reserva nacional recibiría %(next)s.",
    Reason.VOLUME: "Se estima que con %(more)s litros más de espacio en el transporte de %(limit)s recibiría %(next)s.",
    Reason.TRIP: (
        "Se estima que con S/ %(more)s más para viajes desde %(depot)s se llegaría a la escuela. "
        "Si puede recogerlo o compartir viaje, avise a la región."
    ),
    Reason.BUDGET: "Se estima que con S/ %(more)s más en el presupuesto del ciclo recibiría %(next)s.",
}
_ABOUT_KILOS = "Se estima que con %(more)s kg más de carga en el transporte de %(limit)s recibiría %(next)s."

MESSAGES: tuple[str, ...] = (
    *_CHANGE.values(),
    *(
        _ASKED_CHANGE,
        _NO_FORECAST,
        _MORE_STOCK,
        _MORE_STOCK_UNIT,
        _MORE_KIT,
        _MORE_KIT_UNIT,
        _ASK_DEPOT,
        _KIT_CHANGE,
        _SMALLER_LOT,
    ),
    *all_at_once.MESSAGES,
    *(_NEXT_LOT, _NEXT_UNIT, _POOL, *_ABOUT.values(), _ABOUT_KILOS, *_KEPT.values(), _KEPT_KILOS),
)
"""Every message of this module, so that a test can ask whether a language has them all."""


def what_would_change(line: Line, catalogue: Catalogue) -> Sentence:
    """
    Return what would change the quantity of *line*, or what the school can do.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", changes_at=15)
    >>> what_would_change(line, Catalogue(1, ())).text()
    'Si el almacén de Huamanga tuviera 15 más, recibiría otro lote de 5.'
    """
    values = values_of(line, catalogue)
    following = Sentence(_NEXT_LOT if line.lot > 1 else _NEXT_UNIT, {"lot": values["lot"]})
    if line.turn and line.turn.also:
        limit = line.limit.removesuffix(lacking.UNKNOWN)
        first = Also(_kept_by(line), limit, line.changes_at, line.turn.measure)
        return all_at_once.all_at_once(line, first, following, catalogue)
    return Sentence(_change(line), {**values, "next": following})


def _kept_by(line: Line) -> Reason:
    """Return what keeps the next lot; of a lock that could not be kept what cut it."""
    fixed = line.turn.fixed if line.turn else None
    return fixed.cut_by or line.reason if fixed and line.reason is Reason.LOCK else line.reason


def _change(line: Line) -> str:
    fixed, reason = line.turn.fixed if line.turn else None, _kept_by(line)
    match reason:
        case Reason.STOCK if not line.depot:
            return _ASK_DEPOT
        case _ if reason in _KEPT and fixed and fixed.cut_by and line.changes_at:
            return _KEPT_KILOS if line.turn and line.turn.measure is Measure.KILOS else _KEPT[reason]
        case Reason.KIT:
            return _KIT_CHANGE if line.kit_of else _MORE_KIT if line.lot > 1 else _MORE_KIT_UNIT
        case Reason.INCOMPATIBLE:
            return lacking.words(line.limit)[1]
        case Reason.LOT_TOO_BIG:
            return _SMALLER_LOT
        case Reason.STOCK if not (line.turn and line.turn.about):
            return _MORE_STOCK if line.lot > 1 else _MORE_STOCK_UNIT
    if line.turn and line.changes_at and reason in _ABOUT:
        return _counted(reason, line.turn)
    if asked_beyond(line):
        return _ASKED_CHANGE
    return _NO_FORECAST if is_unforeseen(line) else _CHANGE[reason]


def _counted(reason: Reason, turn: Turn) -> str:
    if reason is Reason.POOL and not turn.about:
        return _POOL
    return _ABOUT_KILOS if turn.measure is Measure.KILOS else _ABOUT[reason]
