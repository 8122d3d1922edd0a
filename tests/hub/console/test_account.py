"""One's own account: a telephone that must be tied before anything else, another passphrase, other sessions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.accounts import HubAccounts
from hub.app import create_app
from hub.config import Config
from hub.factors import Factors
from hub.keyfiles import make_keys
from hub.release import broadcast_catalogue
from hub.second_factor import STEP_S, code_at, read_spelled, step_of
from hub.store import Store
from shared import web
from tests.hub.builders import CATALOGUE, StillClock
from tests.hub.office import PASSPHRASE, csrf_of, page
from tests.shared.web.building import hashed
from tests.shared.web.leftovers import spanish_in
from tests.shared.web.markup import faults

OTHER = "otra clave larga y nueva"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An office with ana and rosa, neither of whom has a telephone yet."""
    config = Config(tmp_path, clock=StillClock())
    make_keys(config)
    opened = Store(config)
    broadcast_catalogue(opened, CATALOGUE)
    secret = hashed(PASSPHRASE)
    for login, role in (("ana", web.Role.OPERATOR), ("rosa", web.Role.ADMIN)):
        HubAccounts(opened).set_credential(web.Credential(login, role, secret))
    yield opened
    opened.close()


def enter(
    store: Store, code: str = "", *, login: str = "ana", secret: str = PASSPHRASE
) -> tuple[FlaskClient, TestResponse]:
    client = create_app(store.config).test_client()
    form = {"csrf": csrf_of(page(client, "/entrar")), "cuenta": "ana", "clave": secret, "codigo": code}
    return client, client.post("/entrar", data=form)


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    return client.post(path, data={"csrf": csrf_of(page(client, "/mi-cuenta")), **form})


def shown(store: Store, secret: bytes) -> str:
    """Return what the telephone shows, half a minute after the last look at it."""
    assert isinstance(store.config.clock, StillClock)
    store.config.clock.at += timedelta(seconds=STEP_S)
    return code_at(secret, step_of(store.now_s()))


def tied(store: Store, client: FlaskClient) -> tuple[bytes, list[str]]:
    """Tie a telephone as its owner does; return its secret and the codes on paper."""
    text = page(client, "/mi-cuenta")
    found = re.search(r'name="semilla" value="([^"]+)"', text)
    assert found
    secret = read_spelled(found[1])
    assert secret is not None
    answer = send(client, "/mi-cuenta/telefono", semilla=found[1], codigo=shown(store, secret))
    assert answer.status_code == 200, answer.text
    assert faults(answer.text) == []
    return secret, re.findall(r"<code>(\d{5}-\d{5})</code>", answer.text)


def test_who_has_no_telephone_tied_reaches_the_page_that_ties_it_and_no_other(store: Store) -> None:
    client, answer = enter(store)
    assert answer.status_code == 302

    for path in ("/", "/plan", "/mas", "/escuelas.csv"):
        assert client.get(path).location == "/mi-cuenta"
    text = page(client, "/mi-cuenta")
    assert 'aria-label="Principal"' not in text
    assert "Falta un paso antes de seguir." in text
    refused = client.post("/entregas/responder", data={"csrf": csrf_of(text)})
    assert (refused.status_code, "Falta configurar su teléfono" in refused.text) == (403, True)
    for path in ("/ayuda", "/privacidad"):
        assert client.get(path).status_code == 200


def test_a_telephone_is_tied_and_asked_for_from_then_on(store: Store) -> None:
    client, _answer = enter(store)
    secret, codes = tied(store, client)

    assert len(codes) == 10
    assert 'aria-label="Principal"' in page(client, "/")
    assert enter(store)[1].status_code == 403
    code = shown(store, secret)
    assert [enter(store, code)[1].status_code for _ in range(2)] == [302, 403]
    assert [enter(store, codes[0])[1].status_code for _ in range(2)] == [302, 403]


def test_who_ties_a_telephone_twice_by_one_click_reads_how_to_get_the_sheet_that_was_not_seen(store: Store) -> None:
    client, _answer = enter(store)
    spelled = re.search(r'name="semilla" value="([^"]+)"', page(client, "/mi-cuenta"))
    assert spelled
    secret = read_spelled(spelled[1])
    assert secret is not None
    form = {"semilla": spelled[1], "codigo": shown(store, secret)}
    first, again = (send(client, "/mi-cuenta/telefono", **form) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 400)
    assert "use «Cambiar de teléfono»" in again.text


def test_a_wrong_code_is_told_with_the_time_of_the_office_and_counts_as_a_wrong_passphrase(store: Store) -> None:
    tied(store, enter(store)[0])
    said = [enter(store, "000000")[1] for _ in range(6)]

    assert f"En la central son las {store.clock.now().astimezone(web.formats.LIMA):%H:%M:%S}" in said[0].text
    assert "La cuenta, la clave y el código no coinciden." in said[0].text
    assert [answer.status_code for answer in said] == [403, 403, 403, 403, 429, 429]


def test_a_telephone_that_shows_another_code_is_not_tied_and_the_drawing_stays_the_same(store: Store) -> None:
    client, _answer = enter(store)
    text = page(client, "/mi-cuenta")
    found = re.search(r'name="semilla" value="([^"]+)"', text)
    assert found
    answer = send(client, "/mi-cuenta/telefono", semilla=found[1], codigo="000000")

    assert answer.status_code == 400
    assert found[1] in answer.text
    assert 'id="codigo-e"' in answer.text
    assert send(client, "/mi-cuenta/telefono", semilla="x", codigo="000000").status_code == 400


def test_another_passphrase_ends_every_session_and_wants_the_old_one_and_a_code(store: Store) -> None:
    client, _answer = enter(store)
    secret, _codes = tied(store, client)
    other, _entered = enter(store, shown(store, secret))
    form = {"suya": PASSPHRASE, "nueva": OTHER, "clave2": OTHER}
    code = {"codigo": shown(store, secret)}

    assert send(client, "/mi-cuenta/clave", **form).status_code == 400
    assert send(client, "/mi-cuenta/clave", **{**form, **code, "clave2": "no"}).status_code == 400
    assert send(client, "/mi-cuenta/clave", **form, codigo=shown(store, secret)).location == "/entrar"
    assert other.get("/").location.startswith("/entrar")
    assert enter(store, shown(store, secret))[1].status_code == 403
    assert enter(store, shown(store, secret), secret=OTHER)[1].status_code == 302


def test_who_has_both_telephones_changes_from_one_to_the_other(store: Store) -> None:
    client, _answer = enter(store)
    secret, _codes = tied(store, client)
    assert send(client, "/mi-cuenta/otro-telefono", suya="mal", codigo=shown(store, secret)).status_code == 400
    gone = send(client, "/mi-cuenta/otro-telefono", suya=PASSPHRASE, codigo=shown(store, secret))

    assert gone.location == "/mi-cuenta"
    assert client.get("/").location == "/mi-cuenta"
    assert tied(store, client)[0] != secret


def test_one_ends_their_other_sessions(store: Store) -> None:
    client, _answer = enter(store)
    other, _entered = enter(store)
    assert page(client, "/mi-cuenta").count("Abierta") == 2
    send(client, "/mi-cuenta/sesiones")

    assert other.get("/mi-cuenta").status_code == 302
    assert client.get("/mi-cuenta").status_code == 200


def test_without_the_requirement_who_has_none_works_on_and_who_has_one_is_asked(store: Store) -> None:
    relaxed = Store(replace(store.config, second_factor=False))
    client, _answer = enter(relaxed)
    assert client.get("/").status_code == 200
    tied(relaxed, client)

    assert enter(relaxed)[1].status_code == 403
    assert not Factors(relaxed, required=False).is_missing("rosa")
    relaxed.close()


def test_every_state_of_the_page_is_english_too_and_can_be_read_aloud(store: Store) -> None:
    client, _answer = enter(store)
    texts = [client.get("/mi-cuenta?idioma=en").text, client.post("/mi-cuenta/telefono", data={"csrf": "x"}).text]
    secret, _codes = tied(store, client)
    texts += [
        page(client, "/mi-cuenta"),
        send(client, "/mi-cuenta/clave", suya="mal").text,
        send(client, "/mi-cuenta/clave", suya=PASSPHRASE, codigo=shown(store, secret), nueva="a", clave2="b").text,
        page(create_app(store.config).test_client(), "/entrar?idioma=en"),
    ]

    assert [spanish_in(text, ("ana", "Chasqui")) for text in texts] == [[]] * len(texts)
    assert [faults(text) for text in texts] == [[]] * len(texts)
