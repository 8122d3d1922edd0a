"""What is scarce: resources, their lots, their requirements, and the catalogue that names them."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Any

import msgspec

from shared.errors import BadInput
from shared.ids import ResourceId
from shared.json_faults import fault

KOLIBRI = "kolibri-"
"""What the id of a Kolibri channel begins with."""


class ResourceKind(StrEnum):
    """How need of a resource is counted (DESIGN.md §3)."""

    REUSABLE = "reusable"
    """A device or kit part: need is the peak of concurrent use."""
    CONSUMABLE = "consumable"
    """Printed matter: need is the sum of units."""
    PACK = "pack"
    """Digital content: need is the number of distinct learners; not rival."""


class Power(StrEnum):
    """Electricity at a site. Unknown is not "no"."""

    GRID = "red"
    SOLAR = "solar"
    GENERATOR = "generador"
    NONE = "ninguna"
    UNKNOWN = "desconocido"


class Requirement(msgspec.Struct, frozen=True):
    """What a school must have for a resource to be of use there."""

    power: bool = False
    """Needs electricity; the ``kit`` of the resource supplies it where there is none."""
    coverage: bool = False
    """Needs the mobile operator's coverage."""
    internet: bool = False
    storage_mb: int = 0
    android: int = 0
    memory_mb: int = 0
    """Of a device that opens it; 0: untold."""
    levels: tuple[str, ...] = ()
    """Inicial, Primaria, Secundaria; empty: any."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags of which the school must teach one; empty: any."""


class KitPart(msgspec.Struct, frozen=True):
    """What travels with a resource to a school without electricity."""

    resource: ResourceId
    units_per_unit: int = 1


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in a pack: a story, an exercise. What it does not say is as the pack says."""

    id: str
    """As uses name it (``content``): of a Kolibri channel, the code of the content."""
    name: str
    language: str = ""
    grades: tuple[int, ...] = ()
    after: tuple[str, ...] = ()
    """Contents of the same pack that are finished before it is offered."""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the catalogue. Ids are never reused."""

    id: ResourceId
    name: str
    """In Spanish, plural, as on a packing list."""
    kind: ResourceKind
    icon: str = "box"
    unit: str = "unidad"
    lot: int = 1
    """Units in a lot: the least that is sent."""
    weight_g: int = 0
    volume_ml: int = 0
    value: int = 1_000_000
    """Worth of one unit of need met, in millionths."""
    requires: Requirement = Requirement()
    kit_without_power: tuple[KitPart, ...] = ()
    language: str = "es"
    variety: str = ""
    area: str = ""
    grades: tuple[int, ...] = ()
    contents: tuple[Content, ...] = ()
    """Of a pack, what is offered to learners one by one; empty: the pack as a whole."""
    sync_mb: int = 0
    """Of a pack, megabytes that a line carries to bring it; on the disk it takes ``requires.storage_mb``. 0: untold."""
    after: tuple[ResourceId, ...] = ()
    """Packs that this pack builds on: without them it is not sent."""


class Catalogue(msgspec.Struct, frozen=True):
    """Every resource known under one version; broadcast in the feed."""

    version: int
    resources: tuple[Resource, ...]

    def by_id(self) -> Mapping[ResourceId, Resource]:
        """Return the resources by their id."""
        return {resource.id: resource for resource in self.resources}

    def kind_of(self, resource: ResourceId) -> ResourceKind | None:
        """
        Return how need of a resource is counted; None where nobody knows.

        A Kolibri channel that the catalogue does not list is digital content all the same.

        >>> Catalogue(1, ()).kind_of(ResourceId("kolibri-8592645f7ced579cbd752ed615f041e5")).value
        'pack'
        """
        known = next((one.kind for one in self.resources if one.id == resource), None)
        return ResourceKind.PACK if known is None and resource.startswith(KOLIBRI) else known


def as_told(catalogue: Catalogue) -> dict[str, Any]:
    """
    Return a catalogue as plain values; one that says nothing of what packs take or ask is as before it could say it.

    >>> one = Resource(id=ResourceId("p"), name="p", kind=ResourceKind.PACK)
    >>> "sync_mb" in as_told(Catalogue(1, (one,)))["resources"][0]
    False
    """
    told: dict[str, Any] = msgspec.to_builtins(catalogue)
    for one in told["resources"]:
        for name in [name for name in ("sync_mb", "after") if not one[name]]:
            del one[name]
        if not one["requires"]["memory_mb"]:
            del one["requires"]["memory_mb"]
    return told


def read_catalogue(text: bytes) -> Catalogue:
    """
    Read a catalogue from JSON.

    Raises:
        BadInput: Not JSON, a field of the wrong type, an id twice, a kit part that is not in it, or contents that build
            on each other.
    """
    try:
        catalogue = msgspec.json.decode(text, type=Catalogue)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(
            "El catálogo no se puede leer: %(problem)s. Corrija el archivo y vuelva a intentar.",
            problem=fault(error, text),
        ) from error
    ids = Counter(resource.id for resource in catalogue.resources)
    parts = {part.resource for r in catalogue.resources for part in r.kit_without_power}
    twice = {*(str(name) for name, count in ids.items() if count > 1), *_wrong(catalogue, twice=True)}
    lost = {*(str(name) for name in parts - set(ids)), *_wrong(catalogue, twice=False)}
    if twice or lost:
        names = ", ".join(sorted(twice | lost))
        raise BadInput("El catálogo repite o no define: %(names)s. Cada recurso va una vez.", names=names)
    if circle := _circle(catalogue):
        raise BadInput(
            "En el catálogo hay contenidos o paquetes que se esperan unos a otros: %(names)s. Nadie podría empezarlos: "
            "corrija «after» y vuelva a intentar.",
            names=" > ".join(circle),
        )
    return catalogue


def _circle(catalogue: Catalogue) -> list[str]:
    """Return packs, or contents of one, of which each builds on the one before, and the first on the last."""
    try:
        TopologicalSorter({one.id: one.after for one in catalogue.resources}).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    for pack in catalogue.resources:
        try:
            TopologicalSorter({one.id: one.after for one in pack.contents}).prepare()
        except CycleError as error:
            return [f"{pack.id}/{name}" for name in error.args[1]]
    return []


def _wrong(catalogue: Catalogue, *, twice: bool) -> list[str]:
    """Return the contents that their pack names *twice*, or builds on and does not name; packs that are no packs."""
    packs = {one.id for one in catalogue.resources if one.kind is ResourceKind.PACK}
    found = [] if twice else [str(name) for one in catalogue.resources for name in one.after if name not in packs]
    for pack in catalogue.resources:
        ids = Counter(one.id for one in pack.contents)
        again = [name for name, count in ids.items() if count > 1]
        unknown = [name for one in pack.contents for name in one.after if name not in ids]
        found += [f"{pack.id}/{name}" for name in (again if twice else unknown)]
    return found
