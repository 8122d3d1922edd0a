"""A school as the allocation sees it, what it asks for, and whether a resource is of use there."""

from dataclasses import dataclass

from shared.allocation import Need
from shared.ids import ResourceId, SchoolId, SiteId
from shared.lacking import UNKNOWN
from shared.resources import Power, Resource


@dataclass(frozen=True, slots=True)
class Place:
    """A school as the allocation sees it. ``None`` and the empty tuple of languages mean that nobody has said."""

    school: SchoolId
    site: SiteId
    depot: str
    power: Power = Power.UNKNOWN
    coverage: bool | None = None
    internet: bool | None = None
    level: str = ""
    languages: tuple[str, ...] = ()
    urgency_pct: int = 100
    students: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """What one school is foreseen to need of one resource in the period, and what it has of it already, in units."""

    school: SchoolId
    resource: ResourceId
    need: Need
    on_hand: int = 0
    in_transit: int = 0
    asked: int = 0
    made_by: str = "baseline"
    counted: bool = True
    """Somebody at its site counted it once; else ``on_hand`` is only what its records show."""
    count_day_sure: bool = True
    """False where it was counted on a day that nothing tells."""


def missing_requirement(resource: Resource, place: Place) -> str:
    """
    Return the requirement that *place* does not meet, with ``_unknown`` where nobody has said, or the empty string.

    A site without power, or of which nobody knows, meets that requirement when the resource has a kit for it.

    >>> from shared.resources import Requirement
    >>> tablet = Resource(id="tablet", name="Tabletas", kind="reusable", requires=Requirement(power=True))
    >>> missing_requirement(tablet, Place("0403691-0", "074294", "Huamanga", power=Power.NONE))
    'power'
    """
    asks = resource.requires
    if asks.levels and stage_of(place.level) not in asks.levels:
        return "level" if place.level else "level" + UNKNOWN
    if asks.languages and not set(asks.languages) & set(place.languages):
        return "language" if place.languages else "language" + UNKNOWN
    if asks.power and needs_kit(place) and not resource.kit_without_power:
        return "power" if place.power is Power.NONE else "power" + UNKNOWN
    for name, needed, there in (
        ("coverage", asks.coverage, place.coverage),
        ("internet", asks.internet, place.internet),
    ):
        if needed and not there:
            return name if there is False else name + UNKNOWN
    return ""


def stage_of(level: str) -> str:
    """
    Return the level as the catalogue names it, without the register's detail.

    >>> stage_of("Inicial - Jardín"), stage_of("Primaria")
    ('Inicial', 'Primaria')
    """
    return level.partition(" ")[0]


def needs_kit(place: Place) -> bool:
    """Tell whether what needs power travels with its kit to *place*: also where nobody knows."""
    return place.power in (Power.NONE, Power.UNKNOWN)
