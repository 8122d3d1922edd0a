import json
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from edge.agent import Agent
from edge.forecasting import load_forecaster
from edge.models_heard import HeardModels
from edge.models_store import ModelFiles, adopt, wanted
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import BadModel, RoadClosed, Untrusted
from sync.folder import model_file
from sync.folder_road import FolderRoad
from sync.keys import ReleaseKey
from sync.roads import keep_model
from sync.whole import write_whole
from tests.edge.building import FakeHub, HubRoad, manifest_of, new_agent, new_store

JUNK = b"TFL3 esto no es un modelo" * 10


@dataclass
class DamagingRoad(HubRoad):
    """A road on which the last byte of a model is flipped."""

    damages: bool = True

    def model(self, manifest: ModelManifest, into: Path) -> None:
        data = self.model_bytes or b""
        keep_model(manifest, data[:-1] + bytes([data[-1] ^ 1]) if self.damages else data, into)


def card_of(model: bytes) -> bytes:
    from hashlib import sha256

    golden = {"inputs": {}, "weekly": [], "period": []}
    digest = sha256(model).hexdigest()
    card = {
        "version": "v1",
        "sha256": digest,
        "size_bytes": len(model),
        "parameters": 1,
        "golden": golden,
        "weights": {},
    }
    return json.dumps(card).encode()


def announced(hub: FakeHub, manifest: ModelManifest, store: Store) -> ModelManifest | None:
    hub.say("model", "model", manifest)
    store.outbox.apply(hub.page())
    return wanted(store)


def test_a_model_in_the_feed_is_wanted_until_it_is_settled(tmp_path: Path) -> None:
    hub = FakeHub()
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        first = announced(hub, manifest, store)
        store.models.keep(manifest, "refused", "x")

        assert (first, wanted(store)) == (manifest, None)


def test_a_file_that_is_no_model_is_refused_by_its_trial_and_never_asked_for_again(tmp_path: Path) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        announced(hub, manifest, store)
        with pytest.raises(BadModel):
            adopt(store, files, HubRoad(hub, model_bytes=JUNK), hub.keys.public, manifest)

        assert (wanted(store), store.models.active()) == (None, None)
        assert store.models.all()[0].text


def test_a_model_that_another_key_released_is_not_even_fetched(tmp_path: Path) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    forged = manifest_of(FakeHub(release=ReleaseKey.generate()), JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        with pytest.raises(Untrusted):
            adopt(store, files, HubRoad(hub, model_bytes=JUNK), hub.keys.public, forged)

        assert not (tmp_path / "models").exists()


def test_a_name_from_outside_never_becomes_a_path(tmp_path: Path) -> None:
    with pytest.raises(BadModel):
        ModelFiles(tmp_path).path("../../etc/passwd")


def test_a_model_that_does_not_come_is_asked_for_at_the_next_tick(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("model", "model", manifest_of(hub, JUNK, card_of(JUNK)))
    with new_store(tmp_path) as store:
        row = new_agent(store, HubRoad(hub)).tick()

        assert row.outcome == "ok"
        assert "no llega todavía" in row.text
        assert wanted(store) is not None


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.models.tiny import tiny_release

    return tiny_release(tmp_path_factory.mktemp("release"))


def adopted(store: Store, hub: FakeHub, model: bytes, card: bytes, version: str) -> tuple[Agent, str]:
    hub.say("model", "model", manifest_of(hub, model, card, version))
    agent = new_agent(store, HubRoad(hub, model_bytes=model))
    return agent, agent.tick().text


@pytest.mark.train
def test_a_released_model_is_put_in_force_and_answers_offline(tmp_path: Path, release: Path) -> None:
    hub, model, card = FakeHub(), (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    with new_store(tmp_path) as store:
        adopted(store, hub, model, card, "v1")
        forecaster, note = load_forecaster(store, ModelFiles(tmp_path / "models"))

        assert [row.state for row in store.models.all()] == ["active"]
        assert (forecaster.card is not None, note) == (True, None)


@pytest.mark.train
def test_where_the_model_in_force_is_damaged_on_the_disk_the_one_before_it_serves(
    tmp_path: Path, release: Path
) -> None:
    hub, model, card = FakeHub(), (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    newer, files = manifest_of(hub, JUNK, card_of(JUNK), "v2"), ModelFiles(tmp_path / "models")
    with new_store(tmp_path) as store:
        adopted(store, hub, model, card, "v1")
        store.models.keep(newer, "active")
        write_whole(files.path(newer.sha256), JUNK[:-1] + b"?")
        forecaster, note = load_forecaster(store, files)
        files.path(store.models.good()[1].sha256).unlink()
        without, _ = load_forecaster(store, files)

        assert (forecaster.card is not None, without.card) == (True, None)
        assert note is not None
        assert note.text().endswith("Se usa el modelo anterior.")


@pytest.mark.train
def test_a_model_with_a_flipped_byte_is_refused_and_the_last_good_one_kept(tmp_path: Path, release: Path) -> None:
    from hashlib import sha256

    hub, model, card = FakeHub(), (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    # Flipped before it was signed: hash and size fit, only the golden answers can tell.
    middle = len(model) // 2
    flipped = model[:middle] + bytes(255 - byte for byte in model[middle : middle + 512]) + model[middle + 512 :]
    lying = msgspec.json.encode(json.loads(card) | {"sha256": sha256(flipped).hexdigest()})
    with new_store(tmp_path) as store:
        adopted(store, hub, model, card, "v1")
        _, text = adopted(store, hub, flipped, lying, "v2")
        active = store.models.active()

        assert "no se pudo usar" in text
        assert active is not None
        assert active.version == "v1"
        assert {row.version: row.state for row in store.models.all()} == {"v1": "active", "v2": "refused"}


@pytest.mark.train
def test_a_byte_that_rots_on_the_disk_falls_back_to_the_baseline_and_says_so(tmp_path: Path, release: Path) -> None:
    hub, model, card = FakeHub(), (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    files = ModelFiles(tmp_path / "models")
    with new_store(tmp_path) as store:
        adopted(store, hub, model, card, "v1")
        [path] = (tmp_path / "models").glob("*.tflite")
        path.write_bytes(model[:100] + bytes([model[100] ^ 1]) + model[101:])
        forecaster, note = load_forecaster(store, files)

        assert note is not None
        assert (forecaster.version, "pronóstico base" in note.text()) == ("", True)


def test_a_cut_while_fetching_leaves_the_old_state(tmp_path: Path) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        with pytest.raises(RoadClosed):
            adopt(store, files, HubRoad(hub), hub.keys.public, manifest)

        assert (store.models.state(manifest.sha256), store.models.active()) == ("waiting", None)


def test_a_model_damaged_under_way_is_asked_for_again(tmp_path: Path) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        announced(hub, manifest, store)
        with pytest.raises(RoadClosed):
            adopt(store, files, DamagingRoad(hub, model_bytes=JUNK), hub.keys.public, manifest)

        assert wanted(store) == manifest


def test_a_trial_that_does_not_end_says_nothing_of_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        announced(hub, manifest, store)
        monkeypatch.setattr("edge.models_store.TRIAL_TIMEOUT_S", 0)
        with pytest.raises(RoadClosed, match="a tiempo"):
            adopt(store, files, HubRoad(hub, model_bytes=JUNK), hub.keys.public, manifest)
        again = wanted(store)
        monkeypatch.undo()

        # The file is here already: only its trial is done again, and this time the gates have their say.
        with pytest.raises(BadModel):
            adopt(store, files, HubRoad(hub), hub.keys.public, manifest)
        assert (again, wanted(store)) == (manifest, None)


def test_a_trial_that_crashes_is_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    for broken in ("/bin/false", "/no/such/python"):
        with new_store(tmp_path) as store, monkeypatch.context() as one:
            one.setattr("sys.executable", broken)
            announced(hub, manifest, store)
            with pytest.raises(RoadClosed):
                adopt(store, files, HubRoad(hub, model_bytes=JUNK), hub.keys.public, manifest)

            assert wanted(store) == manifest
            assert "otra vez" in store.models.all()[0].text


@pytest.mark.parametrize("data", [JUNK[:-9], JUNK[:-1] + b"?", b""])
def test_a_bad_file_on_a_stick_is_no_verdict_on_the_model(tmp_path: Path, data: bytes) -> None:
    hub, files, stick = FakeHub(), ModelFiles(tmp_path / "models"), tmp_path / "usb"
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    write_whole(model_file(stick, manifest.sha256), data)
    with new_store(tmp_path) as store:
        announced(hub, manifest, store)
        with pytest.raises(RoadClosed):
            adopt(store, files, FolderRoad(stick), hub.keys.public, manifest)

        assert (wanted(store), files.holds(manifest)) == (manifest, False)


def test_a_release_that_was_wrongly_signed_does_not_ban_the_file_released_anew(tmp_path: Path) -> None:
    hub, files = FakeHub(), ModelFiles(tmp_path / "models")
    forged = manifest_of(FakeHub(release=ReleaseKey.generate()), JUNK, card_of(JUNK))
    right = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        announced(hub, forged, store)
        with pytest.raises(Untrusted):
            adopt(store, files, HubRoad(hub, model_bytes=JUNK), hub.keys.public, forged)
        refused = wanted(store)

        assert (refused, announced(hub, right, store)) == (None, right)


def test_what_another_version_of_the_program_refused_is_tried_again_once(tmp_path: Path) -> None:
    hub = FakeHub()
    manifest = manifest_of(hub, JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        announced(hub, manifest, store)
        store.models.keep(manifest, "refused", "El modelo espera otros datos que los de esta versión.")
        updated = HeardModels(store.db, "una versión nueva")
        before = (wanted(store), updated.settled(manifest))
        updated.keep(manifest, "refused", "El modelo espera otros datos que los de esta versión.")

        assert before == (None, False)
        assert updated.settled(manifest)


@pytest.mark.train
def test_a_byte_flipped_in_transit_and_a_good_fetch_after_it_end_in_a_model_in_force(
    tmp_path: Path, release: Path
) -> None:
    hub, model, card = FakeHub(), (release / "model.tflite").read_bytes(), (release / "card.json").read_bytes()
    hub.say("model", "model", manifest_of(hub, model, card))
    with new_store(tmp_path) as store:
        road = DamagingRoad(hub, model_bytes=model)
        agent = new_agent(store, road)
        damaged = agent.tick()
        road.damages = False
        # The attempt after a damaged one sits out (``edge.model_waits``).
        agent.tick()
        good = agent.tick()

        assert ("llegó dañado" in damaged.text, good.outcome) == (True, "ok")
        assert [row.state for row in store.models.all()] == ["active"]
