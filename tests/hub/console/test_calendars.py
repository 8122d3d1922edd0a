"""The page of calendars: a UGEL gets its own with a reason, goes back with one, and older laptops are spoken of."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import msgspec
import pytest
from flask.testing import FlaskClient

from hub import ugel_calendars
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.hub.test_ugel_calendars import late


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def look(client: FlaskClient, body: bytes) -> tuple[int, str]:
    form = {"csrf": csrf_of(page(client, "/calendarios")), "ugel": "Huamanga"}
    answer = client.post("/calendarios", data={**form, "archivo": (io.BytesIO(body), "calendario.json")})
    return answer.status_code, answer.text


def bring(client: FlaskClient, body: bytes, why: str = "Lluvias") -> tuple[int, str]:
    _status, text = look(client, body)
    kept = {name: unescape(hidden(text, name)) for name in ("csrf", "ugel", "calendario", "antes")}
    answer = client.post("/calendarios/guardar", data={**kept, "motivo": why}, follow_redirects=True)
    return answer.status_code, answer.text


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found[1] if found else ""


def test_a_file_shows_what_it_would_change_before_anything_is_kept(store: Store, client: FlaskClient) -> None:
    status, text = look(client, b'{"version": 3, "source": "Fiesta", "terms": [], "days_off": ["2026-11-18"]}')

    assert (status, "Lo que cambiaría en las escuelas de Huamanga: versión 3" in text) == (200, True)
    assert "18/11/2026, sin clases" in text
    assert ugel_calendars.versions(store) == []
    status, text = bring(client, b'{"version": 3, "source": "Fiesta", "terms": [], "days_off": ["2026-11-18"]}', "")
    # What was seen stays on the page, and only the reason is missing.
    assert (status, "18/11/2026, sin clases" in text, ugel_calendars.versions(store)) == (400, True, [])


def test_what_another_brought_meanwhile_is_not_written_over(store: Store, client: FlaskClient) -> None:
    _status, text = look(client, msgspec.json.encode(late(5)))
    ugel_calendars.bring_in(store, "Huamanga", late(2), why="Antes", by=Actor("eva", "Administración"))
    kept = {name: unescape(hidden(text, name)) for name in ("csrf", "ugel", "calendario", "antes")}

    answer = client.post("/calendarios/guardar", data={**kept, "motivo": "Lluvias"})

    assert (answer.status_code, "cambió desde que se vio este" in answer.text) == (409, True)
    assert "Lluvias" in answer.text
    assert [one.number for one in ugel_calendars.versions(store)] == [2]
    again = {name: unescape(hidden(answer.text, name)) for name in kept}
    assert client.post("/calendarios/guardar", data={**again, "motivo": "Lluvias"}).status_code == 302


def test_every_day_that_would_change_is_there_to_be_seen(store: Store, client: FlaskClient) -> None:
    days = [date(2026, 8, 31) + timedelta(days=n) for n in range(60)]
    other = [one for one in days if one not in store.calendar().days_off]
    body = msgspec.json.encode({"version": 1, "source": "", "terms": [], "days_off": days})

    _status, text = look(client, body)

    assert f"<summary>y {len(other) - 20} más</summary>" in text
    assert [one for one in days if f"{one:%d/%m/%Y}, sin clases" in text] == other


def test_a_ugel_gets_its_calendar_and_goes_back_and_both_are_told_with_the_reason(
    store: Store, client: FlaskClient
) -> None:
    status, text = bring(client, msgspec.json.encode(late()))

    assert (status, "Calendario de Huamanga guardado, versión 1." in text, "Lluvias" in text) == (200, True, True)
    assert "Rigen para 6 escuelas" in text
    assert "02/04/2026, sin clases" in text
    assert 'name="version:Huamanga" value="1"' in text
    back = {"csrf": csrf_of(text), "ugel": "Huamanga", "motivo": "Terminó", "version:Huamanga": "1"}
    for other in ("2", "", "x", "2000000000", "9" * 5_000):
        stale = client.post("/calendarios/retirar", data={**back, "version:Huamanga": other})
        assert (stale.status_code, "no se retiró nada" in stale.text) == (400, True)
    text = client.post("/calendarios/retirar", data=back, follow_redirects=True).text
    assert "Huamanga sigue otra vez el calendario de la región." in text
    assert "Volvió al de la región." in text
    assert ugel_calendars.in_force(store) == {}


def test_a_file_with_a_holiday_alone_adds_it_as_the_guide_says(store: Store, client: FlaskClient) -> None:
    body = b'{"version": 1, "source": "Fiesta", "terms": [], "days_off": ["2026-11-18"]}'

    status, text = bring(client, body, "Fiesta de la provincia")

    assert (status, "Calendario de Huamanga guardado, versión 1." in text) == (200, True)
    assert "18/11/2026, sin clases" in text
    followed = ugel_calendars.followed(store, "Huamanga")
    assert followed.terms == store.calendar().terms
    assert {str(day) for day in followed.days_off} - {str(day) for day in store.calendar().days_off} == {"2026-11-18"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "no se puede leer como calendario"),
        (b"", "no se puede leer como calendario"),
        (b'{"version": 1, "source": "", "terms": []}', "en orden y sin cruzarse"),
    ],
)
def test_what_is_not_taken_says_why_and_keeps_nothing(
    store: Store, client: FlaskClient, body: bytes, said: str
) -> None:
    status, text = look(client, body)

    assert (status, said in text) == (400, True)
    assert ugel_calendars.versions(store) == []


def test_a_ugel_that_no_school_has_any_more_is_pointed_at_and_old_versions_are_on_the_next_page(
    store: Store, client: FlaskClient
) -> None:
    for number in range(1, 12):
        ugel_calendars.bring_in(store, "Huamanga", late(number), why="Lluvias", by=Actor("eva", "Administración"))
    store.put_schools([replace(one, ugel="Otra") for one in store.schools()])

    text = page(client, "/calendarios")

    assert "ninguna escuela: ¿cambió de nombre?" in text
    assert "versión 11" in text
    assert "versión 1<" not in text
    assert "versión 1<" in page(client, "/calendarios?versiones=2")


def test_the_page_says_that_older_laptops_go_on_with_the_region_s(client: FlaskClient) -> None:
    assert "Una laptop con una versión anterior de Chasqui no lo entiende" in page(client, "/calendarios")


def test_only_administration_changes_a_calendar(store: Store) -> None:
    client = signed_in(app_of(store, Role.OPERATOR))

    text = page(client, "/calendarios")

    assert "Dar a una UGEL su calendario" not in text
    assert client.post("/calendarios", data={"csrf": csrf_of(text)}).status_code == 403
