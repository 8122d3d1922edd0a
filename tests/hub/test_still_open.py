"""What no alarm tells yet is told where somebody would read that there is nothing to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import copying, restores, runs
from hub.still_open import still_open
from hub.store import Store
from tests.hub.busy_office import waiting_node
from tests.hub.commands import run
from tests.hub.office import SITES, app_of, heard, office, page, signed_in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def words(store: Store) -> str:
    return " ".join(one.text() for one in still_open(store))


def test_before_any_computer_came_nothing_is_open(store: Store) -> None:
    assert still_open(store) == []


def test_a_laptop_that_waits_and_a_region_without_night_or_copy_are_told(store: Store) -> None:
    waiting_node(store, SITES[2])
    told = words(store)
    with runs.kept(store, runs.NIGHT):
        pass

    assert "Envíos retenidos: 1." in told
    assert "ninguna noche" in told
    assert "ninguna copia" in told
    assert "ninguna noche" not in words(store)


def test_computers_that_were_not_heard_since_a_restore_are_told(store: Store) -> None:
    heard(store, SITES[0], 0)
    before = words(store)
    with store.begin() as connection:
        restores.note(connection, store.now_s() * 1_000 + 1, store.now_s())

    assert "desde que se restauró" not in before
    assert "desde que se restauró la central: 1." in words(store)


def test_neither_the_page_nor_the_command_says_that_there_is_nothing_to_do(store: Store) -> None:
    waiting_node(store, SITES[2])
    text = page(signed_in(app_of(store)), "/salud")
    told = run("alerts", "--dir", store.config.folder)

    assert "No hay nada que atender" not in text + told.output
    assert "Envíos retenidos: 1." in text
    assert "Envíos retenidos: 1." in told.output
    assert (told.exit_code, copying.latest(store)) == (0, None)
