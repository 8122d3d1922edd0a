"""The sentences of a decision: why a line has its quantity, for both sides' pages."""

from collections.abc import Mapping

from shared import badges, changes, doubted, fixed, lacking, line_values
from shared.allocation import SCARCE, Line, Measure, Reason, Turn
from shared.badges import asked_beyond, is_unforeseen, only_reserve_lacks
from shared.line_values import values_of
from shared.resources import Catalogue
from shared.sentences import Sentence, Value

_WHY: Mapping[Reason, str] = {
    Reason.POOL: "La reserva nacional de %(resource)s se repartió entre %(schools)s escuelas y no alcanzó.",
    Reason.VOLUME: "El camión de %(limit)s ya iba lleno con lo que más falta hacía.",
    Reason.TRIP: "El viaje hasta la escuela no entró en los viajes de este ciclo.",
    Reason.BUDGET: "El presupuesto del ciclo no alcanzó para más.",
    Reason.LOCK: "Una persona de la región fijó la cantidad: %(note)s",
    Reason.LOT_TOO_BIG: (
        "Se entregan en lotes de %(lot)s y aquí se espera usar menos: la mayor parte quedaría guardada."
    ),
}
_TRIP_EVEN = "El viaje hasta la escuela no entró en los viajes de este ciclo; en el próximo tiene más urgencia."
_VOLUME_KILOS = "El camión de %(limit)s ya llevaba todo el peso que puede, con lo que más falta hacía."
_COVERED = "%(there)s: cubre lo que se espera necesitar, entre %(p10)s y %(p90)s, lo más probable %(p50)s."
_COVERED_SENT = "%(there)s; con lo que llega (%(units)s) se cubre lo que se espera necesitar (%(p50)s)."
_COVERED_ALL_SENT = "Lo que llega (%(units)s) cubre lo que se espera necesitar (%(p50)s)."
_COVERED_NEAR_SENT = "Lo que llega (%(units)s) cubre casi todo: otro lote apenas se usaría."
_COVERED_NEAR = "%(there)s; con lo que llega (%(units)s) se cubre casi todo: otro lote apenas se usaría."
_WITH_RESERVE = "%(why)s Se entrega más que lo más probable para tener una reserva: podría hacer falta hasta %(p90)s."
_WHOLE_LOTS = "%(why)s Se entrega en lotes enteros de %(lot)s."
_ASKED = "%(why)s Pidió %(asked)s: su pedido queda a la vista de quien aprueba."
_NO_DEPOT = "Ningún almacén atiende todavía a esta escuela."
_NO_NEED = "No se prevé que haga falta en este período."
_NO_FORECAST = "Todavía no hay pronóstico: ni esta escuela ni otras como ella lo usan lo suficiente para calcularlo."
_STOCK = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s para %(schools)s escuelas. "
    "Se atendió primero donde es más probable que se usen."
)
_STOCK_EVEN = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s para %(schools)s escuelas. "
    "Se atendió primero a las que menos tienen de lo que necesitan."
)
_STOCK_ONE = "El almacén de %(depot)s tenía una sola unidad de %(resource)s para %(schools)s escuelas."
_STOCK_ALONE = "El almacén de %(depot)s tenía %(stock)s %(resource)s: no alcanzan para todo lo que se espera necesitar."
_STOCK_RESERVE = (
    "%(there)s; con lo que llega (%(units)s) se cubre lo más probable (%(p50)s). "
    "Para tener además una reserva (hasta %(p90)s) no alcanzó el almacén de %(depot)s."
)
_STOCK_RESERVE_HELD = (
    "%(there)s: cubre lo más probable (%(p50)s). "
    "Para tener además una reserva (hasta %(p90)s) no alcanzó el almacén de %(depot)s."
)
_STOCK_RESERVE_SENT = (
    "Lo que llega (%(units)s) cubre lo más probable (%(p50)s). "
    "Para tener además una reserva (hasta %(p90)s) no alcanzó el almacén de %(depot)s."
)
_STOCK_RESERVE_ONLY = (
    "Lo más probable es que no haga falta en este período. "
    "Para tener una reserva (hasta %(p90)s) no alcanzó el almacén de %(depot)s."
)
_STOCK_NONE = "El almacén de %(depot)s no tenía %(resource)s."
_STOCK_SHORT_LOT = "Al almacén de %(depot)s no le queda un lote completo de %(lot)s %(resource)s."
# What people fixed goes before everything else: where it took of what a line lacks, no other order explains the line.
_STOCK_FIXED = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s para %(schools)s escuelas; de esas unidades, una persona de "
    "la región fijó %(fixed)s para otras escuelas."
)
_STOCK_FIXED_ALONE = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s; de esas unidades, una persona de la región fijó "
    "%(fixed)s para otras escuelas."
)
_OF_WHAT_THERE_WAS = "%(why)s De lo que había, una persona de la región fijó %(fixed)s para otras escuelas."
_REST = "%(why)s El resto fue primero adonde es más probable que se usen."
_REST_EVEN = "%(why)s El resto fue primero a las que menos tienen de lo que necesitan."
_KIT_GOES = "El local no tiene energía eléctrica: van con «%(other)s»."
_KIT_GOES_UNKNOWN = "No se sabe si el local tiene energía eléctrica: van con «%(other)s», por si acaso."
_KIT_SHORT = (
    "El local no tiene energía eléctrica y en el almacén de %(depot)s no queda nada de «%(other)s», "
    "que debe ir en la misma entrega."
)
_KIT_SHORT_UNKNOWN = (
    "No se sabe si el local tiene energía eléctrica y en el almacén de %(depot)s no queda nada de «%(other)s», "
    "que va en la misma entrega por si acaso."
)
_UNCOUNTED = "%(why)s No se sabe cuánto tiene la escuela: no consta ningún conteo."
_UNCOUNTED_SOME = "%(why)s No consta ningún conteo de la escuela: se tomó lo que dicen sus registros (%(held)s)."
_ASSUMED = (
    "%(why)s Para decidir qué escuelas van primero se supuso que ya tiene el %(share)s de lo que necesita, como las "
    "que sí contaron."
)
_WAITED_ONE = "%(why)s No le llegó nada en el reparto anterior: por eso esta vez cuenta más."
_WAITED = "%(why)s No le llegó nada en los %(cycles)s repartos anteriores: por eso esta vez cuenta más."
_COUNT_UNSURE = "%(why)s La escuela contó lo que tiene, pero la fecha del conteo no es segura: se tomó lo que contó."
MESSAGES: tuple[str, ...] = (
    *badges.MESSAGES,
    *_WHY.values(),
    *changes.MESSAGES,
    *doubted.MESSAGES,
    *fixed.MESSAGES,
    *lacking.MESSAGES,
    *line_values.MESSAGES,
    *(_WITH_RESERVE, _WHOLE_LOTS, _ASKED, _TRIP_EVEN, _VOLUME_KILOS),
    *(_COVERED, _COVERED_SENT, _COVERED_ALL_SENT, _COVERED_NEAR, _COVERED_NEAR_SENT, _NO_NEED, _NO_DEPOT),
    _NO_FORECAST,
    *(_STOCK, _STOCK_EVEN, _STOCK_ONE, _STOCK_ALONE, _STOCK_NONE, _STOCK_SHORT_LOT, _STOCK_RESERVE),
    *(_STOCK_FIXED, _STOCK_FIXED_ALONE, _OF_WHAT_THERE_WAS, _REST, _REST_EVEN),
    *(_STOCK_RESERVE_HELD, _STOCK_RESERVE_SENT, _STOCK_RESERVE_ONLY),
    *(_WAITED, _WAITED_ONE),
    *(_UNCOUNTED, _UNCOUNTED_SOME, _ASSUMED, _COUNT_UNSURE),
    *(_KIT_GOES, _KIT_GOES_UNKNOWN, _KIT_SHORT, _KIT_SHORT_UNKNOWN),
)
"""Every message of a line, so that a test can ask whether a language has them all."""


def why(line: Line, catalogue: Catalogue) -> Sentence:
    """
    Return why *line* has its quantity, as a director reads it.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", depot_stock=40, depot_schools=9)
    >>> why(line, Catalogue(1, ())).text()
    'El almacén de Huamanga tenía 40 tablet para 9 escuelas. Se atendió primero donde es más probable que se usen.'
    """
    said = doubted.said(line, _waited(line, _asked(line, _beyond_likely(line, _said(line, catalogue)))))
    if line.counted:
        return said if line.count_day_sure else Sentence(_COUNT_UNSURE, {"why": said})
    said = Sentence(_UNCOUNTED_SOME if line.on_hand else _UNCOUNTED, {"why": said, "held": f"{line.on_hand:,}"})
    turn = line.turn
    if turn is None or not turn.alpha or not turn.assumed_pct:
        return said
    return Sentence(_ASSUMED, {"why": said, "share": f"{turn.assumed_pct}\xa0%"})


def _said(line: Line, catalogue: Catalogue) -> Sentence:
    values, turn = values_of(line, catalogue), line.turn
    match line.reason:
        case Reason.LOCK if turn and turn.fixed:
            return fixed.words(turn.fixed, values)
        case Reason.STOCK if turn and turn.fixed and not line.depot:
            return fixed.words(turn.fixed, values)
        case Reason.INCOMPATIBLE if turn and turn.fixed:
            return fixed.words(turn.fixed, values, Sentence(lacking.words(line.limit)[0], values))
        case Reason.SATISFIED:
            msgid = _covered(line)
        case Reason.STOCK | Reason.POOL if turn and turn.fixed_for_others:
            return _fixed_for_others(line, turn, values)
        case Reason.STOCK:
            msgid = _stock(line)
        case Reason.KIT:
            msgid = _kit(line)
        case Reason.INCOMPATIBLE:
            msgid = lacking.words(line.limit)[0]
        case Reason.VOLUME if turn and turn.measure is Measure.KILOS:
            msgid = _VOLUME_KILOS
        case Reason.TRIP if turn and turn.alpha > 0:
            msgid = _TRIP_EVEN
        case _:
            msgid = _WHY[line.reason]
    return Sentence(msgid, values)


def _beyond_likely(line: Line, said: Sentence) -> Sentence:
    """Add why a line that is covered gets more than the likely need: a reserve, or no more than whole lots."""
    over = line.on_hand + line.in_transit + line.units - line.need.p50
    if line.reason is not Reason.SATISFIED or not line.units or over <= 0:
        return said
    if over >= line.lot and line.need.p90 > line.need.p50:
        return Sentence(_WITH_RESERVE, {"why": said, "p90": f"{line.need.p90:,}"})
    return Sentence(_WHOLE_LOTS, {"why": said, "lot": f"{line.lot:,}"}) if line.lot > 1 else said


def _asked(line: Line, said: Sentence) -> Sentence:
    return Sentence(_ASKED, {"why": said, "asked": f"{line.asked:,}"}) if asked_beyond(line) else said


def _waited(line: Line, said: Sentence) -> Sentence:
    turn = line.turn
    if turn is None or not turn.waited or not (line.units or line.reason in SCARCE):
        return said
    return Sentence(_WAITED_ONE if turn.waited == 1 else _WAITED, {"why": said, "cycles": turn.waited})


def _covered(line: Line) -> str:
    if is_unforeseen(line):
        return _NO_FORECAST
    have = line.on_hand + line.in_transit
    unknown = not line.counted and not have and not line.units
    if not line.need.p90 or (unknown and not line.need.p50):
        return _NO_NEED
    if not line.units:
        return _COVERED
    if have + line.units < line.need.p50:
        return _COVERED_NEAR if have else _COVERED_NEAR_SENT
    return _COVERED_SENT if have else _COVERED_ALL_SENT


def _reserve(line: Line) -> str:
    """Return what was wanted as a reserve only; of what is there and what comes, the one that is none is not named."""
    if not line.need.p50:
        return _STOCK_RESERVE_ONLY
    if not line.units:
        return _STOCK_RESERVE_HELD
    return _STOCK_RESERVE if line.on_hand + line.in_transit else _STOCK_RESERVE_SENT


def _stock(line: Line) -> str:
    if not line.depot:
        return _NO_DEPOT
    if only_reserve_lacks(line):
        return _reserve(line)
    if line.depot_stock < 1:
        return _STOCK_NONE
    if line.depot_stock < line.lot:
        return _STOCK_SHORT_LOT
    if line.depot_schools <= 1:
        return _STOCK_ALONE
    if line.depot_stock == 1:
        return _STOCK_ONE
    return _STOCK_EVEN if line.turn and line.turn.alpha > 0 else _STOCK


def _fixed_for_others(line: Line, turn: Turn, values: Mapping[str, Value]) -> Sentence:
    """Say what of the scarce was fixed for other schools, and by what order the rest went, where there was any."""
    values = {**values, "fixed": f"{turn.fixed_for_others:,}"}
    pooled = line.reason is Reason.POOL
    if pooled or only_reserve_lacks(line):
        why_less = Sentence(_WHY[Reason.POOL] if pooled else _reserve(line), values)
        return Sentence(_OF_WHAT_THERE_WAS, {**values, "why": why_less})
    if line.depot_schools <= 1:
        return Sentence(_STOCK_FIXED_ALONE, values)
    said = Sentence(_STOCK_FIXED, values)
    if line.depot_stock - turn.fixed_for_others < line.lot:
        return said
    return Sentence(_REST_EVEN if turn.alpha > 0 else _REST, {"why": said})


def _kit(line: Line) -> str:
    unknown = line.limit.endswith(lacking.UNKNOWN)
    if line.kit_of:
        return _KIT_GOES_UNKNOWN if unknown else _KIT_GOES
    return _KIT_SHORT_UNKNOWN if unknown else _KIT_SHORT
