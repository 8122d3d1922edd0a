"""A school is invited from the console, and its sheet says all that its laptop needs."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.acts import Kind
from shared.own_addresses import own_addresses
from shared.reachable import working
from shared.web import Role
from sync.introduction import Introduction
from tests.hub.builders import SITE, Office, open_office
from tests.hub.office import app_of, csrf_of, page, signed_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "hub")
    yield opened
    opened.close()


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return signed_in(app_of(office.store))


def invite(client: FlaskClient, **form: str) -> tuple[int, str]:
    token = csrf_of(page(client, "/invitaciones"))
    answer = client.post("/invitaciones", data={"csrf": token, **form})
    return answer.status_code, answer.headers.get("Location", "") or answer.text


def test_an_invitation_is_issued_and_stays_on_the_list_until_it_is_used(office: Office, client: FlaskClient) -> None:
    before = page(client, "/invitaciones")
    status, place = invite(client, local=SITE.lstrip("0"), direccion="http://10.0.0.2:8060")
    after = page(client, "/invitaciones")

    (act,) = office.store.acts(f"invitation/{SITE}")

    assert "Ninguna." in before
    assert (act.kind, act.login, act.office) == (Kind.INVITED, "ana", "Operación regional")
    assert (status, place) == (302, f"/invitaciones/{SITE}")
    assert f"/invitaciones/{SITE}" in after
    # Who invites the next one is spared the address.
    assert 'value="http://10.0.0.2:8060"' in after


@pytest.mark.parametrize(
    ("local", "url", "why"),
    [
        ("999999", "http://hub", "No hay escuelas"),
        ("x", "http://hub", "no es un código"),
        (SITE, "hub", "no es una dir"),
    ],
)
def test_what_cannot_be_used_stays_in_its_field_with_the_reason(
    client: FlaskClient, local: str, url: str, why: str
) -> None:
    status, text = invite(client, local=local, direccion=url)

    assert (status, why in text) == (400, True)
    assert f'value="{local}"' in text
    assert f'value="{url}"' in text


def test_a_site_that_is_not_invited_has_no_sheet(client: FlaskClient) -> None:
    pytest.importorskip("segno", reason="needs segno: make setup")

    assert client.get(f"/invitaciones/{SITE}").status_code == 404


def test_the_sheet_says_in_words_what_a_laptop_without_a_network_needs(office: Office, client: FlaskClient) -> None:
    pytest.importorskip("segno", reason="needs segno: make setup")
    invite(client, local=SITE, direccion="http://10.0.0.2:8060")
    text = page(client, f"/invitaciones/{SITE}")
    key, code = (
        " ".join(re.findall(r"[a-z]+ [a-z]+ [a-z]+", cell)) for cell in re.findall(r'<td lang="es">(.*?)<span', text)
    )
    told = Introduction.from_json(client.get(f"/v1/hub?site={SITE}").data)
    invitation = told.invitation(fingerprint=key, code=code, site=SITE)

    assert invitation.hub == office.keys.public
    assert invitation.code in text
    assert invitation.url == "http://10.0.0.2:8060"
    assert '<svg class="qr xl"' in text


def test_only_who_may_sign_sees_codes(office: Office) -> None:
    analyst = signed_in(app_of(office.store, Role.ANALYST))

    assert [analyst.get(path).status_code for path in ("/invitaciones", f"/invitaciones/{SITE}")] == [403, 403]
    assert "Invitar a una escuela" not in page(analyst, "/")


def test_an_address_that_leads_a_laptop_to_itself_is_refused_until_somebody_says_that_it_is_for_practice(
    office: Office, client: FlaskClient
) -> None:
    status, refused = invite(client, local=SITE, direccion="http://127.0.0.1:8060")
    before = office.store.acts(f"invitation/{SITE}")
    confirmed, _ = invite(client, local=SITE, direccion="http://127.0.0.1:8060", aqui="si")

    assert (status, "se llamaría a sí misma" in refused, 'name="aqui"' in refused, before) == (400, True, True, [])
    assert confirmed == 302
    assert "Solo para practicar" in page(client, f"/invitaciones/{SITE}")
    # Who invites the next one is not led there.
    assert "127.0.0.1" not in page(client, "/invitaciones")


def test_before_the_first_invitation_the_address_is_this_computers_on_the_network(tmp_path: Path) -> None:
    address = next(iter(working(own_addresses(), "0.0.0.0")), None)
    if address is None:
        pytest.skip("this machine has no network")
    with closing(open_office(tmp_path / "hub", host="0.0.0.0")) as opened:
        text = page(signed_in(app_of(opened.store)), "/invitaciones")

    assert f'value="http://{address}:8060"' in text


def test_a_hub_that_no_school_reaches_says_so_where_one_is_invited(client: FlaskClient) -> None:
    text = page(client, "/invitaciones")

    assert 'name="direccion" type="text" value=""' in text
    assert "ninguna escuela llega por la red" in text
