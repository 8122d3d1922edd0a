"""What the hub knows of packs at a site, and the plan that comes of it: proposed, signed, sent, recomputed."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import update

from hub import aggregate, auditing, kept_packs, planning, proposing, schema
from hub.drawing import draw_plan
from hub.fingerprints import hashes_of_region
from hub.pack_choice import packs_in
from hub.pack_offers import NO_PACKS, PackRoom
from hub.store import Store
from shared.allocation import Decision, PackReason
from shared.fact_fields import NUMBERS
from shared.ids import SiteId
from shared.resources import Catalogue, Resource
from tests.hub.office import PERIOD, SITES, heard, inputs, office, schools
from tests.hub.packed_office import BLANK, SUMS, TALES, learners, packed_office, with_packs
from tests.hub.regions import catalogue


def room(store: Store, site: SiteId) -> PackRoom:
    return next(one for one in kept_packs.known_now(store, store.catalogue()).rooms if one.site == site)


def reported(store: Store, site: SiteId, free_mb: int, node: str) -> None:
    heard(store, site, 1, node)
    said = msgspec.msgpack.encode({NUMBERS["disk_free_mb"]: free_mb})
    with store.begin() as connection:
        connection.execute(update(schema.nodes).where(schema.nodes.c.node == node).values(health=said))


def used(store: Store, rows: list[tuple[str, str, int]]) -> None:
    columns = {"school": [r[0] for r in rows], "resource": [r[1] for r in rows], "units": [0 for _ in rows],
               "learners": [r[2] for r in rows]}  # fmt: skip
    folder = store.config.lake_folder / "tables" / "use"
    folder.mkdir(parents=True)
    pq.write_table(pa.table(columns), folder / "part-0.parquet")
    store.swap_dataset(aggregate.NAME, path="tables/use", version="1", rows=len(rows), notes={})


def test_a_region_without_packs_knows_nothing_of_them_and_plans_as_before(tmp_path: Path) -> None:
    assert kept_packs.known_now(office(tmp_path), catalogue()) == NO_PACKS
    assert "packs" not in draw_plan(inputs()).inputs


def test_the_disk_that_a_node_reports_counts_before_a_listing_less_what_stays_free(tmp_path: Path) -> None:
    store = packed_office(tmp_path)
    reported(store, SITES[0], 1_790, "a" * 16)
    reported(store, SITES[0], 9_000, "b" * 16)

    assert room(store, SITES[0]).free_mb == 1_200
    assert room(store, SITES[1]).free_mb == 700


def test_no_more_room_counts_than_all_packs_take(tmp_path: Path) -> None:
    assert room(packed_office(tmp_path), SITES[0]) == PackRoom(site=SITES[0], free_mb=1_500, sync_mb=1_180)


def test_who_uses_a_pack_has_it_and_who_does_not_has_it_not(tmp_path: Path) -> None:
    store = packed_office(tmp_path)
    used(store, [(schools()[0].id, TALES, 4), (schools()[1].id, TALES, 0), ("0999999-0", TALES, 9)])

    assert kept_packs.known_now(store, store.catalogue()).held == ((SITES[0], TALES),)


def test_the_plan_chooses_what_fits_says_why_not_and_recomputes(tmp_path: Path) -> None:
    store = packed_office(tmp_path)

    plan = proposing.make_plan(store, learners(), **PERIOD)

    found = {(line.site, line.resource): line.reason for line in packs_in(plan.inputs)}
    assert [found[SITES[0], name] for name in (TALES, SUMS, BLANK)] == [
        PackReason.CHOSEN, PackReason.CHOSEN, PackReason.SIZE_UNKNOWN,
    ]  # fmt: skip
    assert [found[site, SUMS] for site in SITES[1:5]] == [
        PackReason.STORAGE, PackReason.WINDOW, PackReason.WINDOW_UNKNOWN, PackReason.STORAGE_UNKNOWN,
    ]  # fmt: skip
    assert auditing.audit(store, plan.id).packs == ()
    assert proposing.make_plan(store, learners(), **PERIOD).id == plan.id


def test_a_plan_read_from_the_store_holds_its_packs_as_they_are_kept(tmp_path: Path) -> None:
    store = packed_office(tmp_path)
    drawn = proposing.make_plan(store, learners(), **PERIOD)

    kept = store.plan(drawn.id).inputs["packs"]

    assert isinstance(kept, msgspec.Raw)
    assert packs_in({"packs": kept}) == packs_in(drawn.inputs)


def test_a_line_of_packs_that_somebody_changed_does_not_recompute(tmp_path: Path) -> None:
    store = packed_office(tmp_path)
    plan = proposing.make_plan(store, learners(), **PERIOD)
    packs = msgspec.json.decode(plan.inputs["packs"])
    changed = plan.inputs | {"packs": packs | {"lines": [packs["lines"][1] | {"learners": 999}, *packs["lines"][2:]]}}
    with store.begin() as connection:
        connection.execute(update(schema.plans).values(inputs=msgspec.json.encode(changed)))

    assert auditing.audit(store, plan.id).packs


def test_a_published_decision_carries_the_packs_of_its_site_and_the_next_plan_sends_them_no_more(
    tmp_path: Path,
) -> None:
    store = packed_office(tmp_path)
    plan = proposing.make_plan(store, learners(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    decisions = planning.publish(store, plan.id)

    told = [line for one in decisions for line in one.packs]
    again = kept_packs.known_now(store, store.catalogue())

    assert Counter(told) == Counter(packs_in(plan.inputs))
    assert all(line.site == one.site for one in decisions for line in one.packs)
    assert again.coming == tuple(sorted((line.site, line.resource) for line in told if line.chosen))


def test_an_older_reader_passes_over_the_packs_of_a_decision_and_a_newer_one_reads_an_older_decision() -> None:
    class Before(msgspec.Struct):
        id: str

    body = msgspec.json.encode(msgspec.to_builtins(_decision()) | {"packs": [{"site": "1"}]})
    older = msgspec.to_builtins(_decision())
    del older["packs"]

    assert msgspec.json.decode(body, type=Before).id == "d"
    assert msgspec.json.decode(msgspec.json.encode(older), type=Decision) == _decision()


def _decision() -> Decision:
    period = {"period_first": PERIOD["period_first"], "period_weeks": 9}
    return Decision(id="d", plan="p", site=SITES[0], published=PERIOD["period_first"], approvals=(), lines=(), **period)


def test_a_catalogue_that_says_nothing_of_sizes_has_the_fingerprint_that_it_had() -> None:
    plain, weights = catalogue(), inputs().weights
    sized = Catalogue(1, (*plain.resources[:-1], _with(plain.resources[-1], sync_mb=4)))

    first = hashes_of_region(schools(), plain, weights)["catalogue"]

    assert first == "1d2563ce919b0bfe"
    assert hashes_of_region(schools(), sized, weights)["catalogue"] != first


def _with(one: Resource, **changes: int) -> Resource:
    return msgspec.structs.replace(one, **changes)


def test_the_same_inputs_with_other_rooms_are_another_plan(tmp_path: Path) -> None:
    store = packed_office(tmp_path)
    known = kept_packs.known_now(store, with_packs())
    here = inputs(catalogue=with_packs(), foreseen=learners(), packs=known)
    less = msgspec.structs.replace(known, rooms=known.rooms[1:])

    assert draw_plan(here).id != draw_plan(replace(here, packs=less)).id
