"""A count that is going on is on the disk as soon as it is kept, each resource for itself."""

from pathlib import Path

from edge.count_drafts import CountDrafts, Draft
from edge.store import Store
from shared.ids import ResourceId
from tests.edge.building import new_store

TABLET, LAPTOP = ResourceId("tablet"), ResourceId("laptop")


def test_a_draft_is_there_after_the_power_went_and_keeps_the_day_on_which_it_began(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        path, clock = store.path, store.clock
        CountDrafts(store.db).keep(TABLET, Draft(begun=20_000, seen=("A1",)))
        CountDrafts(store.db).keep(TABLET, Draft(begun=20_001, seen=("A2", "A1"), others="3", when="ayer"))
    with Store(path, clock) as store:
        found = CountDrafts(store.db).of(TABLET)

    assert found == Draft(begun=20_000, seen=("A2", "A1"), others="3", when="ayer")


def test_each_resource_has_its_own_and_what_is_dropped_is_gone(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        drafts = CountDrafts(store.db)
        drafts.keep(TABLET, Draft(begun=20_000, seen=("A1",)))
        drafts.keep(LAPTOP, Draft(begun=20_000, seen=("B1",)))
        drafts.forget(TABLET)

        assert (drafts.of(TABLET), set(drafts.all())) == (None, {LAPTOP})
