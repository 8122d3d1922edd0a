"""What content packs a plan may offer to the node of each site: what each is worth there, how large it is, the room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pandas as pd

from hub.allocation.packs import MAX_OFFERED
from hub.allocation.worth import curves, lot_worths
from hub.places import Place, missing_requirement
from shared.allocation import Need, PackNeed, PackReason
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind

Tables = dict[str, pd.DataFrame]
Pair = tuple[SiteId, ResourceId]
_MILLION = 1_000_000
_CHANCES = (0.1, 0.5, 0.9)
_WHOLE = 2**40
"""A lot so large that there is no second one: of the worths only what is expected is wanted."""


class PackRoom(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The room for packs at a site, in megabytes. None: nobody told it, which is not 0."""

    site: SiteId
    free_mb: int | None = None
    """On the disk of its node."""
    sync_mb: int | None = None
    """That its line carries in a period."""
    simulated: bool = False


class PackInputs(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the choice of packs rests on besides needs, schools and catalogue."""

    rooms: tuple[PackRoom, ...] = ()
    held: tuple[Pair, ...] = ()
    """Packs that a site uses."""
    coming: tuple[Pair, ...] = ()
    """Packs that a published decision sends and of which no use is known yet: they may still need their room."""


NO_PACKS = PackInputs()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pack that would be of use at a site: offered, or refused before anything is chosen."""

    site: SiteId
    resource: ResourceId
    needs: tuple[PackNeed, ...]
    learners: int
    worth: int
    refused: PackReason | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """The candidates of a region, and the tables of an instance that the choice is made from."""

    candidates: tuple[Candidate, ...] = ()
    tables: Tables = field(default_factory=dict)
    rooms: Mapping[SchoolId, PackRoom] = field(default_factory=dict)
    """By the service that stands for its site."""


def offer_packs(
    places: Sequence[Place], needs: Mapping[tuple[SchoolId, ResourceId], Need], catalogue: Catalogue, known: PackInputs
) -> Offered:
    """
    Return what may be sent, whatever the order of rows: to each site once, for all services there that a pack suits.

    A service stands for its site, the first one by its code. What suits nobody, is used there already or on its way,
    or is worth nothing there is no candidate.
    """
    packs = {one.id: one for one in catalogue.resources if one.kind is ResourceKind.PACK}
    there, sizes = {*known.held, *known.coming}, sized(packs)
    rooms = _rooms(known, sizes)
    wanted = [one for one in _wanted(places, needs, packs) if one.worth and (one.site, one.resource) not in there]
    told = [replace(one, refused=_unknown(one, sizes, rooms.get(one.site))) for one in wanted]
    found = _within_bounds(told, sizes, there)
    return Offered(found, *_tables(found, places, sizes, rooms, there))


def sized(packs: Mapping[ResourceId, Resource]) -> dict[ResourceId, Resource]:
    """Return the packs of which the catalogue tells both sizes, and those of all that they build on."""
    own = {name for name, one in packs.items() if one.requires.storage_mb > 0 and one.sync_mb > 0}
    return {name: one for name, one in sorted(packs.items()) if {name, *built_on(name, packs)} <= own}


def built_on(name: ResourceId, packs: Mapping[ResourceId, Resource]) -> set[ResourceId]:
    """Return all that a pack builds on, what that builds on among it."""
    found: set[ResourceId] = set()
    ahead = [name]
    while ahead:
        one = packs.get(ahead.pop())
        new = set(one.after) - found if one else set()
        found |= new
        ahead += new
    return found


def _wanted(
    places: Sequence[Place], needs: Mapping[tuple[SchoolId, ResourceId], Need], packs: Mapping[ResourceId, Resource]
) -> list[Candidate]:
    """Return what each pack is worth at each site that has a service which it suits, by site and pack."""
    rows = [
        (place.site, name, place.school, needs[place.school, name])
        for place in sorted(places, key=lambda place: (place.site, place.school))
        for name, pack in sorted(packs.items())
        if (place.school, name) in needs and not missing_requirement(pack, place)
    ]
    of_pair: dict[Pair, list[tuple[PackNeed, float]]] = {}
    for (site, name, school, need), learners in zip(rows, _expected([row[3] for row in rows]), strict=True):
        of_pair.setdefault((site, name), []).append((PackNeed(school, need), learners))
    found = []
    for (site, name), some in sorted(of_pair.items()):
        learners = sum(each for _, each in some)
        of = tuple(need for need, _ in some)
        found.append(Candidate(site, name, of, round(learners), round(learners * packs[name].value)))
    return found


def _expected(needs: Sequence[Need]) -> list[float]:
    """Return how many learners are expected: the mean of each need, as of what is divided."""
    if not needs:
        return []
    quantiles = np.array([(one.p10, one.p50, one.p90) for one in needs], dtype=float)
    none, one = np.zeros(len(needs), dtype=np.int64), np.ones(len(needs), dtype=np.int64)
    found: list[float] = lot_worths(curves(_CHANCES, quantiles), none, one * _WHOLE, one, 100).expected.tolist()
    return found


def _rooms(known: PackInputs, sizes: Mapping[ResourceId, Resource]) -> dict[SiteId, PackRoom]:
    """Return the room of each site, less what is on its way to it: that may not have come yet."""
    coming: dict[SiteId, list[Resource]] = {}
    for site, name in known.coming:
        coming.setdefault(site, []).extend([sizes[name]] if name in sizes else [])
    return {
        one.site: msgspec.structs.replace(
            one,
            free_mb=_less(one.free_mb, sum(pack.requires.storage_mb for pack in coming.get(one.site, ()))),
            sync_mb=_less(one.sync_mb, sum(pack.sync_mb for pack in coming.get(one.site, ()))),
        )
        for one in known.rooms
    }


def _less(room: int | None, taken: int) -> int | None:
    return None if room is None else max(0, room - taken)


def _unknown(one: Candidate, sizes: Mapping[ResourceId, Resource], room: PackRoom | None) -> PackReason | None:
    """Return what nobody told, and that must be known before it is offered: nothing of it counts as 0."""
    if one.resource not in sizes:
        return PackReason.SIZE_UNKNOWN
    if room is None or room.free_mb is None:
        return PackReason.STORAGE_UNKNOWN
    return PackReason.WINDOW_UNKNOWN if room.sync_mb is None else None


def _within_bounds(
    found: Sequence[Candidate], sizes: Mapping[ResourceId, Resource], there: Collection[Pair]
) -> tuple[Candidate, ...]:
    """Return them, but of a site with more than can be looked at those that are worth least refused."""
    taken: dict[SiteId, set[ResourceId]] = {}
    over: set[Pair] = set()
    for one in sorted((one for one in found if not one.refused), key=lambda one: (one.site, -one.worth, one.resource)):
        own = taken.setdefault(one.site, set())
        new = {one.resource, *built_on(one.resource, sizes)} - {name for name in sizes if (one.site, name) in there}
        if len(own | new) > MAX_OFFERED:
            over.add((one.site, one.resource))
        else:
            own |= new
    return tuple(replace(one, refused=PackReason.MANY) if (one.site, one.resource) in over else one for one in found)


def _tables(
    found: Sequence[Candidate],
    places: Sequence[Place],
    sizes: Mapping[ResourceId, Resource],
    rooms: Mapping[SiteId, PackRoom],
    there: Collection[Pair],
) -> tuple[Tables, dict[SchoolId, PackRoom]]:
    """Return the tables of what is offered, and the room of each site by the service that stands for it."""
    offered = [one for one in found if one.refused is None]
    if not offered:
        return {}, {}
    lead: dict[SiteId, SchoolId] = {}
    for place in places:
        lead[place.site] = min(lead.get(place.site, place.school), place.school)
    sites = {one.site for one in offered}
    worth = [(lead[one.site], one.resource, one.worth / _MILLION, "no") for one in offered]
    worth += [(lead[site], name, 0.0, "si") for site, name in sorted(there) if site in sites and name in sizes]
    packs = [(name, one.requires.storage_mb, one.sync_mb, "|".join(sorted(one.after))) for name, one in sizes.items()]
    tables = {
        "packs": pd.DataFrame(packs, columns=["pack_id", "storage_mb", "sync_mb", "after"]),
        "pack_worth": pd.DataFrame(worth, columns=["school_id", "pack_id", "worth", "held"]),
    }
    return tables, {lead[site]: rooms[site] for site in sorted(sites)}


def with_rooms(tables: Tables, offered: Offered) -> Tables:
    """Return the tables of a region with what is offered of packs; as they are where nothing is."""
    if not offered.rooms:
        return tables
    schools = tables["schools"]
    rooms = [offered.rooms.get(school) for school in schools["school_id"]]
    free = pd.array([None if one is None else one.free_mb for one in rooms], dtype="Float64")
    sync = pd.array([None if one is None else one.sync_mb for one in rooms], dtype="Float64")
    return tables | offered.tables | {"schools": schools.assign(free_mb=free, sync_mb=sync)}
