"""The page of packs: from a stick or a folder, told whether it went in, and taken off again."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.enrol import INVITATION_FILE, KEY_FILE
from edge.pack_import import add_pack
from sync.keys import NodeKeys
from sync.plugged import Look, Plugged
from sync.sticks import Stick
from tests.edge.building import FakeHub
from tests.edge.packing import FILES, HUB, RELEASE, STORY, lay_out, pack_of
from tests.edge.views.school import School, open_school
from tests.shared.web.building import form_token

TODAY = date(2026, 6, 17)


@dataclass
class Laptop:
    """A school that its region's release key is known to, and a stick in it."""

    school: School
    stick: Path
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.school.client("soporte")

    def get(self) -> str:
        return self.client.get("/paquetes/").text

    def post(self, path: str = "/paquetes/", **form: str) -> tuple[int, str]:
        answer = self.client.post(path, data={"csrf": form_token(self.get()), **form}, follow_redirects=True)
        return answer.status_code, answer.text


class _OneStick(Plugged):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def look(self) -> Look:
        return Look((Stick(self._path, ours=True),))


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    (tmp_path / "node").mkdir()
    school = open_school(tmp_path / "node")
    (tmp_path / "node" / INVITATION_FILE).write_bytes(FakeHub(release=RELEASE).invitation().to_json())
    (tmp_path / "node" / KEY_FILE).write_bytes(NodeKeys.generate().seed)
    stick = tmp_path / "usb"
    (stick / "CHASQUI" / "packs").mkdir(parents=True)
    edge = school.app.extensions["edge"]
    school.app.extensions["edge"] = replace(edge, plugged=_OneStick(stick))
    yield Laptop(school, stick)
    school.store.close()


def on_stick(laptop: Laptop, name: str = "relatos", **more: object) -> Path:
    return lay_out(laptop.stick / "CHASQUI" / "packs" / name, pack_of(**more))  # type: ignore[arg-type]


def test_without_a_pack_the_page_says_so(laptop: Laptop) -> None:
    page = laptop.get()

    assert "Todavía ninguno." in page
    assert "No trae paquetes." in page


def test_a_pack_of_the_stick_goes_in_with_one_button(laptop: Laptop) -> None:
    path = on_stick(laptop)
    assert "Relatos en quechua chanka" in laptop.get()
    status, page = laptop.post(carpeta=str(path))

    assert status == 200
    assert "todos como la región los firmó" in page
    assert "Ya está aquí." in page
    assert [kept.pack.resource for kept in laptop.school.store.packs.all()] == ["relatos"]


def test_what_one_byte_tells_apart_from_what_was_signed_is_said_in_words(laptop: Laptop) -> None:
    path = on_stick(laptop)
    (path / "zorro.pdf").write_bytes(STORY[:-1] + b"!")
    _, page = laptop.post(carpeta=str(path))

    assert "zorro.pdf» no es lo que la región firmó" in page
    assert laptop.school.store.packs.all() == []


def test_a_pack_of_a_stranger_is_shown_and_cannot_be_taken(laptop: Laptop) -> None:
    path = on_stick(laptop)
    (path / "pack.json").write_bytes((path / "pack.json").read_bytes().replace(b'"version":1', b'"version":9'))

    page = laptop.get()

    assert "La firma del paquete no es de su región" in page
    assert "Copiar a esta laptop<span" not in page


@pytest.mark.parametrize("folder", ["", "relativa", "/no/existe"])
def test_a_folder_that_is_not_there_keeps_what_was_written(laptop: Laptop, folder: str) -> None:
    status, page = laptop.post(carpeta=folder)

    assert status == 400
    assert "No se encuentra la carpeta." in page
    assert not folder or f'value="{folder}"' in page


def test_an_older_an_expired_and_a_damaged_one_say_what_can_be_done(laptop: Laptop, tmp_path: Path) -> None:
    packs = laptop.school.store.packs
    add_pack(packs, HUB, lay_out(tmp_path / "two", pack_of(version=2)), TODAY)
    on_stick(laptop)
    on_stick(laptop, "viejo", resource="viejo", expires=TODAY - timedelta(days=400))
    page = laptop.get()
    assert "Aquí está una versión más nueva." in page
    assert "Venció: no se copia." in page
    on_stick(laptop, version=2)
    packs.path(packs.all()[0].pack.files[0]).write_bytes(b"broken")
    _, page = laptop.post("/paquetes/revisar")
    assert "Archivos dañados: 1." in page
    assert "se repone" in page
    assert "Hay archivos dañados en un paquete de contenido." in laptop.client.get("/").text

    laptop.post(carpeta=str(laptop.stick / "CHASQUI" / "packs" / "relatos"))
    assert "Todos los archivos están" in laptop.post("/paquetes/revisar")[1]


def test_a_pack_that_expired_is_a_task_and_one_that_was_dropped_is_gone(laptop: Laptop, tmp_path: Path) -> None:
    packs = laptop.school.store.packs
    add_pack(packs, HUB, lay_out(tmp_path / "old", pack_of(expires=TODAY - timedelta(days=400))), None)
    assert "Pida de nuevo «Relatos en quechua chanka»" in laptop.client.get("/mas/").text

    _, page = laptop.post("/paquetes/quitar", recurso="relatos")

    assert "Se quitó Relatos en quechua chanka" in page
    assert (packs.all(), list(packs.folder.iterdir())) == ([], [])
    assert laptop.post("/paquetes/quitar", recurso="relatos")[0] == 404
    assert len(FILES) == 2


def test_while_one_is_copied_another_is_refused_and_nothing_is_dropped(laptop: Laptop) -> None:
    path = on_stick(laptop)
    laptop.post(carpeta=str(path))
    with laptop.school.store.packs.changing():
        _, refused = laptop.post(carpeta=str(path))
        status, kept = laptop.post("/paquetes/quitar", recurso="relatos")

    assert "Espere a que termine" in refused
    assert (status, "Espere a que termine" in kept) == (409, True)
    assert len(laptop.school.store.packs.all()) == 1
