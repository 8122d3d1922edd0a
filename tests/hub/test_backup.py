"""A copy of the hub is made while it runs: whole or not at all, and nothing in it that must not come back."""

import hashlib
import zipfile
from pathlib import Path

import msgspec
import pytest

from hub import schema
from hub.backup import KEYS, LEFT_OUT, MANIFEST, Manifest, back_up
from hub.copy_reading import opened, rows_of
from hub.copy_secrets import SEALED
from hub.copy_signature import SIGNATURE
from shared.errors import BadInput, NotReady
from tests.hub.builders import Node, Office, uses


@pytest.fixture
def used(office: Office, node: Node) -> Office:
    """A hub to which a school has sent something."""
    node.record(*uses(4))
    office.take(node.bundle())
    return office


def test_the_manifest_names_every_file_with_its_hash(used: Office, tmp_path: Path) -> None:
    made = back_up(used.store, tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert msgspec.json.decode(archive.read(MANIFEST), type=Manifest) == made
        assert set(archive.namelist()) == {MANIFEST, SIGNATURE, *made.files}
        assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in made.files} == made.files
    assert [name for name in made.files if name.startswith("lake/")]
    assert (made.hub, made.has_keys) == (used.keys.public.fingerprint(), False)


def test_sessions_and_the_like_are_in_no_copy(used: Office, tmp_path: Path) -> None:
    made = back_up(used.store, tmp_path / "copy.zip")

    kept = {name.removeprefix("tables/") for name in made.files}
    assert not {"sessions", "throttles", "resumptions", "recovery"} & kept
    assert {table.name for table in schema.metadata.sorted_tables} - LEFT_OUT - SEALED <= kept


def test_keys_are_in_a_copy_only_as_they_were_sealed(used: Office, tmp_path: Path) -> None:
    made = back_up(used.store, tmp_path / "copy.zip", lambda keys: b"sealed" + bytes(len(keys)))

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.read(KEYS).startswith(b"sealed")
    assert made.has_keys


def test_rows_go_together_up_to_a_bound_however_long_each_is(used: Office, tmp_path: Path) -> None:
    long = 3_000_000
    with used.store.begin() as connection:
        for at in range(7):
            connection.execute(schema.settings.insert(), {"name": f"long {at}", "value": bytes(long)})
    back_up(used.store, tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive, opened(archive, "tables/settings") as file:
        found = [len([one for one in some if len(one["value"]) == long]) for some in rows_of(file)]
    assert (max(found), sum(found)) == (2, 7)


def test_a_file_that_is_there_is_not_written_over(used: Office, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(b"the copy of before")

    with pytest.raises(BadInput, match="Elija otro nombre"):
        back_up(used.store, tmp_path / "copy.zip")
    assert (tmp_path / "copy.zip").read_bytes() == b"the copy of before"


def test_a_copy_of_a_lake_that_lost_a_file_is_none(used: Office, tmp_path: Path) -> None:
    next(path for path in used.config.lake_folder.rglob("*") if path.is_file()).unlink()
    (tmp_path / "copies").mkdir()

    with pytest.raises(NotReady, match="no quedó nada a medias"):
        back_up(used.store, tmp_path / "copies" / "copy.zip")
    assert list((tmp_path / "copies").iterdir()) == []
