"""A phone that lay untouched asks who has it, warns before it closes, and loses nothing that was being sent."""

import re

import pytest
from flask.testing import FlaskClient

from shared.facts import Feedback, Use
from shared.web.accounts import ASKED_AFTER_S, STUDENT_IDLE_S
from tests.edge.views.school import TALES, School
from tests.shared.web.building import form_token

LAN = {"REMOTE_ADDR": "192.168.1.20"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def home(client: FlaskClient) -> str:
    return client.get("/a/materiales", headers=HTML, environ_overrides=LAN, follow_redirects=True).text


@pytest.mark.parametrize(
    ("idle_s", "words"),
    [
        (ASKED_AFTER_S - 1, "Hola, Rosa Q."),
        (ASKED_AFTER_S, "¿Eres Rosa Q.?"),
        (STUDENT_IDLE_S + 1, "Entra con tu nombre"),
    ],
)
def test_a_page_goes_on_is_asked_about_or_is_closed(school: School, idle_s: int, words: str) -> None:
    client = school.pupil_client()
    home(client)
    school.clock.pass_s(idle_s)

    assert re.search(rf"<h1>{re.escape(words)}</h1>", home(client))


def test_asking_again_and_again_keeps_no_page_open(school: School) -> None:
    client = school.pupil_client()
    for _ in range(4):
        school.clock.pass_s(ASKED_AFTER_S)
        asked = home(client)
    school.clock.pass_s(1)

    assert "se cierra en 0 minutos" in asked
    assert "Entra con tu nombre" in home(client)


def test_who_says_that_it_is_them_goes_on_and_anybody_else_is_out(school: School) -> None:
    answers = []
    for soy in ("si", "no"):
        client = school.pupil_client()
        school.clock.pass_s(ASKED_AFTER_S)
        form = {"csrf": form_token(home(client)), "soy": soy}
        client.post("/a/sigues", data=form, environ_overrides=LAN)
        answers.append(re.findall(r"<h1>(.*?)</h1>", home(client)))

    assert answers == [["Hola, Rosa Q."], ["Entra con tu nombre"]]


def test_what_was_being_sent_is_sent_by_the_answer_once(school: School) -> None:
    client = school.pupil_client()
    page = home(client)
    nonce = re.search(r'name="vez" value="([^"]+)"', page)
    assert nonce is not None
    school.clock.pass_s(ASKED_AFTER_S)
    form = {"csrf": form_token(page), "vez": nonce[1], "material": TALES}
    asked = client.post("/a/abrir", data=form, headers=HTML, environ_overrides=LAN).text
    before = [one for one in school.facts(Use) if one.learner == school.pupil]  # type: ignore[attr-defined]
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.partition("</form>")[0]))
    client.post("/a/abrir", data=kept | {"soy": "si"}, environ_overrides=LAN)

    assert before == []
    assert 'action="/a/abrir"' in asked
    assert kept == form
    assert len([one for one in school.facts(Use) if one.learner == school.pupil]) == 1  # type: ignore[attr-defined]


def test_a_page_that_nobody_touches_goes_to_the_warning_and_from_there_to_the_door(school: School) -> None:
    client = school.pupil_client()
    seconds, leads = client.get("/a/materiales", environ_overrides=LAN).headers["Refresh"].split("; url=")
    school.clock.pass_s(int(seconds))
    warning = client.get(leads, headers=HTML, environ_overrides=LAN)
    later, door = warning.headers["Refresh"].split("; url=")
    school.clock.pass_s(int(later))
    closed = client.get(door, headers=HTML, environ_overrides=LAN).text

    assert (int(seconds), "se cierra en 2 minutos" in warning.text) == (18 * 60, True)
    assert int(seconds) + int(later) > STUDENT_IDLE_S
    assert "Se cerró porque nadie tocó nada." in closed


def test_who_says_that_it_is_them_is_where_they_were_going_and_on_no_other_site(school: School) -> None:
    client = school.pupil_client()
    school.clock.pass_s(ASKED_AFTER_S)
    asked = client.get(f"/a/materiales?dicho={TALES}", headers=HTML, environ_overrides=LAN).text
    back = re.search(r'name="volver" value="([^"]+)"', asked)
    form = {"csrf": form_token(asked), "soy": "si"}
    ways = [back and back[1], "//evil.example/"]
    leads = [client.post("/a/sigues", data=form | {"volver": way}, environ_overrides=LAN).location for way in ways]

    assert leads == [f"/a/materiales?dicho={TALES}", "/a/materiales"]


@pytest.mark.parametrize(("over", "door"), [(LAN, "/a/?"), ({}, "/a/?")])
def test_whose_session_ended_is_led_to_the_pupils_door(school: School, over: dict[str, str], door: str) -> None:
    answer = school.client().get("/a/materiales", environ_overrides=over)

    assert answer.location.startswith(door)


def test_a_file_that_is_read_piece_by_piece_is_not_asked_about(school: School) -> None:
    client = school.pupil_client()
    for _ in range(6):
        school.clock.pass_s(ASKED_AFTER_S)
        answer = client.get("/a/materiales", headers={"Range": "bytes=0-99"}, environ_overrides=LAN)

    assert "Hola, Rosa Q." in answer.text


def test_staff_is_not_asked(school: School) -> None:
    client = school.client("coord")
    school.clock.pass_s(ASKED_AFTER_S + 60)

    assert "¿Eres" not in client.get("/", headers=HTML).text


def test_words_about_a_material_reach_the_teacher_and_no_fact(school: School) -> None:
    client = school.pupil_client()
    token = form_token(home(client))
    early = client.post("/a/decir", data={"csrf": token, "material": TALES, "palabras": "hola"})
    client.post("/a/abrir", data={"csrf": token, "material": TALES})
    asked = client.post("/a/cara", data={"csrf": token, "cara": f"2 {TALES}"}, follow_redirects=True)
    client.post("/a/decir", data={"csrf": token, "material": TALES, "palabras": "  Me costó la   palabra atuq  "})
    seen = school.client("coord").get("/mi-aula/").text

    assert early.status_code == 400
    assert "¿Quieres decir algo de «Relatos en quechua chanka»?" in asked.text
    assert "Refresh" not in asked.headers
    assert re.search(r"«Me costó la palabra atuq»<br>.*Rosa Quispe Huamán · Relatos", seen)
    assert len(school.facts(Feedback)) == 1
    assert "atuq" not in repr(school.facts(Feedback))
    assert "Me costó la palabra atuq</textarea>" in client.get(f"/a/materiales?dicho={TALES}").text
