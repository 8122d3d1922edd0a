"""Accounts on their pages: each act asks for one's own passphrase again, and secrets are never written back."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.acts import BY_COMMAND
from edge.codes_once import CODES
from edge.key_holder import hold_sealed
from edge.seal import Seal
from shared.web.accounts import Gate
from tests.edge.views.school import SCHOOL, School
from tests.shared.web.building import PASSPHRASE, form_token, sign_in
from tests.shared.web.markup import faults

PATH, OWN = "/escuela/cuentas/", "/mi-cuenta/"
NEW = "llama vicuña puma condor"


def post(client: FlaskClient, path: str = PATH, **form: str) -> TestResponse:
    token = form_token(client.get("/entrar/codigo/").text)
    return client.post(path, data={"csrf": token, **form}, follow_redirects=True)


def made(client: FlaskClient, **form: str) -> TestResponse:
    usual = {"op": "crear", "cuenta": "luz", "nombre": "Luz Poma", "rol": "teacher", "nueva": NEW, "suya": PASSPHRASE}
    return post(client, **{**usual, **form})


def logins(school: School) -> list[str]:
    return [row.login for row in school.store.staff.accounts()]


def codes_in(text: str) -> list[str]:
    return re.findall(r'<li class="big">([A-Z0-9-]{14})</li>', text)


def test_an_account_is_made_and_its_person_can_enter(school: School) -> None:
    answer = made(school.client("coord"))

    assert "Cuenta creada." in answer.text
    assert "Luz Poma" in answer.text
    assert sign_in(school.client(), "luz", NEW) == 302
    assert [act.kind for act in school.store.audit.newest(1)] == ["account-made"]


def test_a_teacher_of_the_list_gets_an_account_and_keeps_who_they_are(school: School) -> None:
    beto = school.store.people.add_person("teacher", "Beto Tineo", code="t1", school=SCHOOL)
    client = school.client("coord")
    offered = client.get(PATH).text
    made(client, cuenta="beto", nombre="", persona=beto.hex())
    row = next(row for row in school.store.staff.accounts() if row.login == "beto")

    assert f'<option value="{beto.hex()}">Beto Tineo' in offered
    assert (row.person, row.name) == (beto, "Beto Tineo")


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"suya": "otra cosa larga"}, "suya", "Esa no es su clave."),
        ({"suya": ""}, "suya", "Escriba su propia clave"),
        ({"nueva": "corta"}, "nueva", "La clave necesita 10 caracteres"),
        ({"cuenta": "coord"}, "cuenta", "Ya hay una cuenta «coord»"),
        ({"cuenta": "dos palabras"}, "cuenta", "sin espacios"),
        ({"rol": ""}, "rol", "Elija qué hace aquí."),
        ({"rol": "student"}, "rol", "Elija qué hace aquí."),
        ({"nombre": " "}, "nombre", "Escriba el nombre de la persona."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_no_secret_is_written_back(
    school: School, form: dict[str, str], field: str, words: str
) -> None:
    answer = made(school.client("coord"), **form)

    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="{field}-e"' in answer.text
    assert f'value="{form.get("nombre", "Luz Poma")}"' in answer.text
    assert [secret for secret in (NEW, PASSPHRASE) if secret in answer.text] == []
    assert faults(answer.text) == []
    assert len(logins(school)) == 3


def test_a_coordinator_gives_another_secret_and_the_open_session_ends_at_the_next_click(school: School) -> None:
    client, teacher = school.client("coord"), school.client("profe")
    panel = post(client, op="elegir", de="profe")
    done = post(client, op="clave", de="profe", nueva=NEW, suya=PASSPHRASE)

    assert "Cuenta «profe» de Profe" in panel.text
    assert faults(panel.text) == []
    assert "Clave cambiada." in done.text
    assert teacher.get("/registrar").status_code == 302
    assert (sign_in(school.client(), "profe"), sign_in(school.client(), "profe", NEW)) == (403, 302)


def test_an_account_is_ended_and_the_only_coordinators_is_not(school: School) -> None:
    client, support = school.client("coord"), school.client("soporte")
    post(client, op="terminar", de="soporte", suya=PASSPHRASE)
    refused = post(client, op="terminar", de="coord", suya=PASSPHRASE)

    assert support.get("/envio/").status_code == 302
    assert (refused.status_code, "única cuenta de coordinación" in refused.text) == (400, True)
    assert logins(school) == ["coord", "profe"]


def test_ten_codes_are_shown_once_and_one_lets_in_with_a_new_passphrase_just_once(school: School) -> None:
    client = school.client("coord")
    sheet = post(client, op="codigos", de="profe", suya=PASSPHRASE)
    codes = codes_in(sheet.text)
    listed = client.get(PATH).text
    browser = school.client()
    form = {"cuenta": "profe", "codigo": codes[0].lower(), "nueva": NEW}
    entered = post(browser, "/entrar/codigo/", **form)
    again = post(school.client(), "/entrar/codigo/", **form)

    assert (len(codes), faults(sheet.text)) == (CODES, [])
    assert ("10 códigos sin usar" in listed, codes[0] in listed) == (True, False)
    assert "Le quedan 9 códigos." in entered.text
    assert browser.get("/registrar").status_code == 200
    assert (again.status_code, "cada uno sirve una sola vez" in again.text) == (403, True)
    assert (sign_in(school.client(), "profe"), sign_in(school.client(), "profe", NEW)) == (403, 302)
    kinds = [act.kind for act in school.store.audit.newest(3)]
    assert kinds == ["account-secret", "code-used", "codes-made"]


def test_a_passphrase_that_is_too_short_spends_no_code(school: School) -> None:
    codes = codes_in(post(school.client("coord"), op="codigos", de="profe", suya=PASSPHRASE).text)
    answer = post(school.client(), "/entrar/codigo/", cuenta="profe", codigo=codes[0], nueva="corta")

    assert (answer.status_code, 'value="profe"' in answer.text, faults(answer.text)) == (400, True, [])
    assert school.store.codes_once.left("profe") == CODES


def test_guessing_codes_makes_the_account_wait(school: School) -> None:
    browser = school.client()
    form = {"cuenta": "coord", "codigo": "AAAA-AAAA-AAAA", "nueva": NEW}
    statuses = [post(browser, "/entrar/codigo/", **form).status_code for _ in range(6)]

    assert statuses == [403, 403, 403, 403, 429, 429]
    assert sign_in(browser, "coord") == 429


def test_who_has_no_code_keeps_nobody_waiting_while_a_passphrase_is_hashed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(Gate, "hashed", lambda _gate, secret: hashed.append(secret) or "")
    answer = post(school.client(), "/entrar/codigo/", cuenta="coord", codigo="AAAA-AAAA-AAAA", nueva=NEW)

    assert (answer.status_code, hashed) == (403, [])


def test_a_good_code_is_no_wrong_try_while_the_names_are_closed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = codes_in(post(school.client("coord"), op="codigos", de="coord", suya=PASSPHRASE).text)
    seal, browser = school.store.people.seal, school.client()
    folder = school.store.path.parent
    hold_sealed(folder, seal.key, "una frase del personal")
    monkeypatch.setattr(school.store.people, "seal", Seal.locked(folder))
    form = {"cuenta": "coord", "codigo": codes[0], "nueva": NEW}
    answers = [post(browser, "/entrar/codigo/", **form) for _ in range(6)]

    assert [one.status_code for one in answers] == [423] * 6
    assert "Los nombres de esta laptop están cerrados" in answers[0].text
    assert sign_in(school.client(), "coord") == 302


def test_a_pupils_account_opens_with_no_code(school: School) -> None:
    login = f"learner:{school.pupil.hex()}"
    (code, *_) = school.store.codes_once.draw(login, BY_COMMAND, subject="")
    answer = post(school.client(), "/entrar/codigo/", cuenta=login, codigo=code, nueva=NEW)

    assert answer.status_code == 403


@pytest.mark.parametrize("login", ["coord", "profe", "soporte"])
def test_everybody_changes_their_own_passphrase_and_stays_in(school: School, login: str) -> None:
    client = school.client(login)
    other = school.client(login)
    done = post(client, OWN, op="clave", suya=PASSPHRASE, nueva=NEW)

    assert "Clave cambiada." in done.text
    assert client.get("/mas/").status_code == 200
    assert other.get("/mas/").status_code == 302
    assert sign_in(school.client(), login, NEW) == 302


def test_ones_own_page_prints_codes_and_refuses_a_wrong_passphrase(school: School) -> None:
    client = school.client("profe")
    wrong = post(client, OWN, op="codigos", suya="no es esta clave")
    sheet = post(client, OWN, op="codigos", suya=PASSPHRASE)

    assert (wrong.status_code, "Esa no es su clave." in wrong.text) == (400, True)
    assert (len(codes_in(sheet.text)), 'href="/mi-cuenta/"' in sheet.text) == (CODES, True)
    assert "Le quedan 10 códigos sin usar." in client.get(OWN).text


def test_who_tries_passphrases_in_an_open_session_waits_too(school: School) -> None:
    client = school.client("coord")
    answers = [post(client, op="terminar", de="profe", suya=f"no es esta {n}") for n in range(6)]
    right = post(client, op="terminar", de="profe", suya=PASSPHRASE)

    assert "Espere" in answers[-1].text
    assert (right.status_code, "profe" in logins(school)) == (400, True)


def test_the_page_of_signing_in_leads_to_the_codes(school: School) -> None:
    assert 'href="/entrar/codigo/"' in school.client().get("/entrar").text
    assert "Entrar con un código de emergencia" in school.client().get("/entrar/codigo/").text


CODES_TASK, SECOND_TASK = "Imprima sus códigos de emergencia", "Dé una cuenta de coordinación a otra persona"


@pytest.mark.parametrize("login", ["coord", "profe", "soporte"])
def test_whoever_has_no_codes_is_asked_to_print_them_until_they_did(school: School, login: str) -> None:
    client = school.client(login)
    before = client.get("/mas/").text
    printed = post(client, OWN, op="codigos", suya=PASSPHRASE)

    assert len(codes_in(printed.text)) == CODES
    assert [CODES_TASK in text for text in (before, client.get("/mas/").text)] == [True, False]


def test_a_second_person_is_asked_for_until_one_coordinates(school: School) -> None:
    client = school.client("coord")
    asked = [school.client(login).get("/mas/").text for login in ("coord", "profe", "soporte")]
    page = client.get(PATH).text
    made(client, rol="coordinator")

    assert [SECOND_TASK in text for text in asked] == [True, False, False]
    assert ("Una sola persona coordina aquí." in page, faults(page)) == (True, [])
    assert SECOND_TASK not in client.get("/mas/").text
    assert "Una sola persona coordina aquí." not in client.get(PATH).text


def test_who_works_alone_says_so_once_and_is_not_asked_again(school: School) -> None:
    client = school.client("coord")
    said = post(client, op="sola")

    assert (said.status_code, "ya no se pide otra persona" in said.text) == (200, True)
    assert SECOND_TASK not in client.get("/mas/").text
    assert post(school.client("profe"), op="sola").status_code == 403
