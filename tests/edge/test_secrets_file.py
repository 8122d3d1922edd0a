from pathlib import Path

import pytest

from edge.secrets_file import keep_secret
from shared.errors import NotReady


def test_a_secret_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    keep_secret(tmp_path / "key", b"first")
    keep_secret(tmp_path / "key", b"second")

    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="permisos"):
        keep_secret(tmp_path / "nowhere" / "key", b"first")
