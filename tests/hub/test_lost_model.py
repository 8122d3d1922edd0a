"""A restored hub gets its model back without the file: it says so, goes on, and takes the file from a stick."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from hub.carry import carry
from hub.cli import main
from hub.keyfiles import read_release_key
from hub.lost_model import lost_model, told
from hub.release import released
from shared.allocation import ModelManifest
from sync import folder
from sync.feed import ALL
from tests.hub.builders import Node, Office
from tests.hub.giving import give, lost
from tests.hub.office import app_of, signed_in

FILE = b"model of before"


def manifest_of(office: Office, data: bytes = FILE, *, signed: bool = True) -> ModelManifest:
    sha256 = hashlib.sha256(data).hexdigest()
    key = read_release_key(office.config.release_key_file)
    signature = key.sign_release(sha256, len(data) + (not signed), "0.9.0", b"{}")
    return ModelManifest(version="0.9.0", sha256=sha256, size=len(data), card=b"{}", release_signature=signature)


def give_back(office: Office, node: Node, manifest: ModelManifest) -> None:
    body = msgspec.json.encode(manifest)
    give(office, node, lost(office, subject="model", stream=ALL, kind="model", body=body))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "usb" / "CHASQUI").mkdir(parents=True)
    return tmp_path / "usb"


def test_a_hub_without_the_file_says_so_and_everything_else_goes_on(office: Office, node: Node, stick: Path) -> None:
    assert told(office.store) is None
    give_back(office, node, manifest_of(office))
    done = carry(office.store, office.ingest, stick)
    words = told(office.store)

    assert released(office.store) is None
    assert (done.trouble, done.models) == (None, 0)
    assert words is not None
    assert "modelo 0.9.0" in words.text()
    assert "chasqui-hub release" in words.text()


def test_a_stick_that_carried_it_gives_it_back(office: Office, node: Node, stick: Path) -> None:
    manifest = manifest_of(office)
    folder.put_model(stick, manifest.sha256, FILE)
    give_back(office, node, manifest)
    missing = lost_model(office.store)
    carry(office.store, office.ingest, stick)

    assert missing == manifest
    assert lost_model(office.store) is None
    assert released(office.store) == (manifest, FILE)


@pytest.mark.parametrize(("data", "signed"), [(b"another", True), (FILE, False)])
def test_what_is_not_that_file_or_not_of_the_release_key_is_left_on_the_stick(
    office: Office, node: Node, stick: Path, data: bytes, signed: bool
) -> None:
    manifest = manifest_of(office, signed=signed)
    folder.put_model(stick, manifest.sha256, data)
    give_back(office, node, manifest)
    carry(office.store, office.ingest, stick)

    assert lost_model(office.store) == manifest


def test_the_operator_reads_it_on_the_page_of_the_plan_and_in_status(office: Office, node: Node) -> None:
    give_back(office, node, manifest_of(office))
    text = signed_in(app_of(office.store)).get("/plan").text
    status = CliRunner().invoke(main, ["status", "--json", "--dir", str(office.config.folder)])

    assert "Falta el archivo del modelo." in text
    assert status.exit_code == 0, status.output
    assert json.loads(status.stdout)["lost_model"] == "0.9.0"
