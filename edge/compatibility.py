"""Which devices of a school open which packs: devices that are alike stand together, and unknown is not "no"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.devices import GONE, DeviceState
from shared.ids import ResourceId
from shared.packs import Lack, Needs, Pack, needs_of, why_not
from shared.resources import Resource, ResourceKind

_OPENS = frozenset({"tablet", "phone"})
"""Icons of what opens a pack, whether or not somebody noted what it has."""


class Opens(StrEnum):
    """Whether a device opens a pack."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alike:
    """Devices of one resource that have the same, by serial."""

    first: DeviceState
    serials: tuple[str, ...]

    @property
    def noted(self) -> bool:
        """Whether somebody noted anything of what they have."""
        return _noted(self.first)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pack with what it asks of a device."""

    resource: ResourceId
    needs: Needs
    here: bool
    """It is on this laptop."""


def packs_asked(catalogue: Iterable[Resource], here: Mapping[ResourceId, Pack]) -> list[Asked]:
    """
    Return the packs that a school may open, those on the laptop first, as their own manifests say what they ask.

    >>> packs_asked([Resource(id="p", name="P", kind=ResourceKind.PACK)], {})
    [Asked(resource='p', needs=Needs(android=0, storage_mb=0, memory_mb=0), here=False)]
    """
    own = [Asked(name, pack.needs, here=True) for name, pack in sorted(here.items())]
    listed = [one for one in catalogue if one.kind is ResourceKind.PACK and one.id not in here]
    return own + [Asked(one.id, needs_of(one), here=False) for one in listed]


def groups(devices: Iterable[DeviceState], catalogue: Mapping[ResourceId, Resource]) -> list[Alike]:
    """
    Return the devices that a school has and that may open a pack, those that are alike together, the most first.

    A charger with a serial is none of them: what is not of a kind that opens packs counts where somebody noted what it
    has.
    """
    found: dict[tuple[object, ...], list[DeviceState]] = {}
    for one in devices:
        known = catalogue.get(one.resource)
        if one.place not in GONE and (_noted(one) or (known is not None and known.icon in _OPENS)):
            found.setdefault(_has(one), []).append(one)
    alike = [Alike(same[0], tuple(one.serial for one in same)) for same in found.values()]
    return sorted(alike, key=lambda one: (-len(one.serials), one.first.resource, one.serials))


def judged(device: DeviceState, needs: Needs) -> tuple[Opens, tuple[Lack, ...]]:
    """
    Return whether a device opens what asks for *needs*, and why not: what it lacks for certain, else what is unknown.

    >>> old = DeviceState(resource="tablet", serial="A1", android=7)
    >>> judged(old, Needs(android=9, memory_mb=2_000))[0], judged(old, Needs(memory_mb=2_000))[0], judged(old, Needs())
    (<Opens.NO: 'no'>, <Opens.UNKNOWN: 'unknown'>, (<Opens.YES: 'yes'>, ()))
    """
    lacks = why_not(device, needs)
    certain = tuple(one for one in lacks if one.certain)
    if certain:
        return Opens.NO, certain
    return (Opens.UNKNOWN, lacks) if lacks else (Opens.YES, ())


def opened(device: DeviceState, packs: Sequence[Asked]) -> int:
    """Return how many of these packs a device opens for certain."""
    return sum(judged(device, one.needs)[0] is Opens.YES for one in packs)


def _noted(one: DeviceState) -> bool:
    return any(value is not None for value in (one.android, one.storage_mb, one.free_mb, one.memory_mb))


def _has(one: DeviceState) -> tuple[object, ...]:
    return one.resource, one.maker, one.android, one.storage_mb, one.free_mb, one.memory_mb
