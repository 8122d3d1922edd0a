"""The invariants that no history of nodes and hub shows: spool, clocks, logs, models, unknown fields."""

import logging
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from edge.forecasting import load_forecaster
from edge.models_store import ModelFiles, adopt, try_apart, wanted
from edge.store import Store
from hub import folds, schema, tree
from shared.allocation import ModelManifest
from shared.errors import BadModel
from shared.events import Event, canonical, fields_from, to_fields
from shared.ids import Pseudonym
from sync.bundle import Sealed
from sync.chain import ROOT, heads_after
from sync.folder import model_file
from sync.folder_road import FolderRoad
from sync.keys import NodeKeys
from sync.whole import write_whole
from tests.edge.building import GUIDE, FakeClock, FakeHub, counted, manifest_of, new_store, on
from tests.edge.building import use as node_use
from tests.edge.test_folds import tables
from tests.edge.test_models_store import JUNK, announced, card_of
from tests.faults.deaths import dies_at
from tests.faults.histories import History
from tests.faults.histories_clocks import Clocks
from tests.faults.histories_node import LEARNERS
from tests.faults.histories_world import World
from tests.faults.test_histories import COMPARED, observed, small_frames, stories, with_codes
from tests.hub.builders import SITE, Node, Office, incarnation, open_office, use, uses
from tests.hub.service import Caller, serving
from tests.sync.builders import strange_records

_ = small_frames
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="deaths are forks: not on Windows")


# -- 2. Never lost, and never half: a fact and the tables that it changes are one.


@forks
def test_at_each_crash_point_of_a_record_the_tables_are_what_the_log_says(tmp_path: Path) -> None:
    kept: list[int] = []
    for step in range(1, 200):
        folder = tmp_path / str(step)
        folder.mkdir()
        with new_store(folder) as store:
            store.record([counted(10, "2026-06-22")])

        def record(watch: Callable[[Store], None], folder: Path = folder) -> None:
            with Store(folder / "node.db", FakeClock()) as store:
                watch(store)
                store.record([on("2026-06-23", node_use(GUIDE, units=n)) for n in (1, 2, 3)])

        finished = dies_at(step, record)
        with Store(folder / "node.db", FakeClock()) as store:
            found = tables(store)
            kept.append(store.records.count())
            store.log.rebuild()
            assert tables(store) == found
        if finished:
            break

    assert finished
    assert set(kept) == {2, 6}


# -- 9. For every sequence of offsets the spool equals the sender's bytes or is discarded.

PUTS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 4_000), st.none() | st.tuples(st.floats(0, 1), st.integers(0, 7))),
    max_size=6,
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One hub for many nodes."""
    office = open_office(tmp_path_factory.mktemp("hub") / "hub")
    yield office
    office.store.close()


@pytest.fixture(scope="module")
def client(hub: Office) -> Iterator[Caller]:
    """Its road's end."""
    with serving(hub.config) as url:
        yield Caller(url)


def new_node(hub: Office) -> Node:
    return Node(NodeKeys.generate(), SITE, hub.invite(), hub=hub.keys.public)


@settings(max_examples=40, deadline=None)
@given(puts=PUTS)
def test_whatever_offsets_and_damage_came_before_the_spool_ends_as_the_senders_bytes(
    hub: Office, client: Caller, puts: list[Any]
) -> None:
    node = new_node(hub)
    node.record(*uses(40))
    bundle = node.bundle()
    spooled = hub.config.spool_folder / bundle.id
    damaged = False
    for share, length, flip in puts:
        offset = int(share * len(bundle.data))
        put(client, bundle.id, offset, len(bundle.data), flipped(bundle.data[offset : offset + length], flip))
        damaged = damaged or flip is not None
        held = spooled.read_bytes() if spooled.exists() else b""
        assert damaged or held == bundle.data[: len(held)]

    assert 200 in [finish(client, bundle) for _ in range(4)]
    with hub.store.read() as connection:
        assert tree.holds(connection, node.end)


def put(client: Caller, id_: str, offset: int, total: int, body: bytes) -> int:
    return client.put(f"/v1/bundles/{id_}?offset={offset}&total={total}", data=body).status_code


def finish(client: Caller, bundle: Sealed) -> int:
    """Go on as ``HttpRoad`` does: ask for the offset, then send the rest."""
    asked = client.get(f"/v1/bundles/{bundle.id}")
    held = asked.json()["held"] if asked.status_code == 200 else 0
    return put(client, bundle.id, held, len(bundle.data), bundle.data[held:])


def flipped(data: bytes, flip: tuple[float, int] | None) -> bytes:
    if flip is None or not data:
        return data
    at = int(flip[0] * (len(data) - 1))
    return data[:at] + bytes([data[at] ^ 1 << flip[1]]) + data[at + 1 :]


# -- 11. Clocks never matter to the others.


@settings(max_examples=8, deadline=None)
@given(history=stories(COMPARED, most=6).map(with_codes), dice=st.integers(0, 99))
def test_clocks_never_matter(history: History, dice: int) -> None:
    told = observed(history, Clocks())

    assert observed(history, Clocks(sane=False, wild=random.Random(dice))) == told


# -- 13. No plaintext pseudonym in spool, stick or log. (Spool and stick: see histories_checks.)


def test_no_pseudonym_and_no_name_is_ever_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = World(tmp_path)
    for step in (("rec", 0, 2, 1, 1), ("http", 0, 1, 1), ("clone", 0, 0), ("rec", 1, 2), ("rec", 0), ("http", 1, 1, 1)):
        world.step(*step)
    world.step("http", 0, 1, 1)
    world.hub.revoke(world.nodes[0].keys.node_id)
    world.step("rec", 0)
    world.step("http", 0, 1, 1)
    world.close()

    assert caplog.records
    for learner in LEARNERS:
        assert not [text for text in caplog.messages if learner.hex() in text or str(learner)[2:-1] in text]


# -- 14. At each crash point exactly one valid model is loadable.

OLD, NEW = JUNK, JUNK + b"more"


def with_a_model(folder: Path, old: bytes, card: bytes) -> tuple[FakeHub, ModelFiles]:
    hub, files = FakeHub(), ModelFiles(folder / "models")
    manifest = manifest_of(hub, old, card, "v1")
    write_whole(files.path(manifest.sha256), old)
    with new_store(folder) as store:
        store.models.keep(manifest, "active")
    return hub, files


def swap(
    folder: Path, hub: FakeHub, files: ModelFiles, manifest: ModelManifest, trial: Callable[[Path, bytes], None]
) -> Callable[[Callable[[Store], None]], None]:
    def act(watch: Callable[[Store], None]) -> None:
        with Store(folder / "node.db", FakeClock()) as store:
            watch(store)
            adopt(store, files, FolderRoad(folder / "usb"), hub.keys.public, manifest, trial=trial)

    return act


def passes(model: Path, card: bytes) -> None:
    if card != card_of(model.read_bytes()):
        raise BadModel("no")


@forks
def test_at_each_crash_point_of_a_swap_exactly_one_valid_model_is_in_force(tmp_path: Path) -> None:
    versions: list[str] = []
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        hub, files = with_a_model(folder, OLD, card_of(OLD))
        manifest = manifest_of(hub, NEW, card_of(NEW), "v2")
        write_whole(model_file(folder / "usb", manifest.sha256), NEW)
        finished = dies_at(step, swap(folder, hub, files, manifest, passes))
        with Store(folder / "node.db", FakeClock()) as store:
            active = store.models.active()
            assert active is not None
            assert [row.state for row in store.models.all()].count("active") == 1
            assert files.holds(active)
            passes(files.path(active.sha256), active.card)
            versions.append(active.version)
            assert announced(hub, manifest, store) == (None if active.version == "v2" else manifest)
            adopt(store, files, FolderRoad(folder / "usb"), hub.keys.public, manifest, trial=passes)
            assert (store.models.active(), wanted(store)) == (manifest, None)
        if finished:
            break

    assert finished
    assert versions == sorted(versions)
    assert (versions[0], versions[-1], len(versions) > 12) == ("v1", "v2", True)


@forks
@pytest.mark.train
def test_at_each_crash_point_a_real_model_answers(tmp_path: Path) -> None:
    from tests.models.tiny import tiny_release

    (tmp_path / "training").mkdir()
    release = tiny_release(tmp_path / "training")
    model, card = (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    for step in (1, 4, 7, 10, 13, 16, 19, 99):
        folder = tmp_path / str(step)
        folder.mkdir()
        hub, files = with_a_model(folder, model, card)
        newer = msgspec.json.encode({**msgspec.json.decode(card), "version": "v2"})
        manifest = manifest_of(hub, model + bytes(4), newer, "v2")
        write_whole(model_file(folder / "usb", manifest.sha256), model + bytes(4))
        dies_at(step, swap(folder, hub, files, manifest, lambda *_: None))
        with Store(folder / "node.db", FakeClock()) as store:
            active = store.models.active()
            assert active is not None
            if active.version == "v1":
                try_apart(files.path(active.sha256), active.card)
                assert load_forecaster(store, files)[0].card is not None
            assert files.holds(active)


# -- 15. Unknown fields survive a round trip through an older hub.


@settings(max_examples=40, deadline=None)
@given(records=st.lists(strange_records, min_size=1, max_size=30))
def test_fields_and_kinds_that_the_hub_does_not_know_come_back_as_they_came(
    hub: Office, records: list[dict[int, Any]]
) -> None:
    node = new_node(hub)
    node.record(*records, name=os.urandom(4).hex())
    hub.take(node.bundle())

    # What left the hub again would have the heads that the node gave it: nothing was dropped, nor written otherwise.
    bodies = lake_bodies(hub, node)
    assert [fields_from(body) for body in bodies] == [fields_from(canonical(record)) for record in records]
    assert heads_after(ROOT, bodies) == [node.position(at).head for at in range(1, len(records) + 1)]


def test_a_rebuild_by_an_older_hub_leaves_unknown_fields_where_they_are(hub: Office) -> None:
    node = new_node(hub)
    claim = use(learner=Pseudonym(b"learner1"))
    known = to_fields(Event(incarnation("x"), 1, 60, claim.fact, claim.occurred))
    newer = {**known, 250: ["nuevo", {"x": 1}]}
    node.record(newer, name=os.urandom(4).hex())
    hub.take(node.bundle())
    with hub.store.begin() as connection:
        folds.rebuild(connection, hub.config.lake_folder, hub.store.kinds(connection))

    assert lake_bodies(hub, node) == [canonical(newer)]


def lake_bodies(hub: Office, node: Node) -> list[bytes]:
    table = schema.stretches.c
    with hub.store.read() as connection:
        own = connection.execute(select(table.segment).where(table.node == node.keys.node_id.hex())).scalars().all()
    rows = [row for name in own for row in pq.read_table(hub.config.lake_folder / name).to_pylist()]
    return [row["body"] for row in sorted(rows, key=lambda row: row["depth"])]
