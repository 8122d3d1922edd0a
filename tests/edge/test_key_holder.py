"""The key to the names under a phrase: a stolen folder tells nothing, and a cut at any moment loses nothing."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge.backup_file import back_up, restore
from edge.config import Config
from edge.enrol import init
from edge.key_holder import PEOPLE_KEY, SEALED_KEY, held_key, hold_in_file, hold_sealed, is_sealed, opened_key
from edge.keys_file import back_up_keys, restore_keys
from edge.people import Newcomer
from edge.seal import Seal
from edge.store import Store
from shared.errors import BadInput, NamesLocked, NotReady
from tests.edge.building import SCHOOL, FakeClock, FakeHub

PHRASE, OF_COPY = "luna de chuño y sal", "maiz morado en la ladera"
KEY = bytes(range(32))
_ENDED, _CUT = 0, 9


@pytest.fixture
def node(tmp_path: Path) -> Config:
    """Return a node with a pupil, whose key lies under the phrase."""
    config = Config(dir=tmp_path / "node", clock=FakeClock())
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, tmp_path / "invitation.json")
    with Store(config.database, config.clock) as store:
        store.people.add_people([Newcomer("learner", "Ñusta Huamaní", "40778812", SCHOOL, "3° A")])
    return config


def names(config: Config, phrase: str = "") -> list[str]:
    with Store(config.database, config.clock) as store:
        if phrase:
            store.people.seal.unlock(phrase)
        return [one.name for one in store.people.learners()]


def test_a_stolen_folder_holds_neither_names_nor_the_key(node: Config) -> None:
    key = held_key(node.dir)
    hold_sealed(node.dir, key, PHRASE)
    with Store(node.database, node.clock) as store:
        store.people.seal.unlock(PHRASE)
        store.people.add_people([Newcomer("learner", "Wayra Ccorimanya", "40778813", SCHOOL, "3° A")])
        while_open = {path: path.read_bytes() for path in node.dir.rglob("*") if path.is_file()}
    stolen = while_open | {path: path.read_bytes() for path in node.dir.rglob("*") if path.is_file()}
    secrets = [key, key.hex().encode(), PHRASE.encode()]
    secrets += [
        spelt.encode(code)
        for one in ("Ñusta", "Huamaní", "Wayra", "Ccorimanya", "40778812", "40778813")
        for spelt in (one, one.lower(), one.upper())
        for code in ("utf-8", "latin-1", "utf-16-le")
    ]

    assert len(stolen) >= 4
    assert [path.name for path, data in stolen.items() if any(secret in data for secret in secrets)] == []


def test_nothing_is_read_until_the_phrase_and_everything_after(node: Config) -> None:
    hold_sealed(node.dir, held_key(node.dir), PHRASE)
    with Store(node.database, node.clock) as store:
        with pytest.raises(NamesLocked):
            store.people.learners()
        with pytest.raises(BadInput, match="no abre los nombres"):
            store.people.seal.unlock("otra frase que no es")
        closed = store.people.seal.is_open
        store.people.seal.unlock(PHRASE)

        assert (closed, store.people.seal.is_open) == (False, True)
        assert [one.name for one in store.people.learners()] == ["Ñusta Huamaní"]


def test_no_new_key_is_made_where_one_lies_under_a_phrase(tmp_path: Path) -> None:
    hold_sealed(tmp_path, KEY, PHRASE)
    seal = Seal.beside(tmp_path / "node.db", sealed=False)
    again = Seal.beside(tmp_path / "node.db", sealed=False, ask=lambda: PHRASE)

    assert (seal.is_open, (tmp_path / PEOPLE_KEY).exists(), again.key) == (False, False, KEY)


def test_a_phrase_that_is_too_short_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / PEOPLE_KEY).write_bytes(KEY)
    with pytest.raises(BadInput, match="12 letras"):
        hold_sealed(tmp_path, KEY, "corta")

    assert [path.name for path in tmp_path.iterdir()] == [PEOPLE_KEY]


def test_another_phrase_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    hold_sealed(tmp_path, KEY, PHRASE)
    hold_sealed(tmp_path, KEY, OF_COPY)

    assert opened_key(tmp_path, OF_COPY) == KEY
    with pytest.raises(BadInput):
        opened_key(tmp_path, PHRASE)


def test_a_damaged_sealed_key_opens_nothing_and_is_told(tmp_path: Path) -> None:
    hold_sealed(tmp_path, KEY, PHRASE)
    whole = (tmp_path / SEALED_KEY).read_bytes()
    for data in (b"", whole[:-1], whole[:40], whole[:-1] + bytes([whole[-1] ^ 1])):
        (tmp_path / SEALED_KEY).write_bytes(data)
        with pytest.raises(BadInput, match="no abre los nombres"):
            opened_key(tmp_path, PHRASE)


def test_a_folder_without_any_key_says_which_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"Falta people\.key"):
        held_key(tmp_path)


def cut_after(steps: int, act: Callable[[], Any], folder: Path) -> int:
    """Carry out *act* in a process that dies before its *steps*-th touch of the folder; return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    touched = 0

    def hook(event: str, told: tuple[Any, ...]) -> None:
        nonlocal touched
        if event in ("open", "os.rename", "os.remove") and str(folder) in str(told[0]):
            touched += 1
            if touched > steps:
                os._exit(_CUT)

    sys.addaudithook(hook)
    try:
        act()
    finally:
        os._exit(_ENDED)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a cut is the death of a child")
@pytest.mark.parametrize("to_phrase", [True, False])
def test_a_cut_at_any_step_of_the_change_leaves_a_key_that_opens(tmp_path: Path, to_phrase: bool) -> None:
    def act() -> None:
        hold_sealed(folder, KEY, PHRASE) if to_phrase else hold_in_file(folder, KEY)

    hold_sealed(tmp_path, KEY, PHRASE)
    sealed, ended, steps = (tmp_path / SEALED_KEY).read_bytes(), _CUT, 0
    while ended == _CUT:
        folder = tmp_path / str(steps)
        folder.mkdir()
        (folder / (PEOPLE_KEY if to_phrase else SEALED_KEY)).write_bytes(KEY if to_phrase else sealed)
        ended = cut_after(steps, act, folder)
        assert held_key(folder, lambda: PHRASE) == KEY, steps
        if steps == 2 or not to_phrase:
            # The command is repeated, and ends what was begun.
            act()
            assert [path.name for path in folder.iterdir()] == [SEALED_KEY if to_phrase else PEOPLE_KEY]
        steps += 1

    assert steps > 4


def test_what_a_cut_left_of_the_key_in_clear_is_gone_at_the_next_start(tmp_path: Path) -> None:
    hold_sealed(tmp_path, KEY, PHRASE)
    (tmp_path / f".{PEOPLE_KEY}.0a1b2c3d.part").write_bytes(KEY)
    Seal.beside(tmp_path / "node.db", sealed=True)

    assert [path.name for path in tmp_path.iterdir()] == [SEALED_KEY]


def test_a_copy_opens_everything_with_its_own_phrase_alone(node: Config, tmp_path: Path) -> None:
    hold_sealed(node.dir, held_key(node.dir), PHRASE)
    with pytest.raises(NamesLocked):
        back_up(node, tmp_path / "copia", OF_COPY)
    back_up(node, tmp_path / "copia", OF_COPY, lambda: held_key(node.dir, lambda: PHRASE))
    new = Config(dir=tmp_path / "new", clock=node.clock)
    restore(new, tmp_path / "copia", OF_COPY)

    assert (is_sealed(new.dir), names(new)) == (False, ["Ñusta Huamaní"])


def test_a_copy_of_the_keys_opens_the_names_when_nobody_knows_the_phrase(node: Config, tmp_path: Path) -> None:
    hold_sealed(node.dir, held_key(node.dir), PHRASE)
    back_up_keys(node, tmp_path / "claves", OF_COPY, lambda: PHRASE)
    written = restore_keys(node, tmp_path / "claves", OF_COPY)

    assert (written, names(node)) == ([PEOPLE_KEY], ["Ñusta Huamaní"])


def test_a_laptop_that_waits_for_the_phrase_opens_once_its_key_is_put_back(tmp_path: Path) -> None:
    hold_sealed(tmp_path, KEY, PHRASE)
    seal = Seal.locked(tmp_path)
    closed = seal.is_open
    hold_in_file(tmp_path, KEY)

    assert (closed, seal.is_open, seal.key) == (False, True, KEY)
