"""
Who must sign a plan. No office that sets the limit gains by it: a higher one counts for plans proposed later, a lower
one at once; and what an earlier limit would have given to two people is not signed by the office that raised it alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec

from hub.offices import SIGNERS
from shared.sentences import N_, Sentence
from shared.web import Role

OTHER = SIGNERS[Role.OPERATOR]
"""The office that signs and sets no limit."""


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
class Rule:
    """How many offices must sign a plan, and by which limit."""

    needed: int
    limit: Limit
    """What asks for it; where one signature is enough, the limit in force."""
    office: str = ""
    """The office that must be among them; empty where any does."""

    def missing(self, signed: Collection[str]) -> tuple[str, ...]:
        """
        Return the offices of which one must still sign, where *signed* have; two signatures are of two offices.

        >>> two, raised = Rule(2, Limit()), Rule(1, Limit(), OTHER)
        >>> two.missing([]), two.missing(["Administración"]), raised.missing(["Administración"])
        (('Operación regional', 'Administración'), ('Operación regional',), ('Operación regional',))
        """
        if self.office and self.office not in signed:
            return (self.office,)
        if len(set(signed)) >= self.needed:
            return ()
        return tuple(office for office in SIGNERS.values() if office not in signed)

    def words(self, size: Size) -> list[Sentence]:
        """Say why more than any one signature is needed for a plan of this *size*."""
        if self.needed < 2 and not self.office:
            return []
        figures = {"units": size.units, "devices": size.devices}
        most = {"most_units": self.limit.units, "most_devices": self.limit.devices}
        told = {name: f"{figure:,}" for name, figure in (figures | most).items()}
        return [Sentence(_TWO if self.needed > 1 else _RAISED, {**told, "version": self.limit.version})]


def rule_of(size: Size, before: Sequence[Limit], since: Sequence[Limit]) -> Rule:
    """
    Return the rule for a plan of *size*; *before* are the limits that no longer held when it was proposed.

    *since* are the one that held then and those set afterwards, the newest last.

    >>> low, high = Limit(1, 100, 100), Limit(2, 900, 900)
    >>> rule_of(Size(500, 0), [], [low, high]).needed, rule_of(Size(500, 0), [low], [high]).office
    (2, 'Operación regional')
    """
    for limit in reversed(since):
        if size.people(limit) > 1:
            return Rule(2, limit)
    for limit in reversed(before):
        if size.people(limit) > 1:
            return Rule(1, limit, OTHER)
    return Rule(1, since[-1])


_TWO = N_(
    "Envía %(units)s unidades, %(devices)s de ellas equipos, y pasa del límite de %(most_units)s unidades o "
    "%(most_devices)s equipos (versión %(version)s): necesita dos firmas, de cuentas y funciones distintas."
)
_RAISED = N_(
    "Envía %(units)s unidades, %(devices)s de ellas equipos: con un límite anterior, de %(most_units)s unidades o "
    "%(most_devices)s equipos (versión %(version)s), necesitaba dos firmas. Como lo subió Administración, firma "
    "Operación regional."
)
