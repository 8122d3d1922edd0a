"""Whether a resource is of use at a school: what it asks for, against what is known of the place."""

from typing import Protocol

from shared.lacking import UNKNOWN
from shared.resources import Power, Resource


class Site(Protocol):
    """What is known of a place. ``None`` and what is empty mean that nobody has said."""

    @property
    def power(self) -> Power:
        """Its electricity."""

    @property
    def coverage(self) -> bool | None:
        """Whether the mobile operator reaches it."""

    @property
    def internet(self) -> bool | None:
        """Whether it has a link."""

    @property
    def level(self) -> str:
        """As the register names it, or the catalogue."""

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 tags."""


def missing_requirement(resource: Resource, place: Site) -> str:
    """
    Return the requirement that *place* does not meet, with ``_unknown`` where nobody has said, or the empty string.

    A site without power, or of which nobody knows, meets that requirement when the resource has a kit for it.

    >>> from shared.donors import Place
    >>> from shared.resources import Requirement
    >>> tablet = Resource(id="tablet", name="Tabletas", kind="reusable", requires=Requirement(power=True))
    >>> missing_requirement(tablet, Place(power=Power.NONE)), missing_requirement(tablet, Place())
    ('power', 'power_unknown')
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


def needs_kit(place: Site) -> bool:
    """Tell whether what needs power travels with its kit to *place*: also where nobody knows."""
    return place.power in (Power.NONE, Power.UNKNOWN)
