"""What nothing else takes off the list a person does, with the reason; it is as it was shown that it goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import history, stick_files
from hub.acts import Kind as Did
from hub.carried import Problem
from hub.carry import NOT_OURS
from hub.clearing import clear
from hub.stopped import Cure, Kind, Stopped, stopped
from hub.store import Store
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.sentences import Sentence
from tests.hub.asked import asked
from tests.hub.busy_office import ANA
from tests.hub.office import SITES, office

TYPO, WHY = ResourceId("mimeografo"), "Quiso escribir otra cosa."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def lacking(store: Store) -> list[Stopped]:
    return [one for one in stopped(store) if one.kind is Kind.RESOURCE]


def test_a_code_leaves_the_list_with_the_reason_in_the_history(store: Store) -> None:
    asked(store, SITES[0], TYPO, 5)
    (one,) = lacking(store)
    for why, said in ((" ", "Escriba el motivo"), ("x" * 301, "300")):
        with pytest.raises(BadInput, match=said):
            clear(store, one, why=why, by=ANA)
    still = lacking(store)
    clear(store, one, why=WHY, by=ANA)
    (act,) = store.acts(f"unlisted/{SITES[0]}/{TYPO}")

    assert (still, lacking(store)) == ([one], [])
    assert (act.kind, act.login, history.told(act).text()) == (Did.CLEARED, "ana", WHY)
    assert [row.resource for row in store.requests()] == [TYPO]


def test_what_came_after_it_was_shown_is_still_told(store: Store) -> None:
    asked(store, SITES[0], TYPO, 5, seq=1)
    (shown,) = lacking(store)
    asked(store, SITES[0], TYPO, 5, seq=2)
    clear(store, shown, why=WHY, by=ANA)

    assert [one.count for one in lacking(store)] == [2]


def test_files_of_a_stick_leave_the_list_and_the_history_names_the_stick_and_no_file(store: Store) -> None:
    with store.begin() as connection:
        problems = [Problem(name, Sentence(NOT_OURS)) for name in ("Ana Quispe.pdf", "b.jpg")]
        stick_files.note(connection, store.now_s(), "KINGSTON", problems, ())
    (one,) = stopped(store)
    clear(store, one, why=WHY, by=ANA)
    (act,) = store.acts("stick/KINGSTON")

    assert (one.kind, one.cure, one.count) == (Kind.FILE, Cure.STICK, 2)
    assert "«KINGSTON», Ana Quispe.pdf, b.jpg: No es un paquete de Chasqui" in one.why.text()
    assert stopped(store) == []
    assert act.told() == {"files": 2, "stick": "KINGSTON", "why": WHY}
    with pytest.raises(BadInput, match="ya no están"):
        clear(store, one, why=WHY, by=ANA)
