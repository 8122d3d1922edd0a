"""How many people must sign a plan: one, or above the region's limit two, of different accounts and offices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select

from hub import ledger, schema
from hub.acts import Actor, Kind
from hub.offices import SIGNERS
from hub.plan_rows import PlanRow, PlanStatus
from hub.store import Store
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.sentences import N_, Sentence

KIND = "limit"
MOST = 100_000_000
MAX_WHY = 300


class Limit(msgspec.Struct, frozen=True):
    """
    Up to here one signature is enough. Units are what a cuadro de distribución, a PECOSA and an acta count.

    Devices have a limit of their own: a truck of guides has more units than all tablets of a province, and it is the
    tablets, lent by serial number, that get lost.
    """

    version: int = 0
    """0: the region set none yet."""
    units: int = 10_000
    devices: int = 500


@dataclass(frozen=True, slots=True)
class Size:
    """What a plan sends: all units, and those of devices and their parts (``ResourceKind.REUSABLE``)."""

    units: int
    devices: int

    def people(self, limit: Limit) -> int:
        """
        Return how many people must sign.

        >>> [Size(units, devices).people(Limit(1, 100, 20)) for units, devices in ((100, 20), (101, 0), (21, 21))]
        [1, 2, 2]
        """
        return 2 if self.units > limit.units or self.devices > limit.devices else 1


@dataclass(frozen=True, slots=True)
class Signing:
    """Where a plan stands with its signatures."""

    needed: int
    limit: Limit
    size: Size
    missing: tuple[str, ...]
    """The offices of which one account must still sign; none where nothing is missing."""

    def words(self) -> list[Sentence]:
        """Say why two signatures are needed, and whose is missing."""
        told = []
        if self.needed > 1:
            figures = {"units": f"{self.size.units:,}", "devices": f"{self.size.devices:,}"}
            most = {"most_units": f"{self.limit.units:,}", "most_devices": f"{self.limit.devices:,}"}
            told.append(Sentence(_TWO, {**figures, **most, "version": self.limit.version}))
        if self.missing:
            one, *more = (Sentence(office) for office in self.missing)
            told.append(Sentence(_EITHER, {"one": one, "other": more[0]}) if more else Sentence(_MISSING, {"one": one}))
        return told


_TWO = N_(
    "Envía %(units)s unidades, %(devices)s de ellas equipos, y pasa del límite de %(most_units)s unidades o "
    "%(most_devices)s equipos (versión %(version)s): necesita dos firmas, de cuentas y funciones distintas."
)
_MISSING = N_("Falta la firma de una cuenta de %(one)s.")
_EITHER = N_("Falta la firma de una cuenta de %(one)s o de %(other)s.")


def current(store: Store) -> Limit:
    """Return the limit in force."""
    with store.read() as connection:
        found = store.newest_version(connection, KIND)
    return Limit() if found is None else msgspec.json.decode(found[1], type=Limit)


def versions(store: Store) -> list[Limit]:
    """Return every limit that the region set, the newest first."""
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == KIND).order_by(table.c.version.desc())
    with store.read() as connection:
        return [msgspec.json.decode(body, type=Limit) for body in connection.execute(query).scalars()]


def set_limit(store: Store, *, units: int, devices: int, why: str, by: Actor) -> Limit:
    """
    Set the limit, as a new version, and keep who did it and why in the history.

    Raises:
        BadInput: A number is below 0 or absurd, the reason is missing or too long, or it is the limit in force.
    """
    if not (0 <= units <= MOST and 0 <= devices <= MOST):
        raise BadInput("El límite va de 0 a %(most)s unidades o equipos. No se cambió nada.", most=f"{MOST:,}")
    why = reason_told(why)
    with store.begin() as connection:
        found = store.newest_version(connection, KIND)
        before = Limit() if found is None else msgspec.json.decode(found[1], type=Limit)
        if found is not None and (before.units, before.devices) == (units, devices):
            raise BadInput("Ese ya es el límite. No se cambió nada.")
        limit = Limit(before.version + 1, units, devices)
        store.put_version(connection, KIND, limit.version, msgspec.json.encode(limit))
        told = {"units": units, "devices": devices, "was_units": before.units, "was_devices": before.devices}
        ledger.append(connection, store.now_s(), Kind.LIMIT, f"{KIND}/{limit.version}", by, {**told, "why": why})
    return limit


def reason_told(why: str) -> str:
    """
    Return the reason that somebody gives for what the history keeps.

    Raises:
        BadInput: It is empty or too long.
    """
    if not why.strip():
        raise BadInput("Escriba el motivo, sin nombres de personas: queda en el historial. No se cambió nada.")
    if len(why) > MAX_WHY:
        raise BadInput("El motivo pasa de %(most)s letras. Acórtelo y repita. No se cambió nada.", most=MAX_WHY)
    return why.strip()


def size_of(store: Store, plan_id: str) -> Size:
    """Return what a plan sends."""
    table = schema.plan_lines
    query = select(table.c.resource, func.sum(table.c.units)).where(table.c.plan == plan_id).group_by(table.c.resource)
    with store.read() as connection:
        kinds = store.kinds(connection)
        units = {ResourceId(resource): int(total) for resource, total in connection.execute(query)}
    return Size(sum(units.values()), _devices(units, kinds))


def _devices(units: Mapping[ResourceId, int], kinds: Mapping[ResourceId, ResourceKind]) -> int:
    # What the catalogue does not know any more may be a device: nobody slips one past by taking it off the list.
    counted = (ResourceKind.CONSUMABLE, ResourceKind.PACK)
    return sum(count for resource, count in units.items() if kinds.get(resource) not in counted)


def signing_of(store: Store, plan: PlanRow) -> Signing:
    """Return where a plan stands with its signatures, by the limit in force; only a proposal lacks any."""
    limit, size = current(store), size_of(store, plan.id)
    needed = size.people(limit)
    if plan.status is not PlanStatus.PROPOSED:
        return Signing(needed, limit, size, ())
    return Signing(needed, limit, size, missing({one.office for one in plan.approvals}, needed))


def missing(signed: Collection[str], needed: int) -> tuple[str, ...]:
    """
    Return the offices of which one must still sign, where *signed* have; two signatures are of two offices.

    >>> missing([], 2), missing(["Administración"], 2), missing(["Administración"], 1)
    (('Operación regional', 'Administración'), ('Operación regional',), ())
    """
    if len(set(signed)) >= needed:
        return ()
    return tuple(office for office in SIGNERS.values() if office not in signed)
