"""A node's own folder is no stick, by whatever name."""

from pathlib import Path

import pytest

from edge.outside import check_outside
from shared.errors import BadInput


@pytest.mark.parametrize("name", ["node", "node/models", "usb/../node", "link"])
def test_the_own_folder_is_no_stick_by_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "node" / "models").mkdir(parents=True)
    (tmp_path / "usb").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "node")

    with pytest.raises(BadInput, match="es la carpeta de datos de esta laptop"):
        check_outside(tmp_path / "node", tmp_path / name)


@pytest.mark.parametrize("name", ["usb", "node-usb", "."])
def test_a_folder_beside_it_is(tmp_path: Path, name: str) -> None:
    check_outside(tmp_path / "node", tmp_path / name)
