"""What the pages say of sending is what the outbox holds."""

from pathlib import Path
from random import Random

from edge.agent import Agent
from edge.enrol import Identity
from edge.models_store import ModelFiles
from sync.keys import NodeKeys
from tests.edge.building import FakeHub, HubRoad
from tests.edge.views.school import School
from tests.shared.web.building import form_token


def test_what_waits_is_counted_from_the_outbox(school: School) -> None:
    text = school.client("coord").get("/envio/").text
    state = school.store.sync_state()

    assert f"{state.pending} registros por enviar" in text
    assert "La región todavía no confirmó nada." in text


def test_after_a_contact_only_its_time_is_still_to_be_confirmed_and_nobody_waits_for_it(school: School) -> None:
    agent = Agent(
        school.store,
        Identity(NodeKeys.from_seed(bytes(32)), (hub := FakeHub()).invitation()),
        ModelFiles(school.store.path.parent / "models"),
        lambda: HubRoad(hub),
        clock=school.store.clock,
        rng=Random(1),
    )
    agent.tick()
    text = school.client("coord").get("/envio/").text

    assert "Todo enviado y confirmado" in text
    assert "Lo que la región aún no confirma (0)" in text
    assert text.count("El que falta es la hora de ese contacto: va con el próximo envío.") == 2
    assert "la región ya confirmó todo" not in text


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
