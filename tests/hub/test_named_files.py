"""A file that somebody named is read whole, or told by its path without the words of the system."""

from pathlib import Path

import pytest

from hub.named_files import read_named
from shared.errors import BadInput


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf{}")

    assert read_named(tmp_path / "a.json") == b"\xef\xbb\xbf{}"


@pytest.mark.parametrize(("name", "told"), [("nothing", "No existe el archivo"), ("folder", "es una carpeta")])
def test_what_cannot_be_read_is_told_by_its_path(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(BadInput, match=told) as refused:
        read_named(tmp_path / name)
    assert str(tmp_path / name) in str(refused.value)
