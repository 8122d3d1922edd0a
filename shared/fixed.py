"""The words of what a person laid down for a line: the quantity, why, until when, and what kept it from being kept."""

from collections.abc import Mapping

from shared.allocation import Fixed, LockKind, Reason
from shared.sentences import N_, Sentence, Value

_FIXED: Mapping[LockKind, str] = {
    LockKind.EXACT: "%(who)s fijó que reciba %(fixed)s.",
    LockKind.MIN: "%(who)s fijó que reciba al menos %(fixed)s.",
    LockKind.MAX: "%(who)s fijó que reciba a lo más %(fixed)s.",
    LockKind.EXCLUDE: "%(who)s dejó esta escuela fuera del reparto de %(resource)s.",
}
QUANTITIES: Mapping[str, str] = {
    LockKind.EXACT: N_("exactamente %(units)s"),
    LockKind.MIN: N_("al menos %(units)s"),
    LockKind.MAX: N_("a lo más %(units)s"),
    LockKind.EXCLUDE: N_("nada"),
}
"""How much, in words, by its ``LockKind``."""
_SOMEBODY = "La región"
_WHY = "%(fixed)s Motivo: %(why)s"
_UNTIL = "%(fixed)s Vale hasta el %(day)s."
_CUT: Mapping[Reason, str] = {
    Reason.STOCK: "%(fixed)s Van %(units)s: el almacén de %(depot)s no tiene más.",
    Reason.POOL: "%(fixed)s Van %(units)s: la reserva nacional no tiene más.",
    Reason.VOLUME: "%(fixed)s Van %(units)s: en el transporte de %(limit)s no entra más.",
    Reason.TRIP: "%(fixed)s Van %(units)s: el viaje no entra en los viajes de este ciclo.",
    Reason.BUDGET: "%(fixed)s Van %(units)s: el presupuesto del ciclo no alcanza para más.",
    Reason.KIT: "%(fixed)s Van %(units)s: falta «%(other)s», que debe ir en la misma entrega.",
}
_NO_DEPOT = "%(fixed)s Van %(units)s: ningún almacén atiende todavía a esta escuela."
_OF_NO_USE = "%(fixed)s Van %(units)s. %(cause)s"
_CUT_OTHERWISE = "%(fixed)s Van %(units)s: dos indicaciones de la región se contradicen."

MESSAGES: tuple[str, ...] = (
    *_FIXED.values(),
    *(_SOMEBODY, _WHY, _UNTIL),
    *(*_CUT.values(), _NO_DEPOT, _OF_NO_USE, _CUT_OTHERWISE),
)
"""Every message of this module, so that a test can ask whether a language has them all."""


def words(fixed: Fixed, values: Mapping[str, Value], cause: Sentence | None = None) -> Sentence:
    """
    Return what was laid down, by which office, and where less is sent than it asks for, why: *cause* where it is none.

    >>> one = Fixed(kind=LockKind.EXACT, units=40, reason="Residencia nueva.", cut_by=Reason.STOCK)
    >>> words(one, {"units": "31", "depot": "Iquitos"}).text()
    'La región fijó que reciba 40. Motivo: Residencia nueva. Van 31: el almacén de Iquitos no tiene más.'
    """
    who = Sentence(fixed.office or _SOMEBODY)
    said = Sentence(_FIXED[fixed.kind], {**values, "who": who, "fixed": f"{fixed.units:,}"})
    if fixed.reason:
        said = Sentence(_WHY, {"fixed": said, "why": fixed.reason})
    if fixed.expires:
        said = Sentence(_UNTIL, {"fixed": said, "day": f"{fixed.expires:%d/%m/%Y}"})
    if fixed.cut_by is None:
        return said
    if cause is not None:
        return Sentence(_OF_NO_USE, {**values, "fixed": said, "cause": cause})
    unserved = fixed.cut_by is Reason.STOCK and not values.get("depot")
    return Sentence(_NO_DEPOT if unserved else _CUT.get(fixed.cut_by, _CUT_OTHERWISE), {**values, "fixed": said})
