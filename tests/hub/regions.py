"""Small random regions for the tests of the allocation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.places import Ask, Place
from shared.allocation import Need
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, KitPart, Power, Requirement, Resource, ResourceKind

TABLET, CHARGER, ROUTER, GUIDE, READER = map(ResourceId, ("tablet", "cargador", "router", "guia", "lectura"))


def catalogue(lots: Sequence[int] = (5, 2, 1, 10, 5)) -> Catalogue:
    """Return five resources: two that need power and go with a charger, the charger, a guide and a Quechua reader."""
    kit = (KitPart(CHARGER),)
    power = Requirement(power=True)
    return Catalogue(
        1,
        (
            Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE, lot=lots[0], value=10_000_000,
                     requires=power, kit_without_power=kit),
            Resource(id=CHARGER, name="Cargadores solares", kind=ResourceKind.REUSABLE, lot=lots[1], value=2_000_000),
            Resource(id=ROUTER, name="Enrutadores", kind=ResourceKind.REUSABLE, lot=lots[2], value=30_000_000,
                     requires=Requirement(power=True, internet=True), kit_without_power=(KitPart(CHARGER, 2),)),
            Resource(id=GUIDE, name="Guías de Comunicación 3°", kind=ResourceKind.CONSUMABLE, lot=lots[3],
                     value=1_200_000),
            Resource(id=READER, name="Lecturas en quechua", kind=ResourceKind.CONSUMABLE, lot=lots[4], value=1_300_000,
                     requires=Requirement(languages=("quy",))),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Region:
    """The rows of an instance, in any order."""

    places: list[Place]
    asks: list[Ask]
    stock: dict[tuple[str, ResourceId], int]
    catalogue: Catalogue

    def shuffled(self, seed: int) -> "Region":
        rng = np.random.default_rng(seed)
        places = [self.places[i] for i in rng.permutation(len(self.places))]
        asks = [self.asks[i] for i in rng.permutation(len(self.asks))]
        keys = list(self.stock)
        stock = {keys[i]: self.stock[keys[i]] for i in rng.permutation(len(keys))}
        return Region(places, asks, stock, self.catalogue)


def region(
    seed: int, schools: int = 8, depots: int = 2, *, without_power: float = 0.5, scarcity: float = 0.5
) -> Region:
    """Return a region drawn from *seed*; ``scarcity`` is the share of the need that the depots hold."""
    rng = np.random.default_rng(seed)
    known = catalogue([int(rng.integers(1, 7)) for _ in range(5)])
    places = [_place(rng, number, depots, without_power) for number in range(schools)]
    asks = [_ask(rng, place, resource) for place in places for resource in known.resources if rng.random() < 0.75]
    stock: dict[tuple[str, ResourceId], int] = {}
    for depot in sorted({place.depot for place in places}):
        for resource in known.resources:
            here = {place.school for place in places if place.depot == depot}
            need = sum(ask.need.p50 for ask in asks if ask.school in here and ask.resource == resource.id)
            stock[depot, resource.id] = int(need * scarcity * rng.uniform(0.3, 1.8))
    return Region(places, asks, stock, known)


def _place(rng: np.random.Generator, number: int, depots: int, without_power: float) -> Place:
    power = [Power.NONE, Power.UNKNOWN] if rng.random() < without_power else [Power.GRID, Power.SOLAR]
    return Place(
        school=SchoolId(f"{900_000 + int(rng.integers(90_000)) * 10 + number % 10:07d}-{number // 10 % 10}"),
        site=SiteId(f"{number:06d}"),
        depot=f"Almacén {number % depots}",
        power=power[int(rng.integers(2))],
        internet=[True, False, None][int(rng.integers(3))],
        languages=[("es",), ("quy", "es"), ()][int(rng.integers(3))],
        urgency_pct=int(rng.choice([100, 115, 130])),
        students=int(rng.integers(5, 200)),
    )


def _ask(rng: np.random.Generator, place: Place, resource: Resource) -> Ask:
    p50 = int(rng.gamma(1.5, 6))
    need = Need(int(p50 * 0.6), p50, int(p50 * 1.5) + 1)
    there = int(rng.integers(0, p50 + 1)) if rng.random() < 0.4 else 0
    return Ask(place.school, resource.id, need, on_hand=there, in_transit=int(rng.random() < 0.1), asked=p50)
