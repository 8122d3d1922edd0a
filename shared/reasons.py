"""The sentences of a decision: why a line has its quantity and what would change it, for both sides' pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared import lacking
from shared.allocation import Line, Reason
from shared.resources import Catalogue
from shared.sentences import Sentence, Value


@dataclass(frozen=True, slots=True)
class Badge:
    """The reason in two or three words, with the tone (``data-s``) and the icon it is shown with."""

    tone: str
    icon: str
    words: Sentence


_GOES_WITH = ("ok", "sun", "Va con su equipo")
_LIKELY_COVERED = ("ok", "box", "Cubre lo más probable")
_SCARCE = frozenset({Reason.STOCK, Reason.POOL, Reason.VOLUME, Reason.TRIP, Reason.BUDGET, Reason.KIT})
_BADGES: Mapping[Reason, tuple[str, str, str]] = {
    Reason.SATISFIED: ("ok", "ok", "Necesidad cubierta"),
    Reason.STOCK: ("queue", "box", "No alcanzó el almacén"),
    Reason.POOL: ("queue", "box", "No alcanzó la reserva nacional"),
    Reason.VOLUME: ("queue", "truck", "No cupo en el transporte"),
    Reason.TRIP: ("queue", "truck", "El viaje no entró en esta vuelta"),
    Reason.BUDGET: ("queue", "truck", "No alcanzó el presupuesto"),
    Reason.KIT: ("queue", "sun", "Falta la pieza que lo acompaña"),
    Reason.INCOMPATIBLE: ("off", "map", "No sirve en el lugar"),
    Reason.LOCK: ("send", "lock", "Fijado por una persona"),
    Reason.LOT_TOO_BIG: ("off", "box", "Lote muy grande"),
}

_WHY: Mapping[Reason, str] = {
    Reason.POOL: "La reserva nacional de %(resource)s se repartió entre %(schools)s escuelas y no alcanzó.",
    Reason.VOLUME: "El camión de %(limit)s ya iba lleno con lo que más falta hacía.",
    Reason.TRIP: "El viaje hasta la escuela no entró en los viajes de este ciclo; en el próximo tiene más urgencia.",
    Reason.BUDGET: "El presupuesto del ciclo no alcanzó para más.",
    Reason.LOCK: "Una persona de la región fijó la cantidad: %(note)s",
    Reason.LOT_TOO_BIG: "Se envían en lotes de %(lot)s y aquí se espera usar menos: la mayor parte quedaría guardada.",
}
_COVERED = "Lo que tiene cubre lo que se espera necesitar: entre %(p10)s y %(p90)s, lo más probable %(p50)s."
_COVERED_SENT = "Lo que tiene (%(have)s) y lo que llega (%(units)s) cubren lo que se espera necesitar (%(p50)s)."
_COVERED_ALL_SENT = "Lo que llega (%(units)s) cubre lo que se espera necesitar (%(p50)s)."
_COVERED_NEAR_SENT = "Lo que llega (%(units)s) cubre casi todo: otro lote apenas se usaría."
_COVERED_NEAR = "Lo que tiene (%(have)s) y lo que llega (%(units)s) cubren casi todo: otro lote apenas se usaría."
_NO_DEPOT = "Ningún almacén atiende todavía a esta escuela."
_NO_NEED = "No se prevé que haga falta en este período."
_STOCK = (
    "El almacén de %(depot)s tenía %(stock)s %(resource)s para %(schools)s escuelas. "
    "Se atendió primero donde es más probable que se usen."
)
_STOCK_ONE = "El almacén de %(depot)s tenía una sola unidad de %(resource)s para %(schools)s escuelas."
_STOCK_ALONE = "El almacén de %(depot)s tenía %(stock)s %(resource)s: no alcanzan para todo lo que se espera necesitar."
_STOCK_RESERVE = (
    "Lo que tiene (%(have)s) y lo que llega (%(units)s) cubren lo más probable (%(p50)s). "
    "Para tener además una reserva (hasta %(p90)s) no alcanzó el almacén de %(depot)s."
)
_STOCK_RESERVE_HELD = (
    "Lo que tiene (%(have)s) cubre lo más probable (%(p50)s). "
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
    "que debe acompañar al envío."
)
_KIT_SHORT_UNKNOWN = (
    "No se sabe si el local tiene energía eléctrica y en el almacén de %(depot)s no queda «%(other)s», "
    "que acompaña al envío por si acaso."
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
_SMALLER_LOT = "Se envía un lote cuando se espera usar al menos %(least)s de sus %(lot)s unidades."

MESSAGES: tuple[str, ...] = (
    *(_GOES_WITH[2], _LIKELY_COVERED[2]),
    *(badge[2] for badge in _BADGES.values()),
    *_WHY.values(),
    *_CHANGE.values(),
    *lacking.MESSAGES,
    *(_COVERED, _COVERED_SENT, _COVERED_ALL_SENT, _COVERED_NEAR, _COVERED_NEAR_SENT, _NO_NEED, _NO_DEPOT, _ASK_DEPOT),
    *(_STOCK, _STOCK_ONE, _STOCK_ALONE, _STOCK_NONE, _STOCK_SHORT_LOT, _STOCK_RESERVE),
    *(_STOCK_RESERVE_HELD, _STOCK_RESERVE_SENT, _STOCK_RESERVE_ONLY),
    *(_UNCOUNTED, _UNCOUNTED_SOME, _COUNT_UNSURE),
    *(_KIT_GOES, _KIT_GOES_UNKNOWN, _KIT_SHORT, _KIT_SHORT_UNKNOWN),
    *(_MORE_STOCK, _MORE_STOCK_UNIT, _MORE_KIT, _MORE_KIT_UNIT, _KIT_CHANGE, _SMALLER_LOT),
)
"""Every message of this module, so that a test can ask whether a language has them all."""


def badge(line: Line) -> Badge:
    """
    Return the reason of *line* in a few words.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=0, lots=0, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), depot="Huamanga", depot_stock=40, depot_schools=9)
    >>> badge(line).words.text()
    'No alcanzó el almacén'
    """
    if line.reason is Reason.KIT and line.kit_of:
        mark = _GOES_WITH
    elif only_reserve_lacks(line):
        mark = _LIKELY_COVERED
    else:
        mark = _BADGES[line.reason]
    return Badge(mark[0], mark[1], Sentence(mark[2]))


def reason_words(reason: Reason) -> Sentence:
    """Return a reason in a few words, whatever the line."""
    return Sentence(_BADGES[reason][2])


def only_reserve_lacks(line: Line) -> bool:
    """
    Tell whether what ran out was wanted as a reserve only: the likely need of *line* is covered.

    >>> from shared.allocation import Need
    >>> line = Line(school="0403691-0", site="074294", resource="tablet", units=5, lots=1, lot=5,
    ...             reason=Reason.STOCK, need=Need(10, 14, 19), on_hand=10, depot="Huamanga")
    >>> only_reserve_lacks(line), badge(line).words.text()
    (True, 'Cubre lo más probable')
    """
    have = line.on_hand + line.in_transit + line.units
    return line.reason in _SCARCE and not line.kit_of and have >= line.need.p50


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
    said = Sentence(msgid, _params(line, catalogue))
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
            msgid = _CHANGE[line.reason]
    return Sentence(msgid, _params(line, catalogue))


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
        "have": line.on_hand + line.in_transit,
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
        **{name: f"{count:,}" for name, count in counts.items()},
    }


def _calm(name: str) -> str:
    """
    Return the name of a depot without the register's capitals.

    >>> _calm("VILCAS HUAMÁN"), _calm("UGEL HUANTA"), _calm("Almacén 2")
    ('Vilcas Huamán', 'UGEL Huanta', 'Almacén 2')
    """
    if not name.isupper():
        return name
    return " ".join(word if word in ("UGEL", "DRE") else word.capitalize() for word in name.split())


def _lower(name: str) -> str:
    """
    Return *name* as it stands inside a sentence; an acronym keeps its capitals.

    >>> _lower("Tabletas"), _lower("EIB: lecturas")
    ('tabletas', 'EIB: lecturas')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
