"""What is offered of packs: what suits a service of the site, is not there, and whose sizes and room are known."""

from hub.pack_offers import PackInputs, PackRoom, built_on, offer_packs, sized, with_rooms
from hub.region_instance import tables_of
from shared.allocation import Need, PackReason
from shared.ids import ResourceId, SiteId
from shared.resources import Catalogue
from tests.hub.packing import NAMES, PackRegion, pack, place

SITE = SiteId("999200")
A, B, C = NAMES[:3]
ROOM = PackInputs(rooms=(PackRoom(site=SITE, free_mb=100, sync_mb=90),))


def test_a_site_is_offered_a_pack_once_for_all_its_services_that_it_suits() -> None:
    services = [place(2), place(1, level="Secundaria"), place(3)]
    needs = {(one.school, A): Need(10, 20, 30) for one in services}

    found = offer_packs(services, needs, Catalogue(1, (pack(A, 10, 10, levels=("Primaria",)),)), ROOM)

    (only,) = found.candidates
    assert (only.learners, only.worth) == (40, 8_050_000)
    assert [one.school for one in only.needs] == ["0900002-0", "0900003-0"]
    assert found.tables["pack_worth"]["school_id"].tolist() == ["0900001-0"]
    assert list(found.rooms) == ["0900001-0"]


def test_what_is_there_on_its_way_unforeseen_or_of_another_level_is_no_candidate() -> None:
    here = place(1)
    packs = Catalogue(1, (pack(A, 10, 10), pack(B, 10, 10), pack(C, 10, 10, levels=("Inicial",))))
    needs = {(here.school, name): Need(5, 6, 7) for name in (A, B, C)}
    known = PackInputs(rooms=ROOM.rooms, held=((SITE, A),), coming=((SITE, B),))

    assert offer_packs([here], needs, packs, known).candidates == ()
    assert offer_packs([here], {}, packs, ROOM).candidates == ()


def test_what_is_on_its_way_keeps_its_room() -> None:
    here = place(1)
    known = PackInputs(rooms=ROOM.rooms, coming=((SITE, B),))

    found = offer_packs(
        [here], {(here.school, A): Need(5, 6, 7)}, Catalogue(1, (pack(A, 10, 10), pack(B, 30, 10))), known
    )

    assert (found.rooms[here.school].free_mb, found.rooms[here.school].sync_mb) == (70, 80)


def test_a_pack_that_builds_on_one_of_unknown_size_has_none_itself() -> None:
    packs = {one.id: one for one in (pack(A, 0, 5), pack(B, 5, 5, after=(A,)), pack(C, 5, 5, after=(B,)))}

    assert built_on(C, packs) == {A, B}
    assert sized(packs) == {}


def test_the_region_stays_as_it_is_where_nothing_is_offered() -> None:
    here = PackRegion([place(1)], {}, Catalogue(1, (pack(A, 10, 10),)), ROOM)

    tables = here.tables()

    assert "packs" not in tables
    assert "free_mb" not in tables["schools"]
    assert with_rooms(tables, offer_packs([], {}, Catalogue(1, ()), ROOM)) == tables
    assert "schools" in tables_of(here.places, [], {}, here.catalogue)


def test_of_more_packs_than_are_looked_at_those_worth_least_are_refused() -> None:
    names = [ResourceId(f"pack-{number:03d}") for number in range(70)]
    here = place(1)
    packs = Catalogue(1, tuple(pack(name, 1, 1, value=1_000 + at) for at, name in enumerate(names)))

    found = offer_packs([here], {(here.school, name): Need(10, 10, 10) for name in names}, packs, ROOM)

    refused = {one.resource for one in found.candidates if one.refused is PackReason.MANY}
    assert refused == set(names[:8])
