"""What a dispatch order weighs, as far as the catalogue tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.ids import ResourceId
from shared.resources import Resource


@dataclass(frozen=True, slots=True)
class Packed:
    """A line of a packing list; None where the catalogue does not tell the weight or the volume."""

    name: str
    unit: str
    units: int
    kg: float | None
    litres: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """The lines of a packing list with their sums; *untold* are those that the sums of weight leave out."""

    lines: tuple[Packed, ...]

    @property
    def units(self) -> int:
        """All units."""
        return sum(line.units for line in self.lines)

    @property
    def kg(self) -> float | None:
        """Kilograms of what has a weight; None where nothing has."""
        return _sum(line.kg for line in self.lines)

    @property
    def litres(self) -> float | None:
        """Litres of what has a volume; None where nothing has."""
        return _sum(line.litres for line in self.lines)

    @property
    def untold(self) -> tuple[str, ...]:
        """The names of what has no weight or no volume in the catalogue."""
        return tuple(line.name for line in self.lines if line.kg is None or line.litres is None)


def load_of(lines: Iterable[tuple[ResourceId, int]], names: Mapping[ResourceId, Resource]) -> Load:
    """
    Return what some units of some resources weigh and take up.

    >>> tablet = Resource(id=ResourceId("t"), name="Tabletas", kind="reusable", weight_g=500)
    >>> load = load_of([(ResourceId("t"), 4), (ResourceId("x"), 2)], {ResourceId("t"): tablet})
    >>> load.units, load.kg, load.litres, load.untold
    (6, 2.0, None, ('Tabletas', 'x'))
    """
    return Load(tuple(_packed(one, units, names.get(one)) for one, units in lines))


def _packed(name: ResourceId, units: int, known: Resource | None) -> Packed:
    if known is None:
        return Packed(name, "", units, None, None)
    kg = known.weight_g * units / 1000 if known.weight_g else None
    litres = known.volume_ml * units / 1000 if known.volume_ml else None
    return Packed(known.name, known.unit, units, kg, litres)


def _sum(values: Iterable[float | None]) -> float | None:
    told = [value for value in values if value is not None]
    return sum(told) if told else None
