"""A site gets the packs that every way of choosing would give it, and each line says why; as files and again too."""

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.pack_files import choice, packs_of_frames, read_packs
from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance, write_table
from hub.pack_choice import packs_again, packs_in, packs_told
from hub.pack_offers import PackInputs, PackRoom, offer_packs
from hub.verify.findings import Findings
from hub.verify.packs import check_packs
from shared.allocation import Need, PackLine, PackReason
from shared.ids import SiteId
from shared.resources import Catalogue, Resource
from tests.hub.packing import NAMES, PackRegion, pack, place, regions

SITE = SiteId("999200")
A, B, C = NAMES[:3]


def one(
    *packs: Resource, free: int | None = 100, sync: int | None = 100, learners: int = 10, **known: Any
) -> PackRegion:
    here = place(1)
    needs = {(here.school, each.id): Need(learners, learners, learners) for each in packs}
    rooms = (PackRoom(site=SITE, free_mb=free, sync_mb=sync),)
    return PackRegion([here], needs, Catalogue(1, packs), PackInputs(rooms=rooms, **known))


def reasons(here: PackRegion) -> dict[str, PackReason]:
    return {line.resource: line.reason for line in here.lines()}


def best(here: PackRegion, site: SiteId) -> int:
    """Return the most worth that any choice of packs for a site has, by trying all of them."""
    packs = {each.id: each for each in here.catalogue.resources}
    there = {name for at, name in (*here.known.held, *here.known.coming) if at == site}
    room = next((each for each in here.known.rooms if each.site == site), None)
    if room is None or room.free_mb is None or room.sync_mb is None:
        return 0
    coming = [packs[name] for at, name in here.known.coming if at == site]
    whole = {name for name, each in packs.items() if each.requires.storage_mb and each.sync_mb}
    there_to_come = [each for each in coming if _sized(each, packs, whole)]
    free = room.free_mb - sum(each.requires.storage_mb for each in there_to_come)
    window = room.sync_mb - sum(each.sync_mb for each in there_to_come)
    offered = offer_packs(here.places, here.needs, here.catalogue, here.known).candidates
    worth = {each.resource: each.worth for each in offered if each.site == site}
    most, names = 0, sorted(whole - there)
    for way in product((False, True), repeat=len(names)):
        some = {name for name, yes in zip(names, way, strict=True) if yes}
        if sum(packs[name].requires.storage_mb for name in some) > max(0, free):
            continue
        if sum(packs[name].sync_mb for name in some) > max(0, window):
            continue
        if any(not set(packs[name].after) <= some | there for name in some):
            continue
        if any(not _sized(packs[name], packs, whole) for name in some):
            continue
        most = max(most, sum(worth.get(name, 0) for name in some))
    return most


def _sized(each: Resource, packs: dict[Any, Resource], whole: set[Any]) -> bool:
    return each.id in whole and all(_sized(packs[name], packs, whole) for name in each.after)


@given(regions())
@settings(max_examples=300, deadline=None)
def test_no_choice_within_the_room_is_worth_more_than_the_plans(here: PackRegion) -> None:
    lines = here.lines()

    for site in {each.site for each in here.places}:
        assert sum(line.worth for line in lines if line.chosen and line.site == site) == best(here, site)


@given(regions())
@settings(max_examples=200, deadline=None)
def test_what_goes_fits_has_known_sizes_and_comes_with_all_that_it_builds_on(here: PackRegion) -> None:
    rooms = {room.site: room for room in here.known.rooms}
    after = {each.id: set(each.after) for each in here.catalogue.resources}

    for site in {line.site for line in here.lines()}:
        sent = [line for line in here.lines() if line.site == site and line.chosen]
        there = {name for at, name in (*here.known.held, *here.known.coming) if at == site}
        assert all(line.storage_mb and line.sync_mb for line in sent)
        assert not {line.resource for line in sent} & there
        for line in sent:
            assert after[line.resource] <= {other.resource for other in sent} | there
        if sent:
            free, window = rooms[site].free_mb, rooms[site].sync_mb
            assert free is not None
            assert window is not None
            assert sum(line.storage_mb for line in sent) <= free
            assert sum(line.sync_mb for line in sent) <= window


@given(regions(), st.integers(0, 1_000))
@settings(max_examples=150, deadline=None)
def test_the_choice_does_not_depend_on_the_order_of_rows(here: PackRegion, seed: int) -> None:
    assert here.shuffled(Random(seed)).lines() == here.lines()


@given(regions())
@settings(max_examples=100, deadline=None)
def test_a_plan_recomputes_its_packs_from_what_it_tells(here: PackRegion) -> None:
    lines = here.lines()
    told = packs_told(lines, here.known)

    assert packs_in(told) == lines
    assert packs_again(told, here.places, here.catalogue) == lines


@given(regions())
@settings(max_examples=25, deadline=None)
def test_the_exported_directory_gives_the_same_packs_and_holds(
    tmp_path_factory: pytest.TempPathFactory, here: PackRegion
) -> None:
    folder: Path = tmp_path_factory.mktemp("region")
    tables = here.tables()
    write_instance(folder, tables, Settings())
    site_of = {each.school: each.site for each in here.places}

    chosen = choice(read_packs(folder))

    sent = {(line.site, line.resource) for line in here.lines() if line.chosen}
    assert {
        (site_of[school], name) for school, name in zip(chosen["school_id"], chosen["pack_id"], strict=True)
    } == sent
    assert choice(packs_of_frames(tables, "región")).equals(chosen)
    if "packs" in tables:
        (folder / "plan").mkdir()
        write_table(folder / "plan", "packs", chosen, csv=False)
        findings = Findings()
        check_packs(folder, folder / "plan", findings)
        assert not findings.found


def test_a_refused_pack_says_what_it_lacked_and_how_much_is_left() -> None:
    disk = one(pack(A, 60, 10), pack(B, 60, 10), free=100)
    line = one(pack(A, 10, 60), pack(B, 10, 60), sync=100)
    both = one(pack(A, 200, 200))

    assert reasons(disk) == {A: PackReason.CHOSEN, B: PackReason.STORAGE} or reasons(disk) == {
        A: PackReason.STORAGE, B: PackReason.CHOSEN,
    }  # fmt: skip
    assert sorted(each.left_mb for each in disk.lines()) == [0, 40]
    assert sorted(reasons(line).values()) == [PackReason.CHOSEN, PackReason.WINDOW]
    assert reasons(both) == {A: PackReason.BOTH}


def test_what_goes_only_for_another_says_so_and_names_no_learners() -> None:
    base, wanted = pack(A, 10, 10, levels=("Secundaria",)), pack(B, 10, 10, after=(A,))

    lines = one(base, wanted).lines()

    assert [(each.reason, each.learners, len(each.needs)) for each in lines] == [
        (PackReason.NEEDED, 0, 0), (PackReason.CHOSEN, 10, 1),
    ]  # fmt: skip


def test_an_unknown_size_or_room_is_told_and_is_never_taken_for_nought() -> None:
    assert reasons(one(pack(A, 0, 10))) == reasons(one(pack(A, 10, 0))) == {A: PackReason.SIZE_UNKNOWN}
    assert reasons(one(pack(A, 0, 10), pack(B, 10, 10, after=(A,))))[B] == PackReason.SIZE_UNKNOWN
    assert reasons(one(pack(A, 10, 10), free=None)) == {A: PackReason.STORAGE_UNKNOWN}
    assert reasons(one(pack(A, 10, 10), sync=None)) == {A: PackReason.WINDOW_UNKNOWN}


def test_a_plan_without_packs_tells_nothing_of_them() -> None:
    assert packs_told((), PackInputs()) == {}
    assert packs_in({}) == ()
    assert packs_again({}, [], Catalogue(1, ())) == ()


def test_a_changed_line_does_not_recompute() -> None:
    here = one(pack(A, 10, 10))
    told = packs_told(here.lines(), here.known)
    packs = msgspec.json.decode(told["packs"])
    packs["lines"][0]["worth"] += 1
    changed = {"packs": msgspec.Raw(msgspec.json.encode(packs))}

    again: tuple[PackLine, ...] = packs_again(changed, here.places, here.catalogue)

    assert again != packs_in(changed)
    assert again == here.lines()
