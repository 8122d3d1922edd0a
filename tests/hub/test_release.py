"""A model is broadcast only when it passes its gates and the offline key signs it."""

import json
from pathlib import Path

import msgspec
import pytest

from hub import release
from hub.keyfiles import read_release_key
from shared.allocation import ModelManifest
from shared.errors import BadInput, BadModel, ChasquiError, Untrusted
from shared.forecaster import Forecaster
from shared.school_year import PERU_2026, SchoolCalendar
from sync.feed import ALL
from sync.keys import ReleaseKey, verify_release
from tests.hub.builders import Office

CARD = {"version": "0.1.0", "sha256": "0" * 64, "size_bytes": 5, "parameters": 1, "weights": {},
        "golden": {"inputs": {}, "weekly": [], "period": []}}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    model, card = tmp_path / "model.tflite", tmp_path / "card.json"
    model.write_bytes(b"model")
    card.write_text(json.dumps(CARD))
    return model, card


def test_a_model_that_is_not_its_card_s_is_not_released(office: Office, files: tuple[Path, Path]) -> None:
    with pytest.raises(BadModel):
        release.release_model(office.store, *files, office.config.release_key_file)

    assert release.released(office.store) is None


def test_a_good_model_is_signed_kept_and_broadcast_once(
    office: Office, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Forecaster, "load", lambda *_: Forecaster.baseline())

    for _ in range(2):
        manifest = release.release_model(office.store, *files, office.config.release_key_file)

    verify_release(office.keys.public, manifest)
    items = [entry.item for entry in office.store.entries(ALL) if entry.item.kind == "model"]
    assert [msgspec.json.decode(item.body, type=ModelManifest) for item in items] == [manifest]
    assert release.released(office.store) == (manifest, b"model")


def test_another_release_key_is_refused(office: Office, files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "other.key").write_bytes(ReleaseKey.generate().seed)

    with pytest.raises(Untrusted, match="clave"):
        release.release_model(office.store, *files, tmp_path / "other.key")


@pytest.mark.parametrize("missing", ["model", "key"])
def test_a_file_that_is_not_there_says_so(
    office: Office, files: tuple[Path, Path], missing: str, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    model = nowhere if missing == "model" else files[0]
    key = nowhere if missing == "key" else office.config.release_key_file

    with pytest.raises(BadInput, match="nowhere"):
        release.release_model(office.store, model, files[1], key)


def test_a_damaged_release_key_is_seen(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")

    with pytest.raises(ChasquiError):
        read_release_key(tmp_path / "key")


@pytest.mark.databases
@pytest.mark.parametrize("version", [release.MAX_VERSION + 1, 10**18, 10**25])
def test_a_version_that_no_column_holds_is_refused_and_the_highest_is_kept(office: Office, version: int) -> None:
    own = SchoolCalendar(version, "RD 12", PERU_2026.terms)

    for dry_run in (True, False):
        with pytest.raises(BadInput, match="La versión llega hasta"):
            release.broadcast_calendar(office.store, own, dry_run=dry_run)
    release.broadcast_calendar(office.store, msgspec.structs.replace(own, version=release.MAX_VERSION))

    assert office.store.calendar().version == release.MAX_VERSION
