"""The cuadro de distribución: what a plan sends, school by school and stop by stop, with its weight and volume."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from hub.region_rows import School, service_names
from shared.allocation import Line
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource


@dataclass(frozen=True, slots=True)
class Load:
    """What some goods come to: whole units, grams and millilitres, so that every sum of sums is the same."""

    units: int = 0
    weight_g: int = 0
    volume_ml: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.units + other.units, self.weight_g + other.weight_g, self.volume_ml + other.volume_ml)

    @property
    def kg(self) -> float:
        """Kilograms, exact to the gram."""
        return self.weight_g / 1000

    @property
    def litres(self) -> float:
        """Litres, exact to the millilitre."""
        return self.volume_ml / 1000


@dataclass(frozen=True, slots=True)
class Item:
    """One resource for one school."""

    depot: str
    site: SiteId
    district: str
    school: SchoolId
    name: str
    """Of the school."""
    resource: ResourceId
    called: str
    """Name of the resource."""
    load: Load
    pecosa: str
    """Empty until the plan is published: a number is given once."""
    zone: str = ""
    """The road by which one comes to its site; empty where nobody said."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A site on the route of its depot."""

    number: int
    site: SiteId
    district: str
    names: tuple[str, ...]
    pecosa: str
    items: tuple[Item, ...]
    zone: str = ""

    @property
    def load(self) -> Load:
        """What is set down there."""
        return total(self.items)


@dataclass(frozen=True, slots=True)
class Cuadro:
    """Everything that a plan sends, by depot, road, district, site, school and resource: the order of the trucks."""

    items: tuple[Item, ...]
    unweighed: tuple[str, ...]
    """Names of resources that are sent and whose weight or volume the catalogue does not say: totals lack them."""

    @property
    def load(self) -> Load:
        """Everything."""
        return total(self.items)

    def by_resource(self) -> list[tuple[str, Load]]:
        """Return what is sent of each resource, by name."""
        named = sorted(self.items, key=lambda one: (one.called, one.resource))
        return [(called, total(own)) for (called, _), own in groupby(named, key=lambda one: (one.called, one.resource))]

    def depots(self) -> list[tuple[str, Load, int]]:
        """Return the depots that send something: what, and to how many sites."""
        found = ((depot, list(own)) for depot, own in groupby(self.items, key=lambda one: one.depot))
        return [(depot, total(own), len({one.site for one in own})) for depot, own in found]

    def route(self, depot: str) -> list[Stop]:
        """Return the stops of a depot in the order of its trucks: road by road, district by district, then by site."""
        own = (one for one in self.items if one.depot == depot)
        stops = groupby(own, key=lambda one: (one.zone, one.district, one.site))
        return [_stop(number, tuple(items)) for number, (_, items) in enumerate(stops, start=1)]


def by_road(stops: Iterable[Stop]) -> list[tuple[str, list[Stop], Load]]:
    """Return the stops of a depot road by road, each with what its trucks carry."""
    found = ((zone, list(own)) for zone, own in groupby(stops, key=lambda one: one.zone))
    return [(zone, own, sum((one.load for one in own), Load())) for zone, own in found]


def total(items: Iterable[Item]) -> Load:
    """Return what some items come to."""
    return sum((one.load for one in items), Load())


def cuadro_of(
    lines: Iterable[Line],
    schools: Sequence[School],
    catalogue: Catalogue,
    pecosas: Mapping[SiteId, str],
    zones: Mapping[SiteId, str] = MappingProxyType({}),
) -> Cuadro:
    """Return the cuadro of the *lines* of a plan; *pecosas* and *zones* are numbers given and roads, by site."""
    known, names, resources = {one.id: one for one in schools}, service_names(schools), catalogue.by_id()
    items = [
        _item(line, known.get(line.school), names.get(line.school, line.school), resources, pecosas, zones)
        for line in lines
        if line.units
    ]
    items.sort(key=lambda one: (one.depot, one.zone, one.district, one.site, one.school, one.resource))
    light = {one.called for one in items if not (one.load.weight_g and one.load.volume_ml)}
    return Cuadro(tuple(items), tuple(sorted(light)))


def _item(
    line: Line,
    school: School | None,
    name: str,
    resources: Mapping[ResourceId, Resource],
    pecosas: Mapping[SiteId, str],
    zones: Mapping[SiteId, str],
) -> Item:
    resource = resources.get(line.resource)
    weight, volume = (resource.weight_g, resource.volume_ml) if resource else (0, 0)
    return Item(
        depot=line.depot,
        site=line.site,
        district=school.district if school else "",
        school=line.school,
        name=name,
        resource=line.resource,
        called=resource.name if resource else line.resource,
        load=Load(line.units, line.units * weight, line.units * volume),
        pecosa=pecosas.get(line.site, ""),
        zone=zones.get(line.site, ""),
    )


def _stop(number: int, items: tuple[Item, ...]) -> Stop:
    names = tuple(dict.fromkeys(one.name for one in items))
    first = items[0]
    return Stop(number, first.site, first.district, names, first.pecosa, items, first.zone)


HEADER = (
    "almacen", "distrito", "local", "cod_mod", "anexo", "escuela", "recurso",
    "unidades", "peso_kg", "volumen_l", "pecosa",
)  # fmt: skip


def rows(cuadro: Cuadro) -> Iterator[tuple[object, ...]]:
    """Give the cuadro line by line, as CSV and the sheet *Detalle* have it; what nobody weighed is blank, no 0."""
    for one in cuadro.items:
        cod_mod, _, anexo = one.school.partition("-")
        load = one.load
        yield (one.depot, one.district, one.site, cod_mod, anexo, one.name, one.called,
               load.units, load.kg or "", load.litres or "", one.pecosa)  # fmt: skip


def matrix(cuadro: Cuadro) -> tuple[list[str], list[list[object]]]:
    """Return the cuadro as offices print it: a row for each school, a column for each resource, totals at both ends."""
    named = dict(
        sorted({one.resource: one.called for one in cuadro.items}.items(), key=lambda pair: (pair[1], pair[0]))
    )
    places = {resource: at for at, resource in enumerate(named)}
    found: list[list[object]] = []
    sums = [0] * len(named)
    for (school, name), own in groupby(cuadro.items, key=lambda one: (one.school, one.name)):
        units = [0] * len(named)
        for one in own:
            units[places[one.resource]] += one.load.units
            sums[places[one.resource]] += one.load.units
        cod_mod, _, anexo = school.partition("-")
        found.append([cod_mod, anexo, name, *units, sum(units)])
    header = ["cod_mod", "anexo", "escuela", *named.values(), "total"]
    return header, [*found, ["", "", "TOTAL", *sums, sum(sums)]]
