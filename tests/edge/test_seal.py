"""The key under which names lie on the disk."""

from pathlib import Path

import pytest

from edge.seal import Seal
from shared.errors import NotReady


def test_the_key_file_is_only_its_owners(tmp_path: Path) -> None:
    Seal.beside(tmp_path / "node.db", sealed=False)

    assert (tmp_path / "people.key").stat().st_mode & 0o077 == 0


def test_a_damaged_key_file_is_told() -> None:
    with pytest.raises(NotReady):
        Seal(b"short")


def test_another_key_opens_nothing_and_finds_nobody() -> None:
    one, other = Seal(bytes(32)), Seal(b"1" * 32)

    with pytest.raises(NotReady, match="no abre los nombres"):
        other.open(one.close("Rosa Quispe"))
    assert one.key_of("a1") == one.key_of(" A1 ") != other.key_of("a1")
