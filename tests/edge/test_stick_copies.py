"""The node is copied to a stick under a name that tells site and time, and what lies there is found again."""

from pathlib import Path

import pytest

from edge.config import Config
from edge.stick_copies import FOLDER, copies_on, copy_to
from edge.stick_times import last_on_stick
from edge.store import Store
from shared.errors import BadInput, NotReady
from tests.edge.building import FakeClock
from tests.edge.test_cli_care import new_node

PHRASE = "maiz morado en la ladera"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "usb").mkdir()
    return new_node(tmp_path)


def test_each_copy_is_kept_beside_the_others_and_the_newest_comes_first(config: Config, tmp_path: Path) -> None:
    clock = config.clock
    assert isinstance(clock, FakeClock)
    with Store(config.database, clock) as store:
        first, _ = copy_to(config, store.db, "074294", tmp_path / "usb", PHRASE)
        clock.pass_s(86_400)
        second, done = copy_to(config, store.db, "074294", tmp_path / "usb", PHRASE)
        last = last_on_stick(store.db)

    assert [one.path for one in copies_on(tmp_path / "usb")] == [second, first]
    assert [one.site for one in copies_on(tmp_path / "usb")] == ["074294", "074294"]
    assert (last, done.made_s) == (clock.now(), int(clock.now().timestamp()))
    assert second.name == "chasqui-074294-2026-06-24_09-00.copia"


def test_the_node_s_own_folder_is_no_stick(config: Config) -> None:
    with Store(config.database, config.clock) as store, pytest.raises(BadInput, match="carpeta de datos"):
        copy_to(config, store.db, "074294", config.dir, PHRASE)


def test_a_stick_that_cannot_be_written_to_is_told_and_counts_as_no_copy(config: Config, tmp_path: Path) -> None:
    (tmp_path / "usb" / FOLDER).write_bytes(b"")
    with Store(config.database, config.clock) as store:
        with pytest.raises(NotReady, match="no deja escribir"):
            copy_to(config, store.db, "074294", tmp_path / "usb", PHRASE)

        assert last_on_stick(store.db) is None


def test_other_files_on_a_stick_are_no_copies(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for name in ("chasqui-074294-2026-06-24_09-00.copia.part", "chasqui-074294-2026-99-24_09-00.copia", "tarea.doc"):
        (tmp_path / FOLDER / name).write_bytes(b"")

    assert copies_on(tmp_path) == []
    assert copies_on(tmp_path / "none") == []
