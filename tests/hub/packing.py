"""Small regions with content packs, drawn by hypothesis: schools, needs, sizes and rooms, some of them unknown."""

from dataclasses import dataclass
from typing import Any

import msgspec
from hypothesis import strategies as st

from hub.pack_choice import choose_packs
from hub.pack_offers import PackInputs, PackRoom, offer_packs, with_rooms
from hub.places import Place
from hub.region_instance import Tables, tables_of
from shared.allocation import Need, PackLine
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Requirement, Resource, ResourceKind

Needs = dict[tuple[SchoolId, ResourceId], Need]
NAMES = [ResourceId(f"pack-{letter}") for letter in "abcde"]


@dataclass(frozen=True)
class PackRegion:
    """What a choice of packs rests on."""

    places: list[Place]
    needs: Needs
    catalogue: Catalogue
    known: PackInputs

    def tables(self) -> Tables:
        """Return the tables of its instance."""
        own = tables_of(self.places, [], {}, self.catalogue)
        return with_rooms(own, offer_packs(self.places, self.needs, self.catalogue, self.known))

    def lines(self) -> tuple[PackLine, ...]:
        """Return the packs of its plan."""
        offered = offer_packs(self.places, self.needs, self.catalogue, self.known)
        return choose_packs(self.tables(), offered, self.places, self.catalogue)

    def shuffled(self, rng: Any) -> "PackRegion":
        """Return it with every row in another place."""

        def mixed(rows: Any) -> list[Any]:
            rows = list(rows)
            rng.shuffle(rows)
            return rows

        known = PackInputs(
            rooms=tuple(mixed(self.known.rooms)),
            held=tuple(mixed(self.known.held)),
            coming=tuple(mixed(self.known.coming)),
        )
        catalogue = msgspec.structs.replace(self.catalogue, resources=tuple(mixed(self.catalogue.resources)))
        return PackRegion(mixed(self.places), dict(mixed(self.needs.items())), catalogue, known)


def pack(name: ResourceId, storage: int, sync: int, *, after: tuple[ResourceId, ...] = (), **more: Any) -> Resource:
    """Return a pack; a size of 0 is one that nobody told."""
    requires = Requirement(storage_mb=storage, levels=more.pop("levels", ()))
    values = {"value": 200_000} | more
    return Resource(id=name, name=name, kind=ResourceKind.PACK, requires=requires, sync_mb=sync, after=after, **values)


def place(number: int, site: int = 0, level: str = "Primaria") -> Place:
    """Return a service of a site."""
    return Place(SchoolId(f"090000{number}-0"), SiteId(f"99920{site}"), "Huamanga", level=level)


@st.composite
def regions(draw: st.DrawFn) -> PackRegion:
    """Draw a region of a few sites with up to two services each."""
    sizes = st.integers(0, 9)
    packs = []
    for at, name in enumerate(NAMES[: draw(st.integers(1, 5))]):
        after = tuple(sorted(draw(st.sets(st.sampled_from(NAMES[:at]), max_size=2)))) if at else ()
        levels = draw(st.sampled_from([(), ("Primaria",), ("Secundaria",)]))
        value = draw(st.integers(0, 400_000))
        packs.append(pack(name, draw(sizes), draw(sizes), after=after, levels=levels, value=value))
    places, needs = [], Needs()
    for site in range(draw(st.integers(1, 3))):
        for nth in range(draw(st.integers(1, 2))):
            here = place(3 * site + nth + 1, site, draw(st.sampled_from(["Primaria", "Secundaria", ""])))
            places.append(here)
            for one in packs:
                low, mid, high = sorted(draw(st.tuples(*[st.integers(0, 60)] * 3)))
                if draw(st.booleans()) or draw(st.booleans()):
                    needs[here.school, one.id] = Need(low, mid, high)
    sites = sorted({one.site for one in places})
    room = st.one_of(st.none(), st.integers(0, 25))
    known = PackInputs(
        rooms=tuple(
            PackRoom(site=site, free_mb=draw(room), sync_mb=draw(room)) for site in sites if draw(st.booleans())
        ),
        held=tuple((site, one.id) for site in sites for one in packs if draw(st.integers(0, 5)) == 0),
        coming=(),
    )
    if draw(st.booleans()) and len(packs) > 1 and (sites[0], packs[0].id) not in known.held:
        known = msgspec.structs.replace(known, coming=((sites[0], packs[0].id),))
    return PackRegion(places, needs, Catalogue(1, tuple(packs)), known)
