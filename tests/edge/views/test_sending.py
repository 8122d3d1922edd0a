"""What the pages say of sending is what the outbox holds."""

from pathlib import Path

from tests.edge.views.school import School
from tests.shared.web.building import form_token


def test_what_waits_is_counted_from_the_outbox(school: School) -> None:
    text = school.client("coord").get("/envio/").text
    state = school.store.sync_state()

    assert f"{state.pending} registros por enviar" in text
    assert "La región todavía no confirmó nada." in text


def test_without_an_agent_sending_says_so_and_loses_nothing(school: School) -> None:
    client = school.client("coord")
    data = {"csrf": form_token(client.get("/envio/").text), "op": "ahora"}
    answer = client.post("/envio/", data=data, follow_redirects=True)

    assert "El envío automático no está encendido en este equipo." in answer.text


def test_a_folder_that_is_not_there_is_told_in_words(school: School, tmp_path: Path) -> None:
    client = school.client("coord")
    for folder in ("", "usb", str(tmp_path / "nothing")):
        data = {"csrf": form_token(client.get("/envio/").text), "carpeta": folder}
        answer = client.post("/envio/usb", data=data)

        assert answer.status_code == 400
        assert "No se encuentra la carpeta." in answer.text
