"""The page of sticks: from the stick to the answers on it in three clicks, and nothing of the hub's own disk."""

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.parts import install, parts
from shared.web import Role
from sync import folder
from sync.plugged import Plugged
from tests.hub.builders import OTHER_SITE, Node, Office, node_of, open_office, uses
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.sync.hanging import Hanging


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "media" / "KINGSTON" / "CHASQUI").mkdir(parents=True)
    return tmp_path / "media"


@pytest.fixture
def office(tmp_path: Path, media: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "hub", sticks=(media,))
    yield opened
    opened.close()


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return signed_in(app_of(office.store))


def sent(office: Office, name: str = "n", site: str = "") -> Node:
    node = node_of(office, name.encode(), site or OTHER_SITE)  # type: ignore[arg-type]
    node.record(*uses(3), name=name)
    return node


def post(client: FlaskClient, path: str, **form: object) -> str:
    token = csrf_of(client.get("/usb").text)
    return client.post(path, data={"csrf": token, **form}, follow_redirects=True).text


def test_a_stick_is_read_in_two_clicks_and_each_school_is_told(
    office: Office, client: FlaskClient, media: Path
) -> None:
    stick = media / "KINGSTON"
    nodes = [sent(office, name) for name in "ab"]
    for node in nodes:
        folder.put_bundle(stick, node.bundle().data)
    (folder.up(stick) / "roto").write_bytes(b"CHQ2?")
    text = post(client, "/usb", usb=str(stick))

    assert "Llegaron 6 registros nuevos" in text
    assert "Ya puede sacar el USB" in text
    assert "2 paquetes ya recibidos se quitaron del USB" in text
    assert text.count("en el USB") == 2
    assert "roto" in text
    assert all(folder.numbered_replies(stick, node.keys.node_id) for node in nodes)
    assert "KINGSTON" in page(client, "/usb")


@pytest.mark.parametrize("where", ["/etc", "", ".", "hub"])
def test_no_folder_but_a_stick_that_is_plugged_in_is_read(
    office: Office, client: FlaskClient, media: Path, where: str
) -> None:
    path = str(media.parent / where) if where == "hub" else where
    text = post(client, "/usb", usb=path)

    assert "ya no está conectado" in text
    assert not (office.config.folder / "CHASQUI").exists()


def test_a_stranger_on_a_stick_is_offered_to_be_accepted(office: Office, client: FlaskClient, media: Path) -> None:
    stranger = sent(office)
    stranger.code = ""
    folder.put_bundle(media / "KINGSTON", stranger.bundle().data)
    text = post(client, "/usb", usb=str(media / "KINGSTON"))

    assert f"/equipos/{stranger.keys.node_id.hex()}/aceptar" in text
    assert "La región no reconoce este equipo" in text


def test_a_stick_with_no_bundles_is_not_said_to_have_its_answers_written(client: FlaskClient, media: Path) -> None:
    (media / "KINGSTON" / "CHASQUI" / "up").mkdir(parents=True, exist_ok=True)
    text = post(client, "/usb", usb=str(media / "KINGSTON"))

    assert ("Ya puede sacar el USB." in text, "están escritas y comprobadas" in text) == (True, False)


def test_files_from_a_browser_are_taken_and_answered_in_one_file_for_the_stick(
    office: Office, client: FlaskClient, tmp_path: Path
) -> None:
    nodes = [sent(office, name) for name in "ab"]
    files = [(io.BytesIO(node.bundle().data), f"../../{at}/etc/passwd") for at, node in enumerate(nodes)]
    text = post(client, "/usb/archivos", archivos=files)
    with client.get("/usb/1/respuestas") as answers, zipfile.ZipFile(io.BytesIO(answers.data)) as archive:
        archive.extractall(tmp_path / "usb")

    assert "Llegaron 6 registros nuevos" in text
    assert "Descargar las respuestas" in text
    assert "2 paquetes ya recibidos siguen en el USB: desde aquí no se quitan." in text
    assert "del USB; las escuelas los guardan" not in text
    assert [words in text for words in ("en la descarga", ">en el USB<", "No saque el USB")] == [True, False, False]
    assert all(list(folder.replies(tmp_path / "usb", node.keys.node_id)) for node in nodes)
    assert [path.name for path in (office.config.folder.parent).iterdir() if path.name == "etc"] == []


def test_files_that_are_no_bundles_are_named_and_nobody_is_told_that_it_is_done(client: FlaskClient) -> None:
    text = post(client, "/usb/archivos", archivos=(io.BytesIO(b"depot,resource"), "existencias.csv"))

    assert "existencias.csv" in text
    assert "No es un paquete de Chasqui" in text
    assert "Listo." not in text
    assert "Descargar las respuestas" not in text
    assert "Subidos desde un navegador, 0001 existencias.csv: No es un paquete" in page(client, "/detenidos")


def test_no_file_chosen_is_said_and_a_visit_that_is_not_there_is_no_page(client: FlaskClient) -> None:
    text = post(client, "/usb/archivos", archivos=(io.BytesIO(b""), ""))

    assert "Elija los archivos" in text
    assert [client.get(path).status_code for path in ("/usb/9", "/usb/9/respuestas")] == [404, 404]


def test_a_stick_that_hangs_is_told_and_the_other_one_is_read(office: Office, media: Path, tmp_path: Path) -> None:
    (media / "COLGADO" / "CHASQUI").mkdir(parents=True)
    hanging = Hanging("COLGADO")
    app = app_of(office.store)
    with app.app_context():
        plugged = Plugged([media], mounts=tmp_path / "none", patience_s=0.2, at=hanging.at)
        install(app, replace(parts(), plugged=plugged))
    client = signed_in(app)
    text, refused = page(client, "/usb"), post(client, "/usb", usb=str(media / "COLGADO"))
    other = post(client, "/usb", usb=str(media / "KINGSTON"))
    hanging.answer()

    assert (f"«{media / 'COLGADO'}» no responde. Retire el USB" in text, "KINGSTON" in text) == (True, True)
    assert "ya no está conectado" in refused
    assert "Ya puede sacar el USB" in other or "No llegó nada" in other


def test_a_stick_under_way_is_shown_as_such_and_a_second_one_waits(
    office: Office, client: FlaskClient, media: Path
) -> None:
    go_on = threading.Event()
    with client.application.app_context():
        visits = parts().visits

    def slow(tell: object) -> object:
        tell(1, 300)  # type: ignore[operator]
        go_on.wait(20)
        raise OSError

    visit = visits.begin("LENTO", slow)  # type: ignore[arg-type]
    text, refused = page(client, "/usb/1"), post(client, "/usb", usb=str(media / "KINGSTON"))
    files = post(client, "/usb/archivos", archivos=(io.BytesIO(b"CHQ2"), "x"))
    go_on.set()
    visit.over.wait(20)

    assert "Se está leyendo otro USB" in files
    assert [path.name for path in (office.config.folder / "brought").glob("*")] == []
    assert "1 de 300 archivos. No saque el USB." in text
    assert "Se está leyendo otro USB" in refused
    assert "problema inesperado" in page(client, "/usb/1")


@pytest.mark.parametrize("role", [Role.ANALYST])
def test_only_who_may_sign_reads_sticks(office: Office, role: Role) -> None:
    client = signed_in(app_of(office.store, role))

    assert [client.get("/usb").status_code, client.get("/usb/1").status_code] == [403, 403]


def test_without_the_forms_token_nothing_is_read(office: Office, client: FlaskClient, media: Path) -> None:
    folder.put_bundle(media / "KINGSTON", sent(office).bundle().data)

    assert client.post("/usb", data={"usb": str(media / "KINGSTON")}).status_code == 400
    assert office.store.totals().events == 0


def test_the_operator_chooses_whose_decisions_go_along_and_reads_what_the_stick_carries(
    office: Office, client: FlaskClient, media: Path
) -> None:
    stick, silent = media / "KINGSTON", sent(office, "s")
    office.take(silent.bundle())
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        told = {"stream": OTHER_SITE, "kind": "x", "subject": "decision/1", "body": b"{}"}
        office.store.issue(connection, life, office.keys, **told)  # type: ignore[arg-type]
    options = client.get("/usb").text
    nobody = post(client, "/usb", usb=str(stick), ronda="nadie")
    everybody = post(client, "/usb", usb=str(stick), ronda="todas")
    strange = post(client, "/usb", usb=str(stick), ronda="Lima")

    assert "UGEL HUAMANGA" in options
    assert "Escuelas que no enviaron en él" not in nobody
    assert "El USB lleva lo de 1 escuela, cerrado para ella sola" in everybody
    assert len(folder.numbered_replies(stick, silent.keys.node_id)) == 1
    assert "No hay escuelas enlazadas de la UGEL «Lima»" in strange
