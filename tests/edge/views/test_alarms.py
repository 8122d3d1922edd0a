"""What is wrong with this computer stands above the pages, and nothing stands there while nothing is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.computer import note_computer
from edge.views.alarms import alarms
from shared.ids import Head, Incarnation
from sync.ack import Ack, sign_ack
from sync.chain import Position
from tests.edge.building import KEYS, FakeHub
from tests.edge.views.school import School, open_school
from tests.faults.small_disk import SmallDisk, small_disk

ELSEWHERE = Incarnation(b"elsewher")


def answered(school: School, *tips: int) -> None:
    """Let the region say how far somebody came who writes on from a copy of this node."""
    hub = FakeHub()
    for seq in tips:
        tip = Position(ELSEWHERE, seq, Head(bytes([seq]) * 16))
        ack = Ack(KEYS.node_id, hub.life, hub.hub_time, "ok", tips=(tip,))
        school.store.outbox.advance(ack, sign_ack(ack, hub.keys))


def said(school: School) -> list[tuple[str, str]]:
    with school.app.test_request_context():
        return [(one.code, one.what) for one in alarms()]


def test_while_nothing_is_wrong_nothing_is_said(school: School) -> None:
    assert said(school) == []


def test_a_copy_that_is_at_work_is_told_and_one_that_goes_on_writing_is_worse(school: School) -> None:
    answered(school, 3)
    copy = said(school)
    answered(school, 5, 7)

    assert copy == [("queue", "La región tiene registros hechos con otra copia de esta carpeta; aquí no aparecen.")]
    assert said(school) == [("err", "Otra computadora usa la misma identidad: envía como si fuera esta.")]


def test_a_folder_that_came_from_a_laptop_says_from_which_and_that_it_is_in_use_once_that_is_certain(
    school: School,
) -> None:
    for name in ("DIRECCION", "AULA-3"):
        note_computer(school.store.db, name)
    alone = said(school)
    answered(school, 3)
    once = said(school)
    answered(school, 5, 7)

    assert alone == []
    assert once == [("err", "La laptop «DIRECCION» siguió anotando después de que se copió esta carpeta.")]
    assert said(school) == [("err", "Esta carpeta se copió de la laptop «DIRECCION», que se sigue usando.")]


@pytest.mark.parametrize("path", ["/", "/envio/"])
def test_it_stands_on_the_pages_that_everybody_passes(school: School, path: str) -> None:
    answered(school, 3, 5, 7)
    text = school.client("coord").get(path).text

    assert "Otra computadora usa la misma identidad: envía como si fuera esta." in text
    assert "pida a la oficina" in text


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 16_384) as made:
        yield made


def test_a_disk_that_fills_up_is_told_first_and_no_longer_once_there_is_room(disk: SmallDisk) -> None:
    school = open_school(disk.folder)
    answered(school, 3)
    disk.fill(but=600_000)
    full = said(school)
    disk.clear()
    again = said(school)
    school.store.close()

    assert [code for code, _ in full] == ["err", "queue"]
    assert full[0][1].startswith("Queda poco espacio en el disco: ")
    assert [code for code, _ in again] == ["queue"]
