"""A pack is signed by command, with the key that the schools know and with no other."""

import json
from pathlib import Path

import pytest

from shared.packs import MANIFEST, read_pack, read_signed
from sync.keys import HubKeys, ReleaseKey, verify_pack
from tests.hub.commands import new_hub, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_hub(tmp_path)


@pytest.fixture
def content(tmp_path: Path, folder: Path) -> Path:
    catalogue = json.loads((Path(__file__).parents[2] / "hub" / "data" / "catalogue.json").read_text())
    pack = next(one["id"] for one in catalogue["resources"] if one["kind"] == "pack" and not one.get("contents"))
    made = tmp_path / "content"
    made.mkdir()
    (made / "cuento.pdf").write_bytes(b"cuento")
    (made / MANIFEST).write_text(json.dumps({"resource": pack, "version": 3}))
    return made


def test_a_signed_pack_is_vouched_for_by_the_key_that_schools_know(folder: Path, content: Path) -> None:
    done = run("pack", "sign", content, "--dir", folder, "--json")
    told = read_signed((content / MANIFEST).read_bytes())

    assert done.exit_code == 0, done.output
    assert {name: json.loads(done.output)[name] for name in ("version", "files", "bytes")} == {
        "version": 3,
        "files": 1,
        "bytes": 6,
    }
    public = HubKeys.from_bytes((folder / "hub.key").read_bytes()).public
    verify_pack(public, bytes(told.manifest), told.release_signature)
    assert read_pack(bytes(told.manifest)).files[0].path == "cuento.pdf"


def test_the_key_of_another_hub_signs_nothing(folder: Path, content: Path, tmp_path: Path) -> None:
    other, before = tmp_path / "other.key", (content / MANIFEST).read_bytes()
    other.write_bytes(ReleaseKey.generate().seed)

    done = run("pack", "sign", content, "--key", other, "--dir", folder)

    assert done.exit_code == 1
    assert "no es la de esta central" in done.output
    assert (content / MANIFEST).read_bytes() == before


def test_where_to_put_it_on_the_stick_is_said(folder: Path, content: Path) -> None:
    assert "CHASQUI/packs/" in run("pack", "sign", content, "--dir", folder).output
