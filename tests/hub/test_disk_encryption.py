"""Whether the hub's disk is encrypted is told as the system lays it out, and what nobody knows is said to be so."""

import os
from pathlib import Path

import pytest

from hub.disk_encryption import SAID, Encrypted, of_device, of_folder, told

YES, NO, UNKNOWN = Encrypted.YES, Encrypted.NO, Encrypted.UNKNOWN


def machine(sys: Path, *blocks: tuple[str, str, tuple[str, ...]]) -> Path:
    """Lay out *blocks* as Linux does: the name of each, what device mapper says of it, and what lies under it."""
    for name, uuid, _ in blocks:
        (sys / "block" / name / "slaves").mkdir(parents=True)
        if uuid:
            (sys / "block" / name / "dm").mkdir()
            (sys / "block" / name / "dm" / "uuid").write_text(uuid + "\n", encoding="utf-8")
    for name, _, under in blocks:
        for one in under:
            (sys / "block" / name / "slaves" / one).symlink_to(sys / "block" / one)
    (sys / "dev" / "block").mkdir(parents=True)
    (sys / "dev" / "block" / "8:1").symlink_to(sys / "block" / blocks[0][0])
    return sys


DISK, OTHER = ("sda1", "", ()), ("nvme0n1p2", "", ())
LUKS, LUKS_2 = ("dm-1", "CRYPT-LUKS2-ab-root", ("sda1",)), ("dm-2", "CRYPT-LUKS2-cd-data", ("nvme0n1p2",))
VOLUME = ("dm-0", "LVM-xyz", ("dm-1",))


@pytest.mark.parametrize(
    ("blocks", "known"),
    [
        pytest.param((DISK,), NO, id="a plain partition"),
        pytest.param((LUKS, DISK), YES, id="LUKS on a partition"),
        pytest.param((VOLUME, LUKS, DISK), YES, id="a volume on LUKS"),
        pytest.param((("dm-0", "LVM-xyz", ("sda1",)), DISK), NO, id="a volume on a plain partition"),
        pytest.param((("md0", "", ("dm-1", "dm-2")), LUKS, LUKS_2, DISK, OTHER), YES, id="an array, all of it on LUKS"),
        pytest.param((("md0", "", ("dm-1", "nvme0n1p2")), LUKS, DISK, OTHER), NO, id="an array, half of it on LUKS"),
        pytest.param((("dm-0", "CRYPT-INTEGRITY-ab-data", ("sda1",)), DISK), NO, id="what is only checked"),
        pytest.param((("dm-0", "CRYPT-INTEGRITY-ab-data", ("dm-1",)), LUKS, DISK), YES, id="what is checked, on LUKS"),
        pytest.param((("loop0", "", ()),), UNKNOWN, id="a file that is mounted"),
        pytest.param((("dm-0", "LVM-xyz", ("dm-0",)),), UNKNOWN, id="what lies upon itself"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="no links to devices")
def test_what_lies_under_a_folder_tells(
    blocks: tuple[tuple[str, str, tuple[str, ...]], ...], known: Encrypted, tmp_path: Path
) -> None:
    assert of_device(8, 1, machine(tmp_path, *blocks)) is known


def test_where_the_system_says_nothing_it_is_not_known(tmp_path: Path) -> None:
    assert of_device(8, 9, tmp_path) is UNKNOWN
    assert of_folder(tmp_path, tmp_path / "nothing") is UNKNOWN
    assert of_folder(tmp_path / "not there") is UNKNOWN


def test_each_answer_has_its_words(tmp_path: Path) -> None:
    assert set(SAID) == set(Encrypted)
    assert told(tmp_path).msgid in SAID.values()
