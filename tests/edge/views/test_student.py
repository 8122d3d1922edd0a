"""The pupil's way in, and what it records."""

import gzip
import re

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from edge.rows import SchoolRow
from edge.views.student import NAME_ICONS, name_icons
from shared.errors import NotReady
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.ids import SchoolId
from shared.resources import Catalogue, Content
from tests.edge.views.school import CATALOGUE, SCHOOL, SITE, TALES, School
from tests.shared.web.building import form_token

LAN = {"REMOTE_ADDR": "192.168.1.20"}


def test_opening_a_material_records_a_use_of_the_pupil(school: School) -> None:
    client = school.pupil_client()
    token = form_token(client.get("/a/materiales").text)
    client.post("/a/abrir", data={"csrf": token, "material": TALES}, environ_overrides=LAN)

    assert school.facts(Use)[0] == Use(school=SCHOOL, resource=TALES, learner=school.pupil, action="open")


def test_a_face_records_whether_it_helped(school: School) -> None:
    client = school.pupil_client()
    token = form_token(client.get("/a/materiales").text)
    client.post("/a/abrir", data={"csrf": token, "material": TALES})
    page = client.post("/a/cara", data={"csrf": token, "material": TALES, "cara": "3"}, follow_redirects=True).text

    assert school.facts(Feedback)[0] == Feedback(school=SCHOOL, resource=TALES, score=3, learner=school.pupil)
    assert re.search(rf'value="3 {TALES}" aria-pressed="true"', page)


def test_a_double_tap_opens_a_material_once(school: School) -> None:
    client = school.pupil_client()
    page = client.get("/a/materiales").text
    [nonce] = set(re.findall(r'name="vez" value="([^"]+)"', page))
    before = len(school.facts(Use))
    for _ in range(2):
        client.post("/a/abrir", data={"csrf": form_token(page), "vez": nonce, "material": TALES})

    assert len(school.facts(Use)) == before + 1


def test_a_material_that_is_not_the_pupils_is_not_there(school: School) -> None:
    client = school.pupil_client()
    token = form_token(client.get("/a/materiales").text)

    assert client.post("/a/abrir", data={"csrf": token, "material": "tablet"}).status_code == 404


def test_wrong_pictures_count_down_and_then_wait(school: School) -> None:
    client = school.client()
    address = f"/a/?aula={school.class_id}&quien={school.pupil.hex()}"
    form = {"aula": str(school.class_id), "quien": school.pupil.hex(), "van": "moon moon", "figura": "moon"}
    answers = [client.post("/a/", data={"csrf": form_token(client.get(address).text), **form}) for _ in range(6)]

    assert "Te quedan 4 intentos" in answers[0].text
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 429, 429]


def test_new_pictures_end_the_old_ones_and_the_open_session(school: School) -> None:
    pupil, teacher = school.pupil_client(), school.client("profe")
    page = teacher.get(f"/aula/?aula={school.class_id}").text
    data = {"csrf": form_token(page), "quien": school.pupil.hex()}
    shown = teacher.post(f"/aula/?aula={school.class_id}", data=data).text

    assert "Figuras nuevas de Rosa Quispe" in shown
    assert pupil.get("/a/materiales").status_code == 302


def test_among_several_classes_pictures_are_given_only_in_the_one_that_was_chosen(school: School) -> None:
    teacher, other = school.client("profe"), school.store.people.add_class(SCHOOL, "4° A")
    asked = teacher.get("/aula/").text
    data = {"csrf": form_token(teacher.get(f"/aula/?aula={other}").text), "quien": school.pupil.hex()}
    answers = [teacher.post(path, data=data).status_code for path in ("/aula/", f"/aula/?aula={other}")]

    assert ("¿De qué aula?" in asked, "Rosa Quispe" in asked) == (True, False)
    assert all(f'href="/aula/?aula={one}"' in asked for one in (school.class_id, other))
    assert answers == [404, 404]


def test_leaving_goes_back_to_the_pupils_door(school: School) -> None:
    client = school.pupil_client()
    answer = client.post("/salir", data={"csrf": form_token(client.get("/a/materiales").text)})

    assert answer.location == "/a/"
    assert client.get("/a/materiales").status_code == 302


def of_class(school: School, *contents: str, who: int = 0) -> None:
    """Let another pupil of the class use contents of a pack."""
    mate = school.store.people.add_person(
        "learner", f"Otro {who}", code=f"o{who}", school=SCHOOL, class_id=school.class_id
    )
    uses = [Use(school=SCHOOL, resource=TALES, learner=mate, content=one) for one in contents]
    school.store.record([Claim(one) for one in uses])


def listed(school: School) -> None:
    """Name what is in the pack of tales."""
    names = ("Atuqmanta", "Pumamanta", "El cóndor", "La tilde", "Simetría", "La yupana")
    contents = tuple(Content(id=f"c{n}", name=name, language="es") for n, name in enumerate(names))
    known = [structs.replace(one, contents=contents if one.id == TALES else ()) for one in CATALOGUE.resources]
    school.store.db.put("catalogue", Catalogue(2, tuple(known)))


def test_a_pupil_sees_up_to_five_offers_each_with_its_reason(school: School) -> None:
    listed(school)
    of_class(school, "c0", "c1", "c2", "c3", "c4", "c5")
    page = school.pupil_client().get("/a/materiales").text

    assert page.partition("Todos tus materiales")[0].count("<h3>") == 5
    assert page.count("Es de lo que más se usa en tu aula.") == 5
    assert "Un programa te muestra lo que más se usa en tu aula." in page


def test_who_began_something_is_told_how_far_they_are(school: School) -> None:
    listed(school)
    begun = Use(school=SCHOOL, resource=TALES, learner=school.pupil, content="c1", progress_pct=40)
    school.store.record([Claim(begun)])

    page = school.pupil_client().get("/a/materiales").text

    assert "Lo empezaste: vas por 40 de 100." in page
    assert "Un programa te muestra lo que ya empezaste." in page
    assert "lo que más se usa" not in page


def test_opening_an_offer_records_the_use_of_that_content(school: School) -> None:
    listed(school)
    of_class(school, "c2")
    client = school.pupil_client()
    token = form_token(client.get("/a/materiales").text)
    page = client.post("/a/abrir", data={"csrf": token, "material": f"{TALES}/c2"}, follow_redirects=True).text

    assert school.facts(Use)[0] == Use(school=SCHOOL, resource=TALES, content="c2", learner=school.pupil, action="open")
    assert "Abriste El cóndor." in page
    assert "Ya lo abriste. Puedes seguir." in page


def test_a_content_that_nobody_names_is_not_there(school: School) -> None:
    listed(school)
    client = school.pupil_client()
    token = form_token(client.get("/a/materiales").text)

    assert client.post("/a/abrir", data={"csrf": token, "material": f"{TALES}/c99"}).status_code == 404


def test_the_page_with_five_offers_weighs_less_than_fourteen_kilobytes_on_the_road(school: School) -> None:
    listed(school)
    of_class(school, "c0", "c1", "c2", "c3", "c4", "c5")
    client = school.pupil_client()
    style = re.search(r'href="([^"]+\.css[^"]*)"', page := client.get("/a/materiales").text)

    assert style is not None
    with client.get(style[1]) as answer:
        looks = answer.get_data()
    assert len(gzip.compress(page.encode())) + len(gzip.compress(looks)) <= 14 * 1024


@given(st.lists(st.sampled_from(["Rosa Q.", "Juan A.", "Luz"]), max_size=40))
def test_pupils_with_the_same_short_name_never_share_a_picture_while_there_are_enough(names: list[str]) -> None:
    icons = name_icons(names)

    assert len(icons) == len(names)
    for name in set(names):
        own = [icon for other, icon in zip(names, icons, strict=True) if other == name]
        assert len(set(own)) == min(len(own), len(NAME_ICONS))


def test_two_pupils_of_one_short_name_are_told_apart_without_their_full_names(school: School) -> None:
    school.store.people.add_person("learner", "Rosa Quispe Mamani", code="r2", school=SCHOOL, class_id=school.class_id)
    text = school.client().get(f"/a/?aula={school.class_id}").text

    assert ("Rosa Q. H." in text, "Rosa Q. M." in text) == (True, True)
    assert "Mamani" not in text


def test_materials_begin_with_a_capital_letter_as_a_title_does(school: School) -> None:
    small = tuple(structs.replace(one, name=one.name[0].lower() + one.name[1:]) for one in CATALOGUE.resources)
    school.store.db.put("catalogue", Catalogue(2, small))
    titles = re.findall(r"<h2>([^<]+)</h2>", school.pupil_client().get("/a/materiales").text)

    assert titles
    assert all(title[0].isupper() for title in titles)


def test_a_pupil_tells_the_classes_of_two_services_apart(school: School) -> None:
    other = SchoolId("0403692-0")
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999"), SchoolRow(other, "I.E.I. 411")])
    school.store.people.add_class(other, "3° A")
    page, list_ = school.client().get("/a/").text, school.client("profe").get("/aula/").text

    assert all("3° A · I.E. 30999" in text and "3° A · I.E.I. 411" in text for text in (page, list_))


def test_a_face_of_one_content_is_recorded_of_that_content(school: School) -> None:
    listed(school)
    school.store.record([Claim(Use(school=SCHOOL, resource=TALES, learner=school.pupil, content="c1"))])
    client = school.pupil_client()
    page = client.get("/a/materiales").text
    client.post("/a/cara", data={"csrf": form_token(page), "cara": f"1 {TALES}/c1"})
    unknown = client.post("/a/cara", data={"csrf": form_token(page), "cara": f"1 {TALES}/c99"})

    assert school.facts(Feedback) == [
        Feedback(school=SCHOOL, resource=TALES, content="c1", score=1, learner=school.pupil)
    ]
    assert unknown.status_code == 404


def test_a_pupil_who_strays_is_told_as_a_child_and_finds_the_way_back(school: School) -> None:
    client = school.pupil_client()
    for address, status, words in (("/", 403, "Esta página es del personal"), ("/a/material/x", 404, "no existe")):
        answer = client.get(address)

        assert (answer.status_code, words in answer.text) == (status, True)
        assert '<a class="btn go" href="/a/materiales">Volver a tus materiales</a>' in answer.text
        assert ("Su cuenta" in answer.text, "Vuelva" in answer.text) == (False, False)


def test_what_a_pupil_typed_or_tapped_is_not_on_the_page_that_says_it_failed(school: School) -> None:
    client = school.client()
    address = {"aula": str(school.class_id), "quien": school.pupil.hex()}
    form = {"csrf": form_token(client.get("/a/", query_string=address).text), **address}

    def full() -> None:
        raise NotReady("No hay espacio en el disco.")

    school.app.view_functions["student.tap"] = full
    for said in ({"pin": "4071"}, {"van": "moon sun", "figura": "corn"}):
        answer = client.post("/a/", data=form | said)

        assert (answer.status_code, "No hay espacio" in answer.text) == (503, True)
        assert not [text for text in said.values() if f'value="{text}"' in answer.text]
