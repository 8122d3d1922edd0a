"""What a browser sends of a stick is all there or leaves nothing behind."""

import errno
import io
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from hub.brought import bring
from shared.errors import BadInput, NoSpace
from sync import folder


class OnAFullDisk(io.BytesIO):
    """Bytes of which the first half fits."""

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(4):
            return data
        raise OSError(errno.ENOSPC, "No space left on device")


def test_files_of_one_name_lie_beside_each_other_as_on_a_stick(tmp_path: Path) -> None:
    brought = bring(tmp_path, [FileStorage(io.BytesIO(data), "../up/a") for data in (b"1", b"2")])

    assert [path.read_bytes() for path in sorted(folder.up(brought.root).iterdir())] == [b"1", b"2"]


def test_what_does_not_fit_on_the_disk_leaves_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(NoSpace):
        bring(tmp_path, [FileStorage(io.BytesIO(b"fits"), "a"), FileStorage(OnAFullDisk(b"half"), "b")])

    assert list(tmp_path.iterdir()) == []


def test_a_form_without_files_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        bring(tmp_path, [FileStorage(io.BytesIO(), "")])

    assert list(tmp_path.iterdir()) == []
