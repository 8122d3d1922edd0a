"""
Regions of any size, shaped like Peru's: seeded schools, twenty resources, depots that hold too little.

Needs are gamma: what the plan sees of them is three quantiles, and what is then really needed is drawn anew, with an
error of the forecast of its own. One school in seven has no power; tablets go there with their chargers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from hub.lots import Lots, build
from hub.places import Ask, Place
from shared.allocation import Need
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, KitPart, Power, Requirement, Resource, ResourceKind

Floats = NDArray[np.float64]

# name, need per student, need per school, lot, worth of a unit in soles, spread
_RESOURCES = (
    ("tablet", 0.35, 0.0, 5, 10.0, 0.45),
    ("solar-charger", 0.06, 0.0, 5, 12.0, 0.5),
    ("router", 0.0, 1.1, 1, 40.0, 0.6),
    ("guide-math", 0.9, 0.0, 10, 1.2, 0.3),
    ("guide-comm", 0.9, 0.0, 10, 1.2, 0.3),
    ("guide-science", 0.5, 0.0, 10, 1.1, 0.35),
    ("guide-eib", 0.4, 0.0, 10, 1.6, 0.4),
    ("headset", 0.3, 0.0, 5, 1.5, 0.5),
    ("memory-card", 0.15, 0.0, 5, 1.0, 0.5),
    ("offline-server", 0.0, 0.35, 1, 60.0, 0.7),
    ("power-bank", 0.08, 0.0, 2, 4.0, 0.5),
    ("extension-kit", 0.0, 1.2, 1, 6.0, 0.5),
    ("reader-1", 0.5, 0.0, 10, 1.3, 0.4),
    ("reader-2", 0.5, 0.0, 10, 1.3, 0.4),
    ("workbook-p1", 0.3, 0.0, 10, 1.0, 0.3),
    ("workbook-p2", 0.3, 0.0, 10, 1.0, 0.3),
    ("workbook-s1", 0.25, 0.0, 10, 1.0, 0.3),
    ("sim-data", 0.12, 0.0, 2, 3.0, 0.5),
    ("projector", 0.0, 0.25, 1, 45.0, 0.7),
    ("repair-kit", 0.0, 0.5, 1, 8.0, 0.6),
)
_TABLET, _CHARGER, _ROUTER, _EIB, _BANK = 0, 1, 2, 6, 10
_WITHOUT_POWER = np.array([0.45, 0.28, 0.15, 0.06, 0.02])
_URGENCY_PCT = np.array([200, 160, 130, 110, 100])
"""By quintile, the poorest first."""
_SCARCITY = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """What is to be divided, who asked first, and what each pair of the plan will really need."""

    places: list[Place]
    asks: list[Ask]
    stock: dict[tuple[str, ResourceId], int]
    catalogue: Catalogue
    arrival: list[SchoolId]
    needed: dict[tuple[SchoolId, ResourceId], float]

    def lots(self) -> Lots:
        """Build what the solver takes."""
        return build(self.places, self.asks, self.stock, self.catalogue, cycle="2026-07")

    def needed_of(self, lots: Lots) -> Floats:
        """Return what each pair really needs; a kit part that nobody asked for is needed for itself by nobody."""
        return np.array([self.needed.get((ask.school, ask.resource), 0.0) for ask in lots.asks])


def catalogue() -> Catalogue:
    """Return the twenty resources; a tablet goes with a charger where there is no power."""
    made = []
    for at, (name, _, _, lot, worth, _) in enumerate(_RESOURCES):
        kit = {"requires": Requirement(power=True), "kit_without_power": (KitPart(ResourceId("solar-charger")),)}
        kind = ResourceKind.CONSUMABLE if lot == 10 else ResourceKind.REUSABLE
        more = kit if at == _TABLET else {}
        made.append(
            Resource(id=ResourceId(name), name=name, kind=kind, lot=lot, value=round(worth * 1e6), **more)  # type: ignore[arg-type]
        )
    return Catalogue(1, tuple(made))


def draw(schools: int, seed: int) -> Instance:
    """Return the instance of *schools* schools that *seed* gives."""
    rng = np.random.default_rng(seed)
    depots = 5 if schools <= 2_000 else 12 if schools <= 20_000 else 25
    depot = rng.choice(depots, schools, p=rng.dirichlet(np.full(depots, 3.0)))
    students = np.clip(np.rint(np.exp(rng.normal(np.log(28), 0.9, schools))), 4, 900).astype(int)
    quintile = np.clip(np.rint(rng.normal(2.2, 1.1, schools)), 1, 5).astype(int) - 1
    dark = rng.random(schools) < _WITHOUT_POWER[quintile]
    places = [
        Place(
            school=SchoolId(f"{number:07d}-0"), site=SiteId(f"{number:06d}"), depot=f"depot-{depot[number]:02d}",
            power=Power.NONE if dark[number] else Power.GRID, urgency_pct=int(_URGENCY_PCT[quintile[number]]),
            students=int(students[number]),
        )
        for number in range(schools)
    ]  # fmt: skip
    mean, spread = _needs(rng, students, quintile, dark)
    school, resource = np.nonzero(mean > 0.15)
    mean, spread = mean[school, resource], spread[school, resource]
    shape = 1 / spread**2
    quantiles = np.rint(gamma.ppf(np.array([[0.1], [0.5], [0.9]]), shape, scale=mean / shape)).astype(int)
    there = np.floor(mean * rng.choice([0, 0, 0, 0.15, 0.3, 0.6, 1.0, 1.6], len(mean)) * rng.random(len(mean))).astype(
        int
    )
    really = rng.gamma(shape, mean / shape * np.exp(rng.normal(0, 0.15, len(mean))))
    names = [ResourceId(name) for name, *_ in _RESOURCES]
    keys = [(places[s].school, names[r]) for s, r in zip(school, resource, strict=True)]
    asks = [
        Ask(*key, Need(int(q[0]), int(q[1]), int(q[2])), on_hand=int(have))
        for key, q, have in zip(keys, quantiles.T, there, strict=True)
    ]
    first = np.argsort(-(rng.random(schools) + 0.35 * quintile - 0.4 * dark), kind="stable")
    return Instance(
        places, asks, _stock(rng, depots, depot[school], resource, np.maximum(mean - there, 0), names), catalogue(),
        [places[at].school for at in first], dict(zip(keys, really.tolist(), strict=True)),
    )  # fmt: skip


def _needs(
    rng: np.random.Generator, students: np.ndarray, quintile: np.ndarray, dark: np.ndarray
) -> tuple[Floats, Floats]:
    """Return the mean need of each school and resource, and its spread as a share of the mean."""
    table = np.array([row[1:] for row in _RESOURCES], dtype=float)
    size = (len(students), len(table))
    mean = (students[:, None] * table[:, 0] + table[:, 1]) * np.exp(rng.normal(0, 0.5, size)) * (rng.random(size) < 0.8)
    mean[:, _CHARGER] *= dark * 4
    mean[:, _BANK] *= np.where(dark, 1.5, 0.4)
    mean[:, _ROUTER] *= ~dark
    mean[:, _EIB] *= quintile <= 1
    return mean, table[:, 4] * np.exp(rng.normal(0, 0.2, size))


def _stock(
    rng: np.random.Generator, depots: int, depot: np.ndarray, resource: np.ndarray, net: Floats, names: list[ResourceId]
) -> dict[tuple[str, ResourceId], int]:
    wanted = np.zeros((depots, len(names)))
    np.add.at(wanted, (depot, resource), net)
    luck = rng.lognormal(0, 0.35, (depots, 1)) * rng.lognormal(0, 0.2, (1, len(names)))
    units = np.floor(wanted * np.clip(_SCARCITY * luck, 0.12, 0.95)).astype(int)
    return {(f"depot-{d:02d}", name): int(units[d, r]) for d in range(depots) for r, name in enumerate(names)}
