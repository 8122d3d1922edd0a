from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sync.sticks import PLACES, mount_points, sticks


def test_only_writable_file_systems_that_sticks_have_are_offered() -> None:
    text = "\n".join(
        (
            "/dev/sdb1 /media/ana/MI\\040USB vfat rw,nosuid 0 0",
            "/dev/sdc1 /run/media/ana/VIEJO ext4 ro,nosuid 0 0",
            "//oficina/disco /mnt/red cifs rw 0 0",
            "/dev/sda1 / ext4 rw 0 0",
            "/dev/sda2 /mediateca ext4 rw 0 0",
        )
    )

    assert mount_points(text, PLACES) == [Path("/media/ana/MI USB")]


@given(st.text())
def test_any_list_of_mounts_can_be_read(text: str) -> None:
    assert all(PLACES[0] in path.parents or path in PLACES for path in mount_points(text, PLACES[:1]))


def test_a_folder_with_a_chasqui_folder_is_a_stick_until_it_is_pulled(tmp_path: Path) -> None:
    (tmp_path / "KINGSTON" / "CHASQUI").mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    nothing = tmp_path / "mounts"

    found = sticks([tmp_path], mounts=nothing)
    (tmp_path / "KINGSTON" / "CHASQUI").rmdir()

    assert [(one.name, one.ours) for one in found] == [("KINGSTON", True)]
    assert found[0].free
    assert sticks([tmp_path, tmp_path / "gone"], mounts=nothing) == ()


def test_a_fresh_stick_is_offered_and_a_link_is_not_followed(tmp_path: Path) -> None:
    stick = tmp_path / "NUEVO"
    stick.mkdir()
    (stick / "CHASQUI").symlink_to(tmp_path)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sdb1 {stick} vfat rw 0 0\n", encoding="utf-8")

    assert [(one.path, one.ours) for one in sticks([tmp_path], mounts=mounts)] == [(stick, False)]
