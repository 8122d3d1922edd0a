"""A copy is read within bounds, whatever it says of its own lengths."""

import zipfile
from pathlib import Path

import pytest

from hub.backup import MANIFEST
from hub.checked_copies import check
from hub.copy_reading import MAX_MANIFEST, opened, rows_of
from hub.restoring import read_manifest
from shared.errors import BadInput
from tests.hub.rewritten import blocks


def test_a_manifest_longer_than_any_is_not_read_where_a_copy_is_restored_or_checked(tmp_path: Path) -> None:
    copy = tmp_path / "copy.zip"
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(MANIFEST, "w") as file:
        for _ in range(MAX_MANIFEST // 1_048_576 + 1):
            file.write(b" " * 1_048_576)

    with pytest.raises(BadInput, match="no es una copia"):
        read_manifest(copy)
    assert "no se puede abrir" in check(copy).problems[0].text()


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    some, more = [{"a": 1}, {"a": 2}], [{"a": 3}]
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as archive:
        archive.writestr("tables/x", blocks(some) + blocks(more))

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive, opened(archive, "tables/x") as file:
        assert list(rows_of(file)) == [some, more]
