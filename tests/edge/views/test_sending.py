"""What the pages say of sending is what the outbox holds."""

from pathlib import Path
from random import Random

import pytest

from edge.agent import Agent
from edge.app import create_app
from edge.config import Config
from edge.enrol import INVITATION_FILE, KEY_FILE, Identity
from edge.models_store import ModelFiles
from edge.ration import Allowance
from edge.views.sending import RECEIVED
from hub.restores import KINDS
from sync import folder
from sync.bundle import Sealed
from sync.chain import START
from sync.keys import NodeKeys
from sync.plugged import Plugged
from sync.reply import encode_reply
from tests.edge.building import KEYS, FakeHub, HubRoad, new_agent, new_store
from tests.edge.views.school import School, furnish, open_school
from tests.shared.web.building import form_token, sign_in
from tests.sync.hanging import Hanging


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
    assert text.count("Lo que la laptop anota sola va con el próximo envío.") == 2
    assert "la región ya confirmó todo" not in text


def test_whatever_came_is_named_in_words_what_nobody_here_knows_too(school: School) -> None:
    hub = FakeHub()
    for kind in ("revocation", "of_tomorrow"):
        hub.say(kind, f"{kind}/1", b"{}")
    new_agent(school.store, HubRoad(hub)).tick()
    text = school.client("coord").get("/envio/").text

    assert set(KINDS) <= set(RECEIVED)
    assert "Baja de una computadora de la región" in text
    assert "Novedad de la región" in text
    assert ("revocation" in text, "of_tomorrow" in text) == (False, False)


def test_without_an_agent_sending_says_so_and_loses_nothing(school: School) -> None:
    client = school.client("coord")
    data = {"csrf": form_token(client.get("/envio/").text), "op": "ahora"}
    answer = client.post("/envio/", data=data, follow_redirects=True)

    assert "El envío automático no está encendido en este equipo." in answer.text


@pytest.mark.parametrize("inside", ["", "models", "models/../models"])
def test_the_folder_of_the_nodes_own_data_is_no_stick_nor_is_one_in_it(school: School, inside: str) -> None:
    data_folder, client = school.store.path.parent, school.client("coord")
    (data_folder / "models").mkdir(exist_ok=True)
    data = {"csrf": form_token(client.get("/envio/").text), "carpeta": str(data_folder / inside)}
    answer = client.post("/envio/usb", data=data)

    assert (answer.status_code, "es la carpeta de datos de esta laptop, o está dentro" in answer.text) == (400, True)
    assert not list(data_folder.rglob("CHASQUI"))


def test_a_folder_that_is_not_there_is_told_in_words(school: School, tmp_path: Path) -> None:
    client = school.client("coord")
    for where in ("", "usb", str(tmp_path / "nothing")):
        data = {"csrf": form_token(client.get("/envio/").text), "carpeta": where}
        answer = client.post("/envio/usb", data=data)

        assert answer.status_code == 400
        assert "No se encuentra la carpeta." in answer.text


def test_a_stick_that_is_plugged_in_is_offered_by_name_and_used_with_one_button(tmp_path: Path) -> None:
    media = tmp_path / "media"
    (media / "KINGSTON" / "CHASQUI").mkdir(parents=True)
    with new_store(tmp_path) as store:
        hub = FakeHub()
        agent = new_agent(store, HubRoad(hub))
        furnish(store)
        config = Config(dir=tmp_path / "node", clock=store.clock, sticks=(media,))
        client = create_app(config, store, agent).test_client()
        sign_in(client, "coord")
        page = client.get("/envio/").text
        data = {"csrf": form_token(page), "carpeta": str(media / "KINGSTON")}
        out = client.post("/envio/usb", data=data, follow_redirects=True).text
        for _, bundle in folder.bundles(media / "KINGSTON"):
            reply = hub.answer(Sealed(bundle, START, START))
            folder.put_reply(media / "KINGSTON", KEYS.node_id, encode_reply(reply))
        back = client.post("/envio/usb", data=data, follow_redirects=True).text

        assert "<b>KINGSTON</b>" in page
        assert "Guardar en este USB" in page
        assert "copiados en el USB y releídos" in out
        assert "En el USB no había respuestas nuevas" in out
        assert "El USB trajo la confirmación de" in back or "La región confirmó" in back
        assert store.sync_state().pending == 0


def test_a_stick_that_hangs_keeps_no_page_waiting_and_says_what_to_do(tmp_path: Path) -> None:
    media, hanging = tmp_path / "media", Hanging("COLGADO")
    for name in ("BUENO", "COLGADO"):
        (media / name / "CHASQUI").mkdir(parents=True)
    plugged = Plugged([media], mounts=tmp_path / "none", patience_s=0.2, at=hanging.at)
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        furnish(store)
        client = create_app(Config(dir=tmp_path / "node", clock=store.clock), store, agent, plugged).test_client()
        sign_in(client, "coord")
        pages = [client.get(path).text for path in ("/envio/", "/unir/", "/envio/")]
        data = {"csrf": form_token(pages[0])}
        refused = client.post("/envio/usb", data=data | {"carpeta": str(media / "COLGADO")})
        copied = client.post("/envio/usb", data=data | {"carpeta": str(media / "BUENO")}, follow_redirects=True)
        hanging.answer()
        again = client.get("/envio/").text

        said = f"«{media / 'COLGADO'}» no responde. Retire el USB, conéctelo otra vez y repita. Todo sigue guardado"
        assert (pages[0].count(said), pages[2].count(said), "<b>BUENO</b>" in pages[0]) == (1, 1, True)
        assert (refused.status_code, refused.text.count(said)) == (400, 2)
        assert "copiados en el USB y releídos" in copied.text
        assert (said in again, "<b>COLGADO</b>" in again) == (False, True)


def test_what_sending_may_cost_is_set_on_the_page_and_said_when_it_is_used_up(school: School) -> None:
    client = school.client("soporte")
    data = {"csrf": form_token(client.get("/envio/").text), "mb": "5", "medida": "si"}
    client.post("/envio/gasto", data=data)
    set_to = school.store.spending.allowance()
    school.store.spending.spend(5_200_001, answered=True)
    text = client.get("/envio/").text

    assert set_to == Allowance(5, metered=True)
    assert "Hoy ya se gastó lo que se puede en un día: sigue mañana." in text
    assert "Hoy se usaron 5.2\u00a0MB de la red." in text
    assert 'value="5"' in text


def test_a_limit_that_is_no_number_is_refused_and_the_old_one_stays(school: School) -> None:
    client = school.client("coord")
    data = {"csrf": form_token(client.get("/envio/").text), "mb": "mucho"}

    answer = client.post("/envio/gasto", data=data | {"medida": "si"})

    assert answer.status_code == 400
    assert "No se pudo copiar" not in answer.text
    assert 'class="error" id="mb-e"' in answer.text
    assert 'value="mucho"' in answer.text
    assert 'name="medida" value="si" checked' in answer.text
    assert school.store.spending.allowance() == Allowance()


def test_a_teacher_sees_the_state_and_not_what_it_may_cost(school: School) -> None:
    client = school.client("profe")
    text = client.get("/envio/").text

    assert "Lo que puede gastar el envío" not in text
    assert client.post("/envio/gasto", data={"csrf": form_token(text), "mb": "5"}).status_code == 403


def test_the_code_of_this_computer_is_there_to_be_read_aloud_to_the_office(tmp_path: Path) -> None:
    (tmp_path / INVITATION_FILE).write_bytes(FakeHub().invitation().to_json())
    (tmp_path / KEY_FILE).write_bytes(KEYS.seed)
    text = open_school(tmp_path).client("profe").get("/envio/").text
    code = KEYS.node_id.hex()

    assert f">{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}<" in text
    assert "Si la oficina llama" in text


def test_a_damaged_key_takes_the_code_away_and_not_the_page(tmp_path: Path) -> None:
    (tmp_path / INVITATION_FILE).write_bytes(FakeHub().invitation().to_json())
    (tmp_path / KEY_FILE).write_bytes(KEYS.seed[:9])
    answer = open_school(tmp_path).client("profe").get("/envio/")

    assert (answer.status_code, "Código del equipo" in answer.text) == (200, False)
    assert "registros por enviar" in answer.text
