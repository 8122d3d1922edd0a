"""The hub's keys are drawn once, read back the same, and never silently replaced."""

from pathlib import Path

import pytest

from hub.config import Config
from hub.keyfiles import make_keys, read_keys, read_release_key
from shared.errors import BadInput, NotInitialised


def test_keys_are_read_back_as_they_were_made(tmp_path: Path) -> None:
    made = make_keys(Config(tmp_path))

    assert read_keys(Config(tmp_path)).public == made.public
    assert read_release_key(tmp_path / "release.key").public == made.public.release


def test_new_keys_never_replace_old_ones(tmp_path: Path) -> None:
    made = make_keys(Config(tmp_path))

    with pytest.raises(BadInput, match="Ya hay"):
        make_keys(Config(tmp_path))
    assert read_keys(Config(tmp_path)).public == made.public


def test_a_folder_without_keys_or_with_damaged_ones_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotInitialised):
        read_keys(Config(tmp_path))
    (tmp_path / "hub.key").write_bytes(b"short")
    with pytest.raises(BadInput, match="copia"):
        read_keys(Config(tmp_path))
