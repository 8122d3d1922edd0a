"""A laptop whose names lie under a phrase: what goes on while they are closed, and how they are opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.config import Config
from edge.key_holder import PEOPLE_KEY, hold_sealed
from edge.store import Store
from edge.views.policy import POLICY
from edge.views.unlocking import LOCKED
from shared.facts import Count
from shared.web import Role
from tests.edge.views.busy_school import busy_school
from tests.edge.views.school import GUIDE, School, open_school
from tests.shared.web.building import form_token, sign_in
from tests.shared.web.markup import faults

PHRASE = "luna de chuño y sal"
LAN = {"REMOTE_ADDR": "192.168.1.20"}


def started_again(school: School, folder: Path) -> School:
    """Put the key under the phrase, and open the laptop anew."""
    hold_sealed(folder, (folder / PEOPLE_KEY).read_bytes(), PHRASE)
    school.store.close()
    store = Store(folder / "node.db", school.clock)
    app = create_app(Config(dir=folder, clock=school.clock), store)
    return School(store, school.clock, app, school.pupil, school.class_id)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[School]:
    opened = started_again(open_school(tmp_path), tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("school")
    opened = started_again(busy_school(folder), folder)
    yield opened
    opened.store.close()


def unlock(client: FlaskClient, phrase: str, back: str = "") -> tuple[int, str, str]:
    token = form_token(client.get("/nombres/").text)
    answer = client.post("/nombres/", data={"csrf": token, "frase": phrase, "siguiente": back})
    return answer.status_code, answer.text, answer.location or ""


def test_a_page_with_names_asks_for_the_phrase_and_goes_on_where_it_was(locked: School) -> None:
    client, address = locked.client("coord"), f"/escuela/estudiantes/?aula={locked.class_id}"
    closed = client.get(address)
    code, _text, back = unlock(client, PHRASE, address)
    after = client.get(address, follow_redirects=True)

    assert (closed.status_code, "Los nombres están cerrados." in closed.text) == (LOCKED, True)
    assert f'name="siguiente" value="{address}"' in closed.text
    assert "Quispe" not in closed.text
    assert (code, back) == (302, address)
    assert (after.status_code, "Rosa Quispe Huamán" in after.text) == (200, True)


def test_after_a_start_every_page_answers_and_none_tells_a_name(busy: School) -> None:
    answers = {}
    for login, role in (("coord", Role.COORDINATOR), ("profe", Role.TEACHER), ("soporte", Role.IT)):
        client = busy.client(login)
        for rule in busy.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.arguments and POLICY.allows(rule.endpoint, role):
                answers[role, rule.endpoint] = client.get(rule.rule)
    codes = {which: answer.status_code for which, answer in answers.items()}
    texts = "".join(answer.text for answer in answers.values() if answer.mimetype == "text/html")

    assert set(codes.values()) <= {200, 302, LOCKED}
    assert (LOCKED in codes.values(), "Quispe" in texts, "Ccorimanya" in texts) == (True, False, False)
    for endpoint in ("home.page", "more.page", "register.page", "count.page", "arrivals.page", "sending.page"):
        assert codes[Role.COORDINATOR, endpoint] == 200, endpoint
    assert codes[Role.TEACHER, "record.use"] == 200


def test_the_closed_page_is_well_formed_and_in_english_for_who_reads_it(locked: School) -> None:
    client = locked.client("coord")
    spanish = client.get("/nombres/").text
    english = client.get("/nombres/?idioma=en").text

    assert (faults(spanish), "Names are closed." in english) == ([], True)


def test_home_asks_to_open_the_names_until_somebody_does(locked: School) -> None:
    client = locked.client("profe")
    before = client.get("/").text
    unlock(client, PHRASE)
    after = client.get("/").text

    assert ("Abrir los nombres" in before, "Abrir los nombres" in after) == (True, False)


def test_while_names_are_closed_a_count_is_recorded(locked: School) -> None:
    client, before = locked.client("coord"), len(locked.facts(Count))
    token = form_token(client.get("/contar").text)
    answer = client.post("/contar", data={"csrf": token, "vez": "una", f"c-{GUIDE}": "5"})

    assert (answer.status_code, len(locked.facts(Count))) == (302, before + 1)


def test_pupils_are_told_to_ask_their_teacher(locked: School) -> None:
    visitor = locked.client()
    first = visitor.get("/a/", environ_overrides=LAN)
    names = visitor.get(f"/a/?aula={locked.class_id}", environ_overrides=LAN)

    assert (first.status_code, names.status_code) == (200, LOCKED)
    assert "Pide ayuda a tu docente" in names.text
    assert ("Rosa" in names.text, "frase" in names.text, faults(names.text)) == (False, False, [])


def test_a_pupil_gets_in_once_the_names_are_open(locked: School) -> None:
    unlock(locked.client("coord"), PHRASE)

    assert locked.pupil_client().get("/a/materiales").status_code == 200


def test_a_wrong_phrase_opens_nothing_and_after_five_everybody_waits(locked: School) -> None:
    client, other = locked.client("profe"), locked.client("coord")
    wrong = [unlock(client, f"otra frase {n} que no es") for n in range(5)]
    right_at_once = unlock(other, PHRASE)
    still_closed = not locked.store.people.seal.is_open
    locked.clock.pass_s(61)
    later = unlock(other, PHRASE)

    assert [code for code, _, _ in wrong] == [403, 403, 403, 403, 429]
    assert "Esa frase no abre los nombres" in wrong[0][1]
    assert (right_at_once[0], still_closed) == (429, True)
    assert (later[0], locked.store.people.seal.is_open) == (302, True)


def test_nobody_but_staff_on_the_laptop_itself_may_try_a_phrase(locked: School) -> None:
    staff = locked.client("coord")

    assert locked.client().get("/nombres/").status_code == 302
    assert staff.get("/nombres/", environ_overrides=LAN).status_code == 403


def test_the_way_back_stays_on_this_laptop(locked: School) -> None:
    assert unlock(locked.client("coord"), PHRASE, "//malo.example/x")[2] == "/"


def test_staff_sign_in_while_names_are_closed(locked: School) -> None:
    assert sign_in(locked.app.test_client(), "soporte") == 302


def test_where_the_key_lies_in_a_file_the_page_says_so(tmp_path: Path) -> None:
    school = open_school(tmp_path)
    text = school.client("soporte").get("/nombres/").text

    assert ("chasqui-edge key phrase" in text, 'name="frase"' in text) == (True, False)
    school.store.close()
