"""The sentences of a decision: why a line has its quantity and what would change it, for both sides' pages."""

import re
from collections.abc import Mapping

from shared import badges, lacking
from shared.allocation import Line, Reason
from shared.badges import asked_beyond, only_reserve_lacks
from shared.resources import Catalogue
from shared.sentences import Sentence, Value

_WHY: Mapping[Reason, str] = {
    Reason.POOL: "La reserva nacional de %(resource)s se repartió entre %(schools)s escuelas y no alcanzó.",
    Reason.VOLUME: "El camión de %(limit)s ya iba lleno con lo que más falta hacía.",
    Reason.TRIP: "El viaje hasta la escuela no entró en los viajes de este ciclo; en el próximo tiene más urgencia.",
    Reason.BUDGET: "El presupuesto del ciclo no alcanzó para más.",
    Reason.LOCK: "Una persona de la región fijó la cantidad: %(note)s",
    Reason.LOT_TOO_BIG: (
        "Se entregan en lotes de %(lot)s y aquí se espera usar menos: la mayor parte quedaría guardada."
    ),
}
# What is at the school and what is still on its way are two things: nobody may read the one as the other.
_HELD = "Tiene %(held)s"
_HELD_COMING = "Tiene %(held)s y vienen en camino %(coming)s"
_HELD_COMING_ONE = "Tiene %(held)s y viene en camino 1"
_COMING = "Vienen en camino %(coming)s"
_COMING_ONE = "Viene en camino 1"
_COVERED = "%(there)s: cubre lo que se espera necesitar, entre %(p10)s y %(p90)s, lo más probable %(p50)s."
_COVERED_SENT = "%(there)s; con lo que llega (%(units)s) se cubre lo que se espera necesitar (%(p50)s)."
_COVERED_ALL_SENT = "Lo que llega (%(units)s) cubre lo que se espera necesitar (%(p50)s)."
_COVERED_NEAR_SENT = "Lo que llega (%(units)s) cubre casi todo: otro lote apenas se usaría."
_COVERED_NEAR = "%(there)s; con lo que llega (%(units)s) se cubre casi todo: otro lote apenas se usaría."
_WITH_RESERVE = "%(why)s Se entrega más que lo más probable para tener una reserva: podría hacer falta hasta %(p90)s."
_WHOLE_LOTS = "%(why)s Se entrega en lotes enteros de %(lot)s."
_ASKED = "%(why)s Pidió %(asked)s: su pedido queda a la vista de quien aprueba."
_ASKED_CHANGE = "Si le hace falta, objete esta línea y diga para qué: la región le responde."
_NO_DEPOT = "Ningún almacén atiende todavía a esta escuela."
_NO_NEED = "No se prevé que haga falta en este período."
_STOCK = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s para %(schools)s escuelas. "
    "Se atendió primero donde es más probable que se usen."
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
_KIT_GOES = "El local no tiene energía eléctrica: van con «%(other)s»."
_KIT_GOES_UNKNOWN = "No se sabe si el local tiene energía eléctrica: van con «%(other)s», por si acaso."
_KIT_SHORT = (
    "El local no tiene energía eléctrica y en el almacén de %(depot)s no queda «%(other)s», "
    "que debe ir en la misma entrega."
)
_KIT_SHORT_UNKNOWN = (
    "No se sabe si el local tiene energía eléctrica y en el almacén de %(depot)s no queda «%(other)s», "
    "que va en la misma entrega por si acaso."
)
_UNCOUNTED = "%(why)s No se sabe cuánto tiene la escuela: no consta ningún conteo."
_UNCOUNTED_SOME = "%(why)s No consta ningún conteo de la escuela: se tomó lo que dicen sus registros (%(held)s)."
_COUNT_UNSURE = "%(why)s La escuela contó lo que tiene, pero la fecha del conteo no es segura: se tomó lo que contó."
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

MESSAGES: tuple[str, ...] = (
    *badges.MESSAGES,
    *_WHY.values(),
    *_CHANGE.values(),
    *lacking.MESSAGES,
    *(_HELD, _HELD_COMING, _HELD_COMING_ONE, _COMING, _COMING_ONE),
    *(_WITH_RESERVE, _WHOLE_LOTS, _ASKED, _ASKED_CHANGE),
    *(_COVERED, _COVERED_SENT, _COVERED_ALL_SENT, _COVERED_NEAR, _COVERED_NEAR_SENT, _NO_NEED, _NO_DEPOT, _ASK_DEPOT),
    *(_STOCK, _STOCK_ONE, _STOCK_ALONE, _STOCK_NONE, _STOCK_SHORT_LOT, _STOCK_RESERVE),
    *(_STOCK_RESERVE_HELD, _STOCK_RESERVE_SENT, _STOCK_RESERVE_ONLY),
    *(_UNCOUNTED, _UNCOUNTED_SOME, _COUNT_UNSURE),
    *(_KIT_GOES, _KIT_GOES_UNKNOWN, _KIT_SHORT, _KIT_SHORT_UNKNOWN),
    *(_MORE_STOCK, _MORE_STOCK_UNIT, _MORE_KIT, _MORE_KIT_UNIT, _KIT_CHANGE, _SMALLER_LOT),
)
"""Every message of this module, so that a test can ask whether a language has them all."""


def why(line: Line, catalogue: Catalogue) -> Sentence:
    """
    Return why *line* has its quantity, as a director reads it.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", depot_stock=40, depot_schools=9)
    >>> why(line, Catalogue(1, ())).text()
    'El almacén de Huamanga tenía 40 tablet para 9 escuelas. Se atendió primero donde es más probable que se usen.'
    """
    match line.reason:
        case Reason.SATISFIED:
            msgid = _covered(line)
        case Reason.STOCK:
            msgid = _stock(line)
        case Reason.KIT:
            msgid = _kit(line)
        case Reason.INCOMPATIBLE:
            msgid = lacking.words(line.limit)[0]
        case _:
            msgid = _WHY[line.reason]
    said = _asked(line, _beyond_likely(line, Sentence(msgid, _params(line, catalogue))))
    if line.counted:
        return said if line.count_day_sure else Sentence(_COUNT_UNSURE, {"why": said})
    return Sentence(_UNCOUNTED_SOME if line.on_hand else _UNCOUNTED, {"why": said, "held": f"{line.on_hand:,}"})


def what_would_change(line: Line, catalogue: Catalogue) -> Sentence:
    """
    Return what would change the quantity of *line*, or what the school can do.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", changes_at=15)
    >>> what_would_change(line, Catalogue(1, ())).text()
    'Si el almacén de Huamanga tuviera 15 más, recibiría otro lote de 5.'
    """
    match line.reason:
        case Reason.STOCK:
            more = _MORE_STOCK if line.lot > 1 else _MORE_STOCK_UNIT
            msgid = more if line.depot else _ASK_DEPOT
        case Reason.KIT:
            short = _MORE_KIT if line.lot > 1 else _MORE_KIT_UNIT
            msgid = _KIT_CHANGE if line.kit_of else short
        case Reason.INCOMPATIBLE:
            msgid = lacking.words(line.limit)[1]
        case Reason.LOT_TOO_BIG:
            msgid = _SMALLER_LOT
        case _:
            msgid = _ASKED_CHANGE if asked_beyond(line) else _CHANGE[line.reason]
    return Sentence(msgid, _params(line, catalogue))


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


def _there(line: Line) -> Sentence:
    """Return what the school has and what is on its way to it; where nobody ever counted, no 0 is told."""
    held, coming = f"{line.on_hand:,}", f"{line.in_transit:,}"
    if not line.in_transit:
        return Sentence(_HELD, {"held": held})
    one = line.in_transit == 1
    if not line.on_hand and not line.counted:
        return Sentence(_COMING_ONE if one else _COMING, {"coming": coming})
    return Sentence(_HELD_COMING_ONE if one else _HELD_COMING, {"held": held, "coming": coming})


def _covered(line: Line) -> str:
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
    return _STOCK_ONE if line.depot_stock == 1 else _STOCK


def _kit(line: Line) -> str:
    unknown = line.limit.endswith(lacking.UNKNOWN)
    if line.kit_of:
        return _KIT_GOES_UNKNOWN if unknown else _KIT_GOES
    return _KIT_SHORT_UNKNOWN if unknown else _KIT_SHORT


def _params(line: Line, catalogue: Catalogue) -> dict[str, Value]:
    names: dict[str, str] = {resource.id: resource.name for resource in catalogue.resources}
    other = line.kit_of or line.limit.removesuffix(lacking.UNKNOWN)
    counts = {
        "stock": line.depot_stock,
        "schools": line.depot_schools,
        "units": line.units,
        "lot": line.lot,
        "least": line.changes_at,
        "more": line.changes_at,
        "p10": line.need.p10,
        "p50": line.need.p50,
        "p90": line.need.p90,
    }
    return {
        "resource": _lower(names.get(line.resource, line.resource)),
        "other": names.get(other, other),
        "limit": line.limit,
        "depot": _calm(line.depot),
        "note": line.note,
        "there": _there(line),
        **{name: f"{count:,}" for name, count in counts.items()},
    }


def _calm(name: str) -> str:
    """
    Return the name of a depot without the register's capitals.

    >>> _calm("VILCAS HUAMÁN"), _calm("UGEL HUANTA"), _calm("Almacén 2")
    ('Vilcas Huamán', 'UGEL Huanta', 'Almacén 2')
    >>> _calm("Almacén UGEL Huamanga"), _calm("ALMACÉN DE LA UGEL HUANTA")
    ('UGEL Huamanga', 'la UGEL Huanta')
    """
    name = re.sub(r"(?i)^almac[eé]n (de |(?=ugel\b|dre\b))", "", name.strip())
    if not name.isupper():
        return name
    return " ".join(word if word in ("UGEL", "DRE") else _calm_word(word) for word in name.split())


def _calm_word(word: str) -> str:
    return word.lower() if word in ("LA", "DE", "DEL", "EL") else word.capitalize()


def _lower(name: str) -> str:
    """
    Return *name* as it stands inside a sentence; an acronym keeps its capitals.

    >>> _lower("Tabletas"), _lower("EIB: lecturas")
    ('tabletas', 'EIB: lecturas')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
