"""Every page of the node: who may open it, what it carries, how much it weighs."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from edge.views.policy import POLICY
from shared.web import Role
from shared.web.security import HEADERS
from tests.edge.packing import with_a_pack
from tests.edge.parts import OVER_THE_AIR, UNLISTED, WHO_MAY, WORDS
from tests.edge.views.school import SHIPMENT, School, open_school
from tests.shared.web.building import sign_in

LAN = {"REMOTE_ADDR": "192.168.1.20"}
LOGINS = {Role.COORDINATOR: "coord", Role.TEACHER: "profe", Role.IT: "soporte"}
KILOBYTE = 1024


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = open_school(tmp_path_factory.mktemp("school"))
    with_a_pack(opened.store)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def clients(school: School) -> dict[Role, FlaskClient]:
    signed = {role: school.client(login) for role, login in LOGINS.items()}
    return {**signed, Role.STUDENT: school.pupil_client(), Role.VISITOR: school.client()}


def routes(school: School, method: str) -> list[tuple[str, str]]:
    def address(rule: Rule) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: WORDS[found[1]], rule.rule)

    return [(r.endpoint, address(r)) for r in school.app.url_map.iter_rules() if method in (r.methods or ())]


def test_every_route_is_in_the_policy(school: School) -> None:
    assert [rule.endpoint for rule in school.app.url_map.iter_rules() if not POLICY.names(rule.endpoint)] == []


def test_the_policy_names_no_route_that_is_not_there(school: School) -> None:
    assert set(POLICY.rules) | POLICY.lan <= {rule.endpoint for rule in school.app.url_map.iter_rules()}


def test_each_role_opens_just_the_pages_of_the_policy(school: School, clients: dict[Role, FlaskClient]) -> None:
    for endpoint, address in routes(school, "GET"):
        for role, client in clients.items():
            answer = client.get(address, buffered=True)
            let_in = answer.status_code == 200 or (answer.status_code == 302 and "siguiente" not in answer.location)

            assert let_in is POLICY.allows(endpoint, role), (endpoint, role, answer.status_code)


def test_no_role_changes_anything_without_the_form_token(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "POST"):
        for role, client in clients.items():
            assert client.post(address).status_code == 400, (address, role)


LETTERS = {Role.COORDINATOR: "C", Role.TEACHER: "T", Role.IT: "I", Role.STUDENT: "S", Role.VISITOR: "V"}
NOT_YOURS = ("Esta página es de otra función", "Esta página es del personal", "Su sesión terminó")


def client_of(school: School, role: Role) -> FlaskClient:
    return school.pupil_client() if role is Role.STUDENT else school.client(LOGINS.get(role, ""))


def token_of(client: FlaskClient) -> str:
    for address in ("/a/materiales", "/ayuda", "/entrar"):
        if found := re.search(r'name="csrf" value="(\w+)"', client.get(address).text):
            return found[1]
    raise AssertionError("no page with a form")


def test_the_table_of_who_may_what_has_every_route(school: School) -> None:
    assert {rule.endpoint for rule in school.app.url_map.iter_rules()} == set(WHO_MAY)


@pytest.mark.parametrize("role", LETTERS)
def test_who_may_open_which_page(school: School, clients: dict[Role, FlaskClient], role: Role) -> None:
    def opens(address: str) -> bool:
        answer = clients[role].get(address, buffered=True)
        return answer.status_code == 200 or (answer.status_code == 302 and "siguiente" not in answer.location)

    opened = {endpoint: opens(address) for endpoint, address in routes(school, "GET")}

    assert opened == {endpoint: LETTERS[role] in WHO_MAY[endpoint] for endpoint in opened}


@pytest.mark.parametrize("role", LETTERS)
def test_who_may_change_what(school: School, role: Role) -> None:
    client = client_of(school, role)
    token = token_of(client)

    def refused(address: str) -> bool:
        answer = client.post(address, data={"csrf": token})
        return answer.status_code == 403 and any(words in answer.text for words in NOT_YOURS)

    # Signing out comes last: nobody is anybody after it.
    order = sorted(routes(school, "POST"), key=lambda route: route[0] in ("web.enter", "web.signout"))
    found = {endpoint: not refused(address) for endpoint, address in order}

    assert found == {endpoint: LETTERS[role] in WHO_MAY[endpoint] for endpoint in found}


def test_a_teacher_cannot_confirm_a_delivery_and_nothing_is_recorded(school: School) -> None:
    client = school.client("profe")
    form = {"csrf": token_of(client), "pecosa": SHIPMENT.pecosa, "fecha": "20/06/2026", "entrega": "Juan"}
    form |= {f"a-{resource}": str(units) for resource, units in SHIPMENT.lines}
    before = school.store.records.count()

    assert client.post(f"/recepcion/{SHIPMENT.pecosa}", data=form).status_code == 403
    assert (school.store.records.count(), school.store.facts.deliveries()) == (before, [])


def test_what_is_served_over_the_air(school: School, clients: dict[Role, FlaskClient]) -> None:
    def served(address: str) -> bool:
        return clients[Role.VISITOR].get(address, environ_overrides=LAN, buffered=True).status_code != 403

    # Home itself is not served: it leads a pupil who typed the bare address to the pupils' page.
    leads = clients[Role.VISITOR].get("/", environ_overrides=LAN).headers["Location"]
    assert leads == "/a/"
    assert {endpoint for endpoint, address in routes(school, "GET") if served(address)} == {
        endpoint for endpoint, _ in routes(school, "GET") if endpoint in OVER_THE_AIR | {"home.page"}
    }
    assert {endpoint for endpoint in WHO_MAY if POLICY.open_on_lan(endpoint)} == OVER_THE_AIR


def test_each_role_is_refused_the_changes_that_are_not_its_own(school: School) -> None:
    tokens = {"csrf": ""}
    for role, login in LOGINS.items():
        client = school.client(login)
        tokens["csrf"] = str(re.findall(r'name="csrf" value="(\w+)"', client.get("/ayuda").text)[0])
        for endpoint, address in routes(school, "POST"):
            if endpoint != "web.signout" and not POLICY.allows(endpoint, role):
                assert client.post(address, data=tokens).status_code == 403, (address, role)


def test_every_route_carries_the_headers(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "GET"):
        for client in clients.values():
            headers = client.get(address, buffered=True).headers

            assert {name: headers.get(name) for name in HEADERS} == dict(HEADERS), address


def test_a_foreign_host_is_refused_on_every_route(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "GET"):
        assert clients[Role.COORDINATOR].get(address, headers={"Host": "evil"}).status_code == 400


def test_only_pupils_pages_are_served_over_the_air(school: School, clients: dict[Role, FlaskClient]) -> None:
    for endpoint, address in routes(school, "GET"):
        status = clients[Role.COORDINATOR].get(address, environ_overrides=LAN, buffered=True).status_code

        # The coordinator's cookie is not honoured there: pages of a signed-in pupil send to sign-in instead.
        closed = not POLICY.open_on_lan(endpoint) and address != "/"
        assert (status == 403) is closed, (endpoint, status)


def test_the_bare_address_brings_pupils_to_their_page_over_the_air(clients: dict[Role, FlaskClient]) -> None:
    answer = clients[Role.COORDINATOR].get("/", environ_overrides=LAN)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/a/")


def test_staff_cannot_even_try_to_sign_in_over_the_air(school: School) -> None:
    answer = school.client().post("/entrar", data={"cuenta": "coord"}, environ_overrides=LAN)

    assert answer.status_code == 403
    assert "solo desde la laptop" in answer.text


def text_of(client: FlaskClient, address: str) -> str:
    """Return what a page says; nothing of a workbook."""
    answer = client.get(address, buffered=True)
    return answer.text if answer.mimetype.startswith("text/") else ""


def test_pages_hold_no_script_and_no_inline_style(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "GET"):
        for client in clients.values():
            text = text_of(client, address)
            if address.endswith(".css"):
                continue

            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text), address


def test_every_icon_that_a_page_shows_is_drawn_in_it(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "GET"):
        for client in clients.values():
            text = text_of(client, address)

            assert set(re.findall(r'use href="#(\w+)"', text)) <= set(re.findall(r'<symbol id="(\w+)"', text)), address


def test_every_page_has_one_heading_and_speaks_spanish(school: School, clients: dict[Role, FlaskClient]) -> None:
    for _endpoint, address in routes(school, "GET"):
        answer = clients[Role.COORDINATOR].get(address, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            assert answer.text.count("<h1") == 1, address
            assert '<html lang="es-PE">' in answer.text, address


@pytest.mark.parametrize("login", LOGINS.values())
def test_every_page_is_listed_under_more_for_whoever_may_open_it(school: School, login: str) -> None:
    role = next(role for role, one in LOGINS.items() if one == login)
    text = school.client(login).get("/mas/").text
    pages = [rule for rule in school.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    listed = {rule.endpoint for rule in pages if re.search(rf'class="two" href="{re.escape(rule.rule)}"', text)}

    assert listed == {one.endpoint for one in pages if POLICY.allows(one.endpoint, role)} - set(UNLISTED)


def stylesheet(client: FlaskClient, name: str = "chasqui.css") -> bytes:
    data: bytes = client.get(f"/estatico/{name}", buffered=True).data
    return data


@pytest.mark.parametrize(("name", "most"), [("chasqui.css", 6 * KILOBYTE), ("sheets.css", 2 * KILOBYTE)])
def test_the_stylesheets_fit_their_budgets(school: School, name: str, most: int) -> None:
    assert len(gzip.compress(stylesheet(school.client(), name), 9)) <= most


def test_paper_has_a_sheet_of_its_own_that_no_phone_loads(clients: dict[Role, FlaskClient]) -> None:
    desk, phone = clients[Role.COORDINATOR].get("/").text, clients[Role.STUDENT].get("/a/materiales").text

    assert re.search(r'sheets\.css\S+ media="print"', desk)
    assert "sheets.css" not in phone


def test_the_pupils_pages_fit_their_budget(school: School, clients: dict[Role, FlaskClient]) -> None:
    style = len(gzip.compress(stylesheet(school.client()), 6))
    for client, address in (
        (clients[Role.STUDENT], "/a/materiales"),
        (clients[Role.STUDENT], "/a/material/lecturas"),
        (clients[Role.VISITOR], f"/a/?aula={school.class_id}"),
        (clients[Role.VISITOR], f"/a/?aula={school.class_id}&quien={school.pupil.hex()}"),
    ):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"}, environ_overrides=LAN)

        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) + style <= 14 * KILOBYTE


def test_home_fits_its_budget(clients: dict[Role, FlaskClient]) -> None:
    client = clients[Role.COORDINATOR]

    assert len(client.get("/").data) + len(stylesheet(client)) <= 50 * KILOBYTE


def test_pupils_pages_name_no_other_pupil_in_full(school: School, clients: dict[Role, FlaskClient]) -> None:
    pages = (clients[Role.VISITOR].get(f"/a/?aula={school.class_id}"), clients[Role.STUDENT].get("/a/materiales"))

    assert all(name not in page.text for page in pages for name in ("Ccorimanya", "Sulca", "Quispe"))


def test_a_wait_survives_a_restart(tmp_path: Path) -> None:
    first = open_school(tmp_path)
    client = first.client()
    statuses = [sign_in(client, "coord", "mala clave") for _ in range(6)]
    first.store.close()
    again = open_school(tmp_path)
    status = sign_in(again.client(), "coord")
    again.clock.pass_s(121)

    assert statuses == [403, 403, 403, 403, 429, 429]
    assert status == 429
    assert sign_in(again.client(), "coord") == 302
    again.store.close()
