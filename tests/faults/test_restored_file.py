"""A node restored from its sealed file on another laptop: what it records arrives, and the copy is told."""

from pathlib import Path

from edge.backup_file import back_up, restore
from edge.config import Config
from tests.faults.test_copied_folder import home, told_on, url
from tests.faults.test_two_histories import all_events, held_events
from tests.hub.builders import Office
from tests.hub.laptop import JumpyClock

__all__ = ["home", "url"]
PHRASE = "maiz morado en la ladera"


def test_a_node_restored_from_its_file_goes_on_and_both_histories_are_kept_and_told(
    office: Office, url: str, home: Path, tmp_path: Path
) -> None:
    told_on(home, url, "DIRECCION", 3)
    back_up(Config(dir=home, clock=JumpyClock()), tmp_path / "copia", PHRASE)
    told_on(home, url, "DIRECCION", 2)
    new = tmp_path / "new"
    restore(Config(dir=new, clock=JumpyClock()), tmp_path / "copia", PHRASE)
    told = told_on(new, url, "AULA-3", 2)
    told_on(new, url, "AULA-3", 4)

    assert told == "DIRECCION"
    assert held_events(office) == all_events(home, new)


def test_a_node_restored_after_its_laptop_was_lost_sends_what_the_region_lacked(
    office: Office, url: str, home: Path, tmp_path: Path
) -> None:
    told_on(home, url, "DIRECCION", 3)
    told_on(home, "http://127.0.0.1:9", "DIRECCION", 2)
    back_up(Config(dir=home, clock=JumpyClock()), tmp_path / "copia", PHRASE)
    new = tmp_path / "new"
    restore(Config(dir=new, clock=JumpyClock()), tmp_path / "copia", PHRASE)
    told = told_on(new, url, "AULA-3", 2)

    assert told == ""
    assert held_events(office) == all_events(new)
    assert all_events(home) < all_events(new)
