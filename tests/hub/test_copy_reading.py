"""A copy is read within bounds, whatever it says of its own lengths."""

import zipfile
from pathlib import Path

import pytest

from hub.backup import LENGTH_BYTES, MANIFEST
from hub.checked_copies import check
from hub.copy_reading import MAX_BLOCK, MAX_MANIFEST, opened, rows_of
from hub.restoring import read_manifest
from shared.errors import BadInput
from tests.hub.rewritten import blocks


class Watched:
    """A file that says how much was asked of it at once."""

    def __init__(self, data: bytes, size: int) -> None:
        self.size, self.asked = size, 0
        self._left = data

    def read(self, size: int) -> bytes:
        self.asked = max(self.asked, size)
        data, self._left = self._left[:size], self._left[size:]
        return data


@pytest.mark.parametrize(("size", "told"), [(100, 101), (2 * MAX_BLOCK, MAX_BLOCK + 1), (100, 2**32 - 1)])
def test_a_block_that_says_it_is_longer_than_its_file_or_than_any_is_not_read(size: int, told: int) -> None:
    file = Watched(told.to_bytes(LENGTH_BYTES, "big") + bytes(90), size)

    with pytest.raises(ValueError):
        list(rows_of(file))  # type: ignore[arg-type]
    assert file.asked == LENGTH_BYTES


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
