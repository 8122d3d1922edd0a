"""What somebody would like to try on an instance: more or less of what there is, other rules, a line that is fixed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from hub.allocation.field import too_much
from hub.allocation.instance import NO_LIMIT, Bools, Instance, Ints, Limits, Names, Pairs
from hub.allocation.settings import Settings, out_of_bounds
from hub.allocation.tables import POOL
from shared.allocation import LockKind
from shared.errors import BadInput

LEAST_PCT, MOST_PCT = 1, 1_000
MAX_UNITS = 1_000_000_000
_MOST_WEIGHT = 1 << 53
"""Beyond it no need but 0 can be counted (``field.too_much``)."""
_CENTIMOS = 100
_MAX_SOLES = 1e12


@dataclass(frozen=True, slots=True)
class OtherStock:
    """Units more (or less) of a resource at a depot, in whole lots; ``tables.POOL`` is the nation's."""

    depot: str
    """Empty: the only one that there is."""
    resource: str
    units: int


@dataclass(frozen=True, slots=True)
class OtherTrips:
    """Soles more (or less) for the visits of a depot."""

    depot: str
    soles: float


@dataclass(frozen=True, slots=True)
class OtherWeight:
    """The schools of a group count for so many percent of what they count for now."""

    group: str
    """``quintile``, ``rurality``, ``language`` or ``ugel``."""
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class TriedLock:
    """A line fixed beside what is laid down already."""

    school: str
    resource: str
    kind: LockKind | None
    """None: what is laid down for the line now is lifted."""
    units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that is tried at once; what is None or empty stays as it is."""

    alpha: float | None = None
    guarantee_pct: int | None = None
    money: float | None = None
    """Soles for all that is sent."""
    stock: tuple[OtherStock, ...] = ()
    trips: tuple[OtherTrips, ...] = ()
    weights: tuple[OtherWeight, ...] = ()
    locks: tuple[TriedLock, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is tried."""
        return self != Change()


def changed(instance: Instance, change: Change) -> Instance:
    """
    Return the instance as it would be.

    Raises:
        BadInput: It names what is not there, takes away more than there is, or is out of bounds.
    """
    _check_settings(change)
    money = instance.limits.money if change.money is None else round(change.money * _CENTIMOS)
    if change.money is not None and not instance.resources.cost.any():
        raise BadInput("Ningún recurso tiene precio: un tope de dinero no limitaría nada. Quite el dinero y repita.")
    limits = replace(instance.limits, money=money)
    for stock in change.stock:
        limits = _with_stock(instance, limits, stock)
    for trips in change.trips:
        limits = _with_trips(limits, trips)
    weight = instance.schools.weight_pct
    for other in change.weights:
        weight = _with_weight(instance, weight, other)
    _check_worth(instance, weight)
    pairs = instance.pairs
    for lock in change.locks:
        pairs = _with_lock(instance, pairs, lock)
    return instance.changed(
        limits=limits,
        pairs=pairs,
        schools=replace(instance.schools, weight_pct=weight),
        alpha=instance.alpha if change.alpha is None else change.alpha,
        guarantee_pct=instance.guarantee_pct if change.guarantee_pct is None else change.guarantee_pct,
    )


def _check_settings(change: Change) -> None:
    wanted = {"alpha": change.alpha, "guarantee_pct": change.guarantee_pct, "money": change.money}
    # Not a number is neither below nor above any bound.
    if any(
        value is not None and (value != value or name in out_of_bounds(_with(name, value)))
        for name, value in wanted.items()
    ):
        raise BadInput(
            "Eso no se puede probar: la equidad va de 0 a 4, la atención mínima de 0 a 100 por ciento y el dinero "
            "desde 0 soles."
        )


def _with(name: str, value: float) -> Settings:
    return msgspec.structs.replace(Settings(), **{name: value})


def _with_stock(instance: Instance, limits: Limits, other: OtherStock) -> Limits:
    resource = _place(instance.resources.id, other.resource, _no_resource)
    lot = int(instance.resources.lot[resource])
    lots, rest = divmod(abs(other.units), lot)
    if rest or not lots or abs(other.units) > MAX_UNITS:
        raise BadInput(
            "%(units)s unidades de %(resource)s no son lotes enteros: su lote es de %(lot)s. Escriba un múltiplo.",
            units=other.units,
            resource=other.resource,
            lot=lot,
        )
    lots = lots if other.units > 0 else -lots
    if other.depot == POOL:
        pool = limits.pool.copy()
        pool[resource] = _enough(int(pool[resource]) + lots, other.resource, int(pool[resource]) * lot)
        return replace(limits, pool=pool)
    depot = _depot(limits, other.depot)
    stock = limits.stock.copy()
    there = int(stock[depot, resource])
    stock[depot, resource] = _enough(there + lots, other.resource, there * lot)
    return replace(limits, stock=stock)


def _enough(lots: int, resource: str, units: int) -> int:
    if lots < 0:
        raise BadInput(
            "No se puede quitar tanto de %(resource)s: hay %(units)s unidades en lotes enteros.",
            resource=resource,
            units=units,
        )
    return lots


def _with_trips(limits: Limits, other: OtherTrips) -> Limits:
    depot = _depot(limits, other.depot)
    budget = int(limits.trips[depot])
    if budget == NO_LIMIT:
        raise BadInput(
            "Los viajes del almacén «%(depot)s» no tienen tope: no hay qué cambiar.", depot=limits.depots[depot]
        )
    if not abs(other.soles) <= _MAX_SOLES:
        raise BadInput("Escriba los viajes en soles, más o menos de los que hay.")
    trips = limits.trips.copy()
    trips[depot] = max(0, budget + round(other.soles * _CENTIMOS))
    return replace(limits, trips=trips)


def _with_weight(instance: Instance, weight: Ints, other: OtherWeight) -> Ints:
    if not LEAST_PCT <= other.percent <= MOST_PCT:
        raise BadInput("El peso de un grupo se prueba entre 1 y 1000 por ciento de lo que pesa hoy.")
    rows = _of_group(instance, other)
    if not rows.any():
        raise BadInput("No hay escuelas de %(group)s «%(name)s».", group=other.group, name=other.name[:60])
    product = np.clip(np.rint(weight * (other.percent / 100)), 1, _MOST_WEIGHT).astype(np.int64)
    return np.where(rows, product, weight)


def _of_group(instance: Instance, other: OtherWeight) -> Bools:
    cells = instance.schools.groups.get(other.group)
    if cells is None:
        return np.zeros(len(instance.schools), dtype=bool)
    if other.group == "language":
        return np.array([other.name in cell.split("|") for cell in cells], dtype=bool)
    return np.asarray(cells == other.name, dtype=bool)


def _check_worth(instance: Instance, weight: Ints) -> None:
    """Refuse weights with which the objective would leave 64 bits."""
    if too_much(weight, instance.schools.window_need):
        raise BadInput("Con esos pesos las cifras pasan de lo que se puede contar. Pruebe con otros menores.")


def _with_lock(instance: Instance, pairs: Pairs, lock: TriedLock) -> Pairs:
    pair = _pair(instance, lock)
    least, most, rank = pairs.least.copy(), pairs.most.copy(), pairs.rank.copy()
    if lock.kind is None:
        least[pair], most[pair], rank[pair] = 0, 0 if _closed(instance, pair) else NO_LIMIT, 0
        return replace(pairs, least=least, most=most, rank=rank)
    lot = int(instance.resources.lot[pairs.resource[pair]])
    if not 0 <= lock.units <= MAX_UNITS or (lock.kind is LockKind.EXACT and lock.units % lot):
        raise BadInput(
            "%(units)s unidades de %(resource)s no son lotes enteros: su lote es de %(lot)s. Escriba un múltiplo.",
            units=lock.units,
            resource=lock.resource,
            lot=lot,
        )
    asked = -(-lock.units // lot)
    if lock.kind in (LockKind.EXACT, LockKind.MIN) and asked >= least[pair]:
        least[pair], rank[pair] = asked, 0
    if lock.kind is not LockKind.MIN:
        most[pair] = min(most[pair], 0 if lock.kind is LockKind.EXCLUDE else lock.units // lot)
    return replace(pairs, least=least, most=most, rank=rank)


def _pair(instance: Instance, lock: TriedLock) -> int:
    school = _place(instance.schools.id, lock.school, _no_school)
    resource = _place(instance.resources.id, lock.resource, _no_resource)
    at = np.flatnonzero((instance.pairs.school == school) & (instance.pairs.resource == resource))
    if not len(at):
        raise BadInput(
            "De %(resource)s en la escuela %(school)s no hay pronóstico, existencias ni pedido, y el reparto no la "
            "mira. Agregue su fila a la tabla needs para probarlo.",
            resource=lock.resource,
            school=lock.school,
        )
    return int(at[0])


def _closed(instance: Instance, pair: int) -> bool:
    pairs = instance.pairs
    return bool(pairs.missing[pair]) or not instance.limits.depots[instance.schools.depot[pairs.school[pair]]]


def _depot(limits: Limits, name: str) -> int:
    served = [one for one in limits.depots if one]
    if not name and len(served) == 1:
        name = served[0]
    if not name:
        raise BadInput("Hay varios almacenes: diga cuál. Son: %(names)s.", names=", ".join([*served[:20], POOL]))
    return _place(limits.depots, name, _no_depot)


def _place(names: Names, name: str, lacking: Callable[[str], BadInput]) -> int:
    at = np.flatnonzero(names == name)
    if not len(at):
        raise lacking(name[:60])
    return int(at[0])


def _no_resource(name: str) -> BadInput:
    return BadInput("Este reparto no tiene el recurso «%(name)s». Escriba su código.", name=name)


def _no_school(name: str) -> BadInput:
    return BadInput(
        "La escuela «%(name)s» no está en este reparto. Revise que su tabla schools la tenga, escrita así.", name=name
    )


def _no_depot(name: str) -> BadInput:
    return BadInput("Este reparto no tiene el almacén «%(name)s». Revise el nombre.", name=name)
