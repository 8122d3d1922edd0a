"""Quechua and Aymara: pupils' words and home's five questions, each marked, and no page fails for the rest."""

import re
from collections.abc import Iterator

import pytest

from shared.web import Role
from tests.edge.views.busy_school import busy_school
from tests.edge.views.school import TALES, School
from tests.edge.views.test_every_page import addresses
from tests.shared.web.building import form_token
from tests.shared.web.same_page import leads_nowhere, linked

CODES = ["quz", "quy", "ay"]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = busy_school(tmp_path_factory.mktemp("school"))
    yield opened
    opened.store.close()


@pytest.mark.parametrize("code", CODES)
def test_every_page_opens_in_it_as_it_does_in_spanish(busy: School, code: str) -> None:
    client = busy.client("coord")
    paths = addresses(busy, Role.COORDINATOR)
    spanish = {path: client.get(path).status_code for path in paths}
    client.get(f"/?idioma={code}")

    assert max(spanish.values()) < 500
    assert {path: client.get(path).status_code for path in paths} == spanish


@pytest.mark.parametrize(("code", "moon"), [("quz", "Killa"), ("quy", "Killa"), ("ay", "Phaxsi")])
def test_a_pupil_signs_in_with_words_that_say_their_language(busy: School, code: str, moon: str) -> None:
    pupil = busy.client()
    page = pupil.get(f"/a/?aula={busy.class_id}&quien={busy.pupil.hex()}&idioma={code}").text

    assert '<html lang="es-PE">' in page
    assert f'<span lang="{code}">{moon}</span>' in page
    assert "Traducción sin revisar" in page
    assert f'<span lang="{code}">' in pupil.get("/a/").text


@pytest.mark.parametrize(
    ("code", "left"), [("quz", "4 kutillañan"), ("quy", "4 kutillañam"), ("ay", "Yaqha 4 kutikiw")]
)
def test_wrong_pictures_are_told_in_it(school: School, code: str, left: str) -> None:
    client = school.client()
    page = client.get(f"/a/?aula={school.class_id}&quien={school.pupil.hex()}&idioma={code}").text
    form = {"aula": str(school.class_id), "quien": school.pupil.hex(), "van": "moon moon", "figura": "moon"}
    answer = client.post("/a/", data={"csrf": form_token(page), **form}).text

    assert re.search(rf'role="alert">.*<span lang="{code}">[^<]*{left}', answer)
    assert "No es eso" not in answer


@pytest.mark.parametrize(("code", "way_out"), [("quz", "Lluqsiy"), ("quy", "Lluqsiy"), ("ay", "Mistuña")])
def test_a_pupils_page_names_its_buttons_as_they_are_called_and_thanks_in_it(
    school: School, code: str, way_out: str
) -> None:
    client = school.pupil_client()
    page = client.get(f"/a/materiales?idioma={code}").text
    thanked = client.post("/a/cara", data={"csrf": form_token(page), "cara": f"3 {TALES}"}, follow_redirects=True).text

    assert f"«{way_out}»" in page
    assert "toca «Salir»" not in page
    assert "Gracias, lo anotamos" not in thanked
    assert re.search(rf'role="status">.*<span lang="{code}">', thanked)


@pytest.mark.parametrize("code", CODES)
def test_home_asks_its_five_questions_in_it(busy: School, code: str) -> None:
    client = busy.client("coord")
    page = client.get(f"/?idioma={code}").text

    assert len(re.findall(rf'<h2 id="q\d"><span lang="{code}">', page)) == 5
    assert f'href="?idioma={code}"' in client.get("/?idioma=es").text


def test_the_other_language_keeps_what_a_page_was_asked(busy: School) -> None:
    client = busy.client("coord")
    text = client.get("/equipos/?serie=t%26b&idioma=es").text

    assert linked(text) == "?serie=t%26b&idioma=en"
    assert 'value="t&amp;b"' in client.get(f"/equipos/{linked(text)}").text


def test_after_a_form_that_was_refused_the_other_language_is_a_page(busy: School) -> None:
    client = busy.client("coord")

    assert leads_nowhere(client) == []
    client.get("/?idioma=es")


def test_the_other_pages_offer_whole_languages_alone(busy: School) -> None:
    assert "idioma=quz" not in busy.client("coord").get("/contar").text
