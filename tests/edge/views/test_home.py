"""The five answers of home."""

import re
from pathlib import Path

import msgspec
import pytest

from edge.accounts import StoreAccounts
from edge.acts import BY_COMMAND
from edge.app import create_app
from edge.config import Config
from edge.rows import SchoolRow
from edge.store import Store
from shared import web
from shared.allocation import Reason
from tests.edge.building import with_tables
from tests.edge.views.school import DECISION, SCHOOL, SITE, School, receive_feed
from tests.edge.views.test_alarms import answered
from tests.edge.views.test_arrivals import sheet
from tests.shared.web.building import PASSPHRASE, SteppedClock, hashed, sign_in


def test_home_answers_the_five_questions(quiet_school: School) -> None:
    text = quiet_school.client("coord").get("/").text

    assert text.count('class="card q') == 5
    assert "18 tabletas y 5 guías de Comunicación 3°" in text
    assert "Recibir la PECOSA 000123" in text
    assert "Martes 23 de junio de 2026 · semana lectiva 14" in text


def test_what_was_received_is_no_longer_on_its_way(school: School) -> None:
    client = school.client("coord")
    client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text))

    assert "Nada por ahora" in client.get("/").text


def test_a_teacher_is_not_asked_to_receive(quiet_school: School) -> None:
    quiet_school.store.codes_once.draw("profe", BY_COMMAND, subject="")
    text = quiet_school.client("profe").get("/").text

    assert "Confirmar recepción" not in text
    assert "Nada pendiente" in text


def test_who_records_no_use_is_not_told_to(quiet_school: School) -> None:
    said = {
        login: "Registre lo que se use hoy" in quiet_school.client(login).get("/").text
        for login in ("profe", "soporte")
    }

    assert said == {"profe": True, "soporte": False}


def test_english_words_keep_peruvian_figures(quiet_school: School) -> None:
    client = quiet_school.client("coord")
    text = client.get("/?idioma=en").text

    assert "What is on its way?" in text
    assert "dispatch order of 16/06" in text


@pytest.mark.parametrize(("depot", "words"), [("Huamanga", "No alcanzó el almacén"), ("", "Sin almacén")])
def test_a_decision_to_send_nothing_is_told_with_its_reason(tmp_path: Path, depot: str, words: str) -> None:
    nothing = {"units": 0, "lots": 0, "reason": Reason.STOCK, "on_hand": 0, "depot": depot}
    lines = [msgspec.structs.replace(one, **nothing) for one in DECISION.lines]
    clock = SteppedClock()
    with Store(with_tables(tmp_path / "node.db"), clock, create=True) as store:
        store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999 Quebrada Honda")])
        coordinator = store.people.add_person("coordinator", "Coord")
        secret = hashed(PASSPHRASE)
        StoreAccounts(store.db).set_credential(web.Credential("coord", web.Role.COORDINATOR, secret, coordinator))
        receive_feed(store, msgspec.structs.replace(DECISION, lines=tuple(lines)), shipments=())
        client = create_app(Config(dir=tmp_path, clock=clock), store).test_client()
        sign_in(client, "coord")
        text = client.get("/").text

    assert "La región decidió no entregar nada esta vez" in text
    assert re.search(rf"Decidido el [0-9/]{{10}}\. Tabletas: {words} · ", text)
    assert "Nada por ahora" not in text


def test_home_counts_the_records_that_the_page_of_sending_counts(school: School) -> None:
    state, text = school.store.sync_state(), school.client("coord").get("/").text

    assert f"<dt>Registros guardados</dt><dd>{state.total}</dd>" in re.sub(r"\s+", " ", text).replace("> <", "><")
    assert state.total < school.store.records.count()


def test_a_clock_that_is_wrong_is_a_task_of_whoever_can_set_it(school: School) -> None:
    before = school.client("coord").get("/").text
    school.clock.pass_s(-10 * 365 * 86_400)
    after = {login: school.client(login).get("/").text for login in ("coord", "soporte", "profe")}

    assert "Corregir el reloj" not in before
    assert {login: "Corregir el reloj" in text for login, text in after.items()} == {
        "coord": True, "soporte": True, "profe": False,
    }  # fmt: skip
    assert 'id="reloj"' in school.client("coord").get("/ayuda").text


def test_what_to_do_about_a_long_alarm_is_told_once_it_is_asked_for(school: School) -> None:
    answered(school, 3)
    text = school.client("coord").get("/").text

    assert re.search(r"<details><summary><b>La región tiene registros[^<]*</b> Qué hacer</summary>No se perdió", text)
