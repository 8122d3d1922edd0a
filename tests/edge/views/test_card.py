"""A pupil's card: a look at it signs nobody in, its answer does, and a dead one opens nothing."""

import logging
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.pupil_cards import PupilCards, draw_token
from shared.web.throttle import FREE_TRIES_ADDRESS
from tests.edge.views.school import School
from tests.edge.views.test_teaching import second_class
from tests.shared.web.building import form_token

LAN = {"REMOTE_ADDR": "192.168.1.20"}


def card(school: School) -> str:
    """Give the pupil a card."""
    token = draw_token()
    PupilCards(school.store.db, school.store.people.seal).put(school.pupil, token)
    return token


def scan(client: FlaskClient, token: str) -> TestResponse:
    """Point the camera at a card."""
    return client.get(f"/a/t/{token}", environ_overrides=LAN, follow_redirects=True)


def answered(client: FlaskClient, page: str, soy: str = "si") -> TestResponse:
    form = {"csrf": form_token(page), "soy": soy}
    return client.post("/a/tarjeta", data=form, environ_overrides=LAN)


def test_a_look_at_a_card_asks_and_signs_nobody_in(school: School) -> None:
    client, token = school.client(), card(school)
    page = scan(client, token)

    assert "¿Eres Rosa Q.?" in page.text
    assert "Quispe" not in page.text
    assert client.get("/a/materiales", environ_overrides=LAN).status_code == 302
    assert school.store.db.value("SELECT count(*) FROM sessions") == 0


def test_the_answer_signs_in_and_the_card_stands_in_no_address_and_no_page(school: School) -> None:
    client, token = school.client(), card(school)
    first = client.get(f"/a/t/{token}", environ_overrides=LAN)
    page = client.get(first.location, environ_overrides=LAN)
    inside = answered(client, page.text)

    assert (first.location, inside.location) == ("/a/tarjeta", "/a/materiales")
    assert "Hola, Rosa Q." in client.get("/a/materiales", environ_overrides=LAN).text
    assert token not in page.text
    assert page.headers["Referrer-Policy"] == first.headers["Referrer-Policy"] == "no-referrer"
    assert first.headers["Cache-Control"] == "no-store"
    assert client.get_cookie("chasqui_8070_tarjeta") is None


def test_whoever_was_in_on_the_phone_before_is_out(school: School) -> None:
    client, token = school.client(), card(school)
    answered(client, scan(client, token).text)
    [first] = school.store.db.rows("SELECT token_hash FROM sessions")
    answered(client, scan(client, token).text)

    assert first not in school.store.db.rows("SELECT token_hash FROM sessions")


def test_who_says_that_it_is_not_theirs_is_asked_for_their_own_name(school: School) -> None:
    client, token = school.client(), card(school)
    answer = answered(client, scan(client, token).text, soy="no")

    assert answer.location == "/a/"
    assert "No se leyó ninguna tarjeta" in client.get("/a/tarjeta").text


def test_a_card_is_dead_as_soon_as_the_pupil_gets_another_way_in(school: School) -> None:
    client, token = school.client(), card(school)
    page, teacher = scan(client, token).text, school.client("profe")
    form = {"csrf": form_token(teacher.get("/aula/").text), "quien": school.pupil.hex()}
    teacher.post("/aula/", data=form)

    late = answered(client, page)
    again = scan(school.client(), token)
    assert (late.status_code, again.status_code) == (403, 403)
    assert "Esta tarjeta ya no sirve" in late.text
    assert "Esta tarjeta ya no sirve" in again.text


def test_who_shows_many_cards_that_are_none_waits_by_their_address_even_with_a_good_one(school: School) -> None:
    client, token = school.client(), card(school)
    statuses = [scan(client, draw_token()).status_code for _ in range(FREE_TRIES_ADDRESS)]
    held = scan(client, token)
    elsewhere = school.client().get(f"/a/t/{token}", environ_overrides={"REMOTE_ADDR": "192.168.1.21"})
    school.clock.pass_s(61)

    assert statuses == [403] * (FREE_TRIES_ADDRESS - 1) + [429]
    assert (held.status_code, "Espera 1 minuto" in held.text, elsewhere.status_code) == (429, True, 302)
    assert "¿Eres Rosa Q.?" in client.get("/a/tarjeta", environ_overrides=LAN).text


def test_what_is_not_shaped_as_a_card_is_no_try(school: School) -> None:
    client = school.client()
    statuses = {scan(client, "abc").status_code for _ in range(FREE_TRIES_ADDRESS + 5)}

    assert statuses == {200}
    assert "¿Eres Rosa Q.?" in scan(client, card(school)).text


def test_no_log_tells_a_card(school: School, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, token, wrong = school.client(), card(school), draw_token()
    answered(client, scan(client, token).text)
    scan(client, wrong)
    client.post("/a/tarjeta", data={"soy": "si"}, environ_overrides=LAN)

    assert token not in caplog.text
    assert wrong not in caplog.text


def test_no_card_opens_another_pupils_page(school: School) -> None:
    _other, mate = second_class(school)
    client, token = school.client(), card(school)
    answered(client, scan(client, token).text)

    assert school.store.db.rows("SELECT person FROM sessions") == [(school.pupil,)]
    assert mate not in {person for (person,) in school.store.db.rows("SELECT person FROM sessions")}
    assert not re.search("Nilda", client.get("/a/materiales", environ_overrides=LAN).text)
