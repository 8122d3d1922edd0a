"""What a plan that sends nothing says before anything else: that it does, and what of what it would take is used up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.means_report import Limit, What
from shared import lacking
from shared.allocation import SCARCE, Line, Reason
from shared.line_values import depot_name
from shared.sentences import N_, Sentence

Short = Mapping[tuple[Reason, str], int]
"""How many lines lack something, by what they lack and of what: a depot, a road, the part of a kit."""
_SHOWN = 5
_MEANS: Mapping[Reason, tuple[What, ...]] = {
    Reason.TRIP: (What.TRIPS,),
    Reason.BUDGET: (What.MONEY,),
    Reason.VOLUME: (What.WEIGHT, What.VOLUME),
}


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is said of it."""

    what: Sentence
    used_up: tuple[Sentence, ...]
    """Of what most lines lack first."""
    todo: Sentence


def short_of(lines: Iterable[Line]) -> Short:
    """Count the lines by what they lack; what was fixed and could not be kept lacks what cut it."""
    found = ((_lacks(line), line.limit.removesuffix(lacking.UNKNOWN)) for line in lines)
    return Counter((reason, limit) for reason, limit in found if reason in SCARCE)


def _lacks(line: Line) -> Reason:
    fixed = line.turn.fixed if line.turn else None
    return fixed.cut_by if line.reason is Reason.LOCK and fixed and fixed.cut_by else line.reason


def nothing_sent(short: Short, limits: Sequence[Limit], names: Mapping[str, str], *, packs: bool = False) -> Nothing:
    """
    Return the words of a plan that sends nothing out of any depot.

    Args:
        short: As ``short_of`` counts its lines.
        limits: Of the month, with what is left of them.
        names: Of resources.
        packs: Content packs go all the same.

    >>> found = nothing_sent({(Reason.TRIP, "Urcos"): 36}, [Limit(What.TRIPS, "Urcos", 8_025, 7_980)], {})
    >>> print(found.what.text(), *(one.text() for one in found.used_up))
    Este plan no envía nada. Viajes desde Urcos: quedan S/ 45.00 de S/ 8,025.00 este mes. Líneas que no salen: 36.
    """
    order = sorted(short, key=lambda key: (-short[key], key))
    told = [_told(*key, short[key], limits, names) for key in order[:_SHOWN]]
    if rest := order[_SHOWN:]:
        told.append(Sentence(_MORE, {"n": f"{sum(short[key] for key in rest):,}"}))
    return Nothing(
        what=Sentence(_ONLY_PACKS if packs else _NOTHING),
        used_up=tuple(told) or (Sentence(_NONE_LACKS),),
        todo=Sentence(_SAY_MORE if told else _LOOK),
    )


def _told(reason: Reason, limit: str, lines: int, limits: Sequence[Limit], names: Mapping[str, str]) -> Sentence:
    values = {"name": limit, "depot": depot_name(limit), "part": names.get(limit, limit), "n": f"{lines:,}"}
    of = [one for one in limits if one.what in _MEANS.get(reason, ()) and one.name in ("", limit)]
    if not of:
        return Sentence(_NO_DEPOT if (reason, limit) == (Reason.STOCK, "") else _PLAIN[reason], values)
    # Of a road's kilograms and litres, the one of which less is left.
    least = min(of, key=lambda one: one.left / one.limit if one.limit else 0.0)
    decimals = 1 if least.what in (What.WEIGHT, What.VOLUME) else 2
    amounts = {"left": f"{least.left:,.{decimals}f}", "whole": f"{least.limit:,.{decimals}f}"}
    return Sentence(_LEFT[least.what], {**values, **amounts})


_NOTHING = N_("Este plan no envía nada.")
_ONLY_PACKS = N_("Este plan no envía nada de los almacenes: solo paquetes de contenidos.")
_LEFT: Mapping[What, str] = {
    What.TRIPS: N_("Viajes desde %(depot)s: quedan S/ %(left)s de S/ %(whole)s este mes. Líneas que no salen: %(n)s."),
    What.MONEY: N_(
        "Presupuesto para recursos: quedan S/ %(left)s de S/ %(whole)s este mes. Líneas que no salen: %(n)s."
    ),
    What.WEIGHT: N_("Carga de la ruta %(name)s: quedan %(left)s kg de %(whole)s este mes. Líneas que no salen: %(n)s."),
    What.VOLUME: N_(
        "Espacio en la ruta %(name)s: quedan %(left)s litros de %(whole)s este mes. Líneas que no salen: %(n)s."
    ),
}
_PLAIN: Mapping[Reason, str] = {
    Reason.STOCK: N_("Almacén de %(depot)s: no tiene para otro lote de lo que falta. Líneas que no salen: %(n)s."),
    Reason.POOL: N_(
        "Almacenes y reserva nacional: no tienen para otro lote de lo que falta. Líneas que no salen: %(n)s."
    ),
    Reason.KIT: N_("Falta «%(part)s», que debe ir en la misma entrega. Líneas que no salen: %(n)s."),
    Reason.TRIP: N_("Viajes desde %(depot)s: no alcanzan. Líneas que no salen: %(n)s."),
    Reason.BUDGET: N_("Presupuesto para recursos: no alcanza. Líneas que no salen: %(n)s."),
    Reason.VOLUME: N_("Transporte de la ruta %(name)s: no alcanza. Líneas que no salen: %(n)s."),
}
_NO_DEPOT = N_("Escuelas que ningún almacén atiende todavía. Líneas que no salen: %(n)s.")
_MORE = N_("Por otros límites como estos. Líneas que no salen: %(n)s.")
_NONE_LACKS = N_("No se agotó nada: a ninguna línea le falta algo que se pueda enviar.")
_SAY_MORE = N_(
    "Antes de firmar: si hay más de algo, dígalo en «Almacenes» o tráigalo con «Importar», y calcule el plan otra vez."
)
_LOOK = N_("Antes de firmar, mire en las líneas por qué: lo que ya tienen, lo que no pueden usar o lo fijado.")
