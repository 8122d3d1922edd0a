"""What did not go is told in words, on a page or as JSON, and nothing of the inside shows."""

import dataclasses
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from shared import web
from shared.errors import BadInput, NotReady
from tests.shared.web.building import KeptAccounts, SteppedClock, app_on, form_token, sign_in


def raising(error: Exception) -> Callable[..., str]:
    def view(**_: object) -> str:
        raise error

    return view


def failing(kept: KeptAccounts, error: Exception) -> FlaskClient:
    """Return an application in which the page of the pupils and the address of the programs fail."""
    app = app_on(kept, SteppedClock())
    app.view_functions["console.pupil"] = app.view_functions["console.put"] = raising(error)
    return app.test_client()


def test_the_wrong_role_is_told_so(client: FlaskClient) -> None:
    sign_in(client, "luz")
    answer = client.get("/")

    assert answer.status_code == 403
    assert "Esta página es de otra función" in answer.text
    assert "pídala a quien administra las cuentas" in answer.text


def test_a_change_after_the_session_ended_is_told_in_words(kept: KeptAccounts) -> None:
    clock = SteppedClock()
    client = app_on(kept, clock).test_client()
    sign_in(client, "ana")
    token = form_token(client.get("/").text)
    clock.pass_s(3600)
    answer = client.post("/plan", data={"csrf": token})

    assert answer.status_code == 403
    assert "Su sesión terminó" in answer.text


def test_machines_get_their_errors_as_json(client: FlaskClient) -> None:
    answer = client.get("/v1/nothing")

    assert answer.status_code == 404
    assert "Esta página no existe" in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (BadInput("Falta «%(name)s».", name="cantidad & <b>"), 400, "Falta un dato o no se entiende"),
        (NotReady("Falta «%(name)s».", name="cantidad & <b>"), 503, "El equipo está ocupado"),
    ],
    ids=["ours", "busy"],
)
def test_an_error_of_ours_is_said_with_its_values(
    kept: KeptAccounts, error: Exception, status: int, title: str
) -> None:
    client = failing(kept, error)
    page, told = client.get("/a/"), client.put("/v1/bundles/x")

    assert (page.status_code, told.status_code) == (status, status)
    assert title in page.text
    assert "Falta «cantidad &amp; &lt;b&gt;»." in page.text
    assert told.json == {"error": f"{title}. Falta «cantidad & <b>»."}


def test_an_error_of_nobody_shows_nothing_of_the_inside(kept: KeptAccounts, caplog: pytest.LogCaptureFixture) -> None:
    client = failing(kept, ZeroDivisionError("Rosa Quispe / 0"))
    page, told = client.get("/a/"), client.put("/v1/bundles/x")

    assert (page.status_code, told.status_code) == (500, 500)
    assert "Lo que ya estaba guardado sigue guardado" in page.text
    assert "Rosa" not in page.text + told.text
    assert "page=failed endpoint=console.pupil error=ZeroDivisionError" in caplog.messages


def test_the_page_of_a_failure_asks_nothing_of_a_store_that_failed(kept: KeptAccounts) -> None:
    client = failing(kept, ZeroDivisionError())
    known = client.application.extensions
    known["chasqui"] = dataclasses.replace(known["chasqui"], place=raising(ZeroDivisionError()))
    answer = client.get("/a/")

    assert answer.status_code == 500
    assert "Algo no funcionó en este equipo" in answer.text


def test_what_may_be_done_instead_is_told_to_programs(client: FlaskClient) -> None:
    answer = client.delete("/v1/bundles/x")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "PUT"}


def test_every_role_has_a_name() -> None:
    assert set(web.failures.ROLE_NAMES) == set(web.Role)
