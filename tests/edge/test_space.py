"""What is given up when the disk fills, and what is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.models_store import ModelFiles
from edge.space import make_room, make_shrinkable
from edge.store import Store
from shared.disk import Room
from shared.events import Claim
from sync.feed import ALL, Slice
from sync.parts import part_of
from tests.edge.building import FakeHub, HubRoad, manifest_of, new_agent, new_store, use
from tests.sync.builders import LIFE
from tests.sync.test_parts import chain

LOW = Room(free=1_000_000, total=10**12)
MODEL = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _low(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.space.room_in", lambda folder: LOW)


def begun(store: Store, sha256: str, data: bytes) -> Path:
    part = store.path.parent / "models" / f"{sha256}.tflite.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(data)
    return part


def test_the_model_on_its_way_keeps_what_came_of_it_through_every_attempt(tmp_path: Path) -> None:
    hub = FakeHub()
    manifest = manifest_of(hub, MODEL, b"{}")
    hub.say("model", "model", manifest)
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(hub))
        agent.tick()
        part = begun(store, manifest.sha256, MODEL[:9_000])
        for _ in range(3):
            agent.tick()

        assert part.read_bytes() == MODEL[:9_000]
        assert ModelFiles(part.parent).fetched(manifest) == 9_000


def test_what_came_of_a_model_that_the_region_no_longer_offers_goes(tmp_path: Path) -> None:
    hub = FakeHub()
    old, new = manifest_of(hub, MODEL, b"{}"), manifest_of(hub, MODEL[1:], b"{}", "v2")
    for manifest in (old, new):
        hub.say("model", "model", manifest)
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page())
        gone, stays = begun(store, old.sha256, bytes(7_000)), begun(store, new.sha256, bytes(5_000))
        freed = make_room(store, ModelFiles(gone.parent))

        assert (gone.exists(), stays.exists(), freed >= 7_000) == (False, True, True)


def test_records_that_cannot_be_sealed_do_not_keep_the_laptop_from_sending(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        with store.db.transaction():
            for _ in range(3_100):
                store.record([Claim(use())])
        agent = new_agent(store, HubRoad(hub))
        agent.tick()
        store.db.write("UPDATE events SET head = x'00000000000000000000000000000000' WHERE head != x'' AND pos < 3000")
        store.record([Claim(use())])

        assert agent.tick().outcome == "ok"
        assert (store.records.sealed_until(), store.sync_state().pending) == (0, 0)


def test_old_records_are_sealed_where_the_disk_is_low(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with store.db.transaction():
            for _ in range(3_100):
                store.record([Claim(use())])
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick()
        agent.tick()

        assert store.records.sealed_until() >= 1_500


GIBIBYTE = 2**30


def made_to_keep(path: Path) -> None:
    """Make a database one of before migration 5, whose file never gives anything back."""
    with closing(sqlite3.connect(path)) as old:
        old.executescript("PRAGMA auto_vacuum=0; VACUUM")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(300)])
        store.db.write("CREATE TABLE gone (x BLOB)")
        store.db.write("INSERT INTO gone VALUES (zeroblob(3000000))")
        path = store.path
    made_to_keep(path)
    return path


def test_a_file_from_before_sealing_is_written_anew_once_and_then_gives_back_what_it_frees(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.space.room_in", lambda folder: Room(GIBIBYTE, 8 * GIBIBYTE))
    with new_store(old.parent) as store:
        before, size = list(store.records.bodies()), old.stat().st_size
        done = [make_shrinkable(store), make_shrinkable(store)]
        store.db.write("DROP TABLE gone")
        store.db.give_back(2**31 - 1)
        store.db.fold_journal()

        assert done == [True, False]
        assert old.stat().st_size < size - 2_500_000
        assert list(store.records.bodies()) == before


@pytest.mark.parametrize("free", [8_000_000, 0])
def test_without_room_for_a_copy_the_file_stays_as_it_is_and_works(
    old: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr("edge.space.room_in", lambda folder: Room(free, 40_000_000) if free else None)
    with new_store(old.parent) as store:
        done = make_shrinkable(store)
        store.record([Claim(use())])

        assert done is False
        assert store.db.value("PRAGMA auto_vacuum") == 0


def test_while_another_program_reads_the_old_file_it_waits_for_the_next_opening(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.space.room_in", lambda folder: Room(GIBIBYTE, 8 * GIBIBYTE))
    monkeypatch.setattr("edge.database.BUSY_S", 0.05)
    with new_store(old.parent) as store, closing(sqlite3.connect(old, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM settings").fetchone()
        make_shrinkable(store)
        kept = store.record([Claim(use())])

        assert len(kept) == 1
        assert store.records.count() >= 301


def test_what_came_of_a_long_item_goes_first(tmp_path: Path) -> None:
    entries = chain()
    part = part_of(entries, entries[0].position, None, 1_000, stream=ALL, hub_incarnation=LIFE)
    assert part is not None
    with new_store(tmp_path) as store:
        store.outbox.apply(Slice(ALL, LIFE, None, tuple(entries[:1])))
        store.outbox.apply(part)
        [file] = (tmp_path / "coming").iterdir()
        size = file.stat().st_size
        freed = make_room(store, ModelFiles(tmp_path / "models"))

        assert (file.exists(), freed >= size) == (False, True)
