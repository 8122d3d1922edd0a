"""A form that is sent after the session ended is kept through the sign-in, and saved by one more click."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from shared import web
from shared.errors import NotReady
from shared.web.carried import MOST_BYTES, SECRETS, fields_of
from tests.shared.web.building import PASSPHRASE, SteppedClock, accounts_with, app_on, form_token, sign_in

PASSWORD = re.compile(r'field\("(\w+)"[^\n]*type="password"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def late(clock: SteppedClock) -> FlaskClient:
    """A browser with a page of an operator whose session ended meanwhile."""
    kept = accounts_with(ana=web.Role.OPERATOR, luz=web.Role.ANALYST)
    return app_on(kept, clock).test_client()


def over(client: FlaskClient, clock: SteppedClock, form: dict[str, object], path: str = "/plan") -> TestResponse:
    sign_in(client, "ana")
    token = form_token(client.get("/").text)
    clock.pass_s(3600)
    return client.post(path, data={"csrf": token, **form})


class BusyGate:
    """It fails before anybody looks whose form it is."""

    def session(self, _token: str) -> web.Session:
        raise NotReady("La base de datos está ocupada.")


def fail(error: Exception) -> str:
    raise error


def hidden(page: str) -> dict[str, str]:
    return {name: value.replace("&amp;", "&") for name, value in HIDDEN.findall(page)}


def enter(client: FlaskClient, page: str, login: str = "ana", passphrase: str = PASSPHRASE) -> TestResponse:
    return client.post("/entrar", data={**hidden(page), "cuenta": login, "clave": passphrase})


def test_what_was_written_is_there_after_signing_in_and_goes_where_it_was_meant(
    late: FlaskClient, clock: SteppedClock
) -> None:
    asked = over(late, clock, {"nota": "a&b=ñ <i>", "quien": ["x", "y"]}, "/plan?semana=3")
    back = enter(late, asked.text)
    saved = late.post("/plan", data=hidden(back.text))

    assert (asked.status_code, "Su sesión terminó" in asked.text, "Lo que escribió no se perdió." in asked.text) == (
        403, True, True,
    )  # fmt: skip
    assert 'action="/plan?semana=3"' in back.text
    assert 'name="nota" value="a&amp;b=ñ &lt;i&gt;"' in back.text
    assert ('value="x"' in back.text, 'value="y"' in back.text) == (True, True)
    assert (saved.status_code, saved.text) == (200, "ok")


def test_a_wrong_passphrase_keeps_what_was_written(late: FlaskClient, clock: SteppedClock) -> None:
    asked = over(late, clock, {"nota": "treinta filas"})
    wrong = enter(late, asked.text, passphrase="otra cosa del todo")
    back = enter(late, wrong.text)

    assert (wrong.status_code, "Lo que escribió no se perdió." in wrong.text) == (403, True)
    assert 'value="treinta filas"' in back.text


def test_whoever_signs_in_may_save_only_what_their_role_may(late: FlaskClient, clock: SteppedClock) -> None:
    back = enter(late, over(late, clock, {"nota": "x"}).text, login="luz")

    assert late.post("/plan", data=hidden(back.text)).status_code == 403


OURS = {"Sec-Fetch-Site": "same-origin"}


def test_a_page_that_was_open_while_somebody_signed_in_again_is_still_saved(
    late: FlaskClient, clock: SteppedClock
) -> None:
    over(late, clock, {})
    stale = {"csrf": "an earlier session's", "nota": "treinta filas"}
    sign_in(late, "ana")
    asked = late.post("/plan?semana=3", data=stale, headers=OURS)
    saved = late.post("/plan", data=hidden(asked.text))

    assert (asked.status_code, "todavía no se guardó" in asked.text) == (400, True)
    assert ('value="treinta filas"' in asked.text, "earlier session" in asked.text) == (True, False)
    assert (saved.status_code, saved.text) == (200, "ok")


@pytest.mark.parametrize(
    ("login", "headers"),
    [("ana", {}), ("ana", {"Sec-Fetch-Site": "cross-site"}), ("ana", {"Sec-Fetch-Site": "same-site"}), ("luz", OURS)],
)
def test_a_form_of_who_knows_whom_is_not_given_back(late: FlaskClient, login: str, headers: dict[str, str]) -> None:
    sign_in(late, login)
    answer = late.post("/plan", data={"csrf": "z" * 43, "nota": "ajena"}, headers=headers)

    assert (answer.status_code, "ajena" in answer.text) == (400, False)


def test_it_goes_nowhere_else(late: FlaskClient, clock: SteppedClock) -> None:
    page = over(late, clock, {"nota": "x"}).text
    form = hidden(page) | {"donde": "https://evil.example/", "cuenta": "ana", "clave": PASSPHRASE}

    assert "evil.example" not in late.post("/entrar", data=form).text


@pytest.mark.parametrize("form", [{"nueva": "no se repite"}, {"nota": "x" * MOST_BYTES}, {}])
def test_secrets_long_texts_and_nothing_are_not_carried(
    late: FlaskClient, clock: SteppedClock, form: dict[str, object]
) -> None:
    answer = over(late, clock, form)

    assert (answer.status_code, "no se guardó nada." in answer.text) == (403, True)
    assert ("escrito" in answer.text, "no se repite" in answer.text) == (False, False)


def test_every_field_for_a_passphrase_is_known_not_to_be_carried() -> None:
    root = Path(web.__file__).parents[2]
    pages = [*root.glob("edge/templates/*.html"), *root.glob("hub/**/templates/**/*.html")]
    found = {name for page in pages for name in PASSWORD.findall(page.read_text(encoding="utf-8"))}

    assert found
    assert found <= SECRETS


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=30)), max_size=9))
def test_what_goes_along_comes_back(fields: list[tuple[str, str]]) -> None:
    mine = [(name, value) for name, value in fields if name != "csrf"]

    assert fields_of(urlencode(mine, errors="replace")) == [
        tuple(part.encode(errors="replace").decode() for part in one) for one in mine
    ]


def test_a_form_that_could_not_be_saved_is_sent_again_from_the_page_that_says_so(late: FlaskClient) -> None:
    sign_in(late, "ana")
    full = [NotReady("No hay espacio en el disco.")]
    saved = late.application.view_functions["console.approve"]
    late.application.view_functions["console.approve"] = lambda: fail(full.pop()) if full else saved()
    form = {"csrf": form_token(late.get("/").text), "nota": "treinta filas"}
    refused = late.post("/plan?semana=3", data=form)
    again = late.post("/plan?semana=3", data=hidden(refused.text))

    assert (refused.status_code, 'action="/plan?semana=3"' in refused.text) == (503, True)
    assert 'name="nota" value="treinta filas"' in refused.text
    assert (again.status_code, again.text) == (200, "ok")


def test_what_another_site_sent_is_not_given_back(late: FlaskClient) -> None:
    known = late.application.extensions
    known["chasqui"] = replace(known["chasqui"], gate=BusyGate())
    answer = late.post("/plan", data={"csrf": "z" * 43, "nota": "ajena"})

    assert (answer.status_code, "ajena" in answer.text) == (503, False)
