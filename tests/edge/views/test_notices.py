"""What the region did to what is the school's is read, with its reason, and is a task until it was."""

from datetime import date

import msgspec

from shared.notices import KIND, About, Notice, What, subject_of
from sync.feed import ALL
from tests.edge.views.school import GUIDE, SCHOOL, SITE, School, receive
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

CODE, ALOUD = "0badc0de0badc0de", "0bad c0de 0bad c0de"
COMPUTER = About(node=CODE)


def told(
    school: School, what: str = What.REVOKED, life: int = 2, day: int = 20, about: About = COMPUTER, to: str = SITE
) -> None:
    known = msgspec.structs.asdict(about)
    said = Notice(**known, what=what, text="La robaron.", role="Operación regional", on=date(2026, 6, day))
    receive(school.store, life, [(to, KIND, subject_of(what, about), said)])


def test_what_was_done_is_told_with_its_reason_and_by_whom(school: School) -> None:
    told(school)
    told(school, What.DISCARDED, life=3, day=21)
    text = school.client("profe").get("/pedidos/").text

    assert f"La región dio de baja la laptop {ALOUD}" in text
    assert text.index("descartó lo que esperaba") < text.index("dio de baja")
    assert "<q>La robaron.</q>" in text
    assert "Operación regional, 20/06/2026" in text
    assert faults(text) == []


def test_another_computer_in_its_name_is_told_until_it_is_not_believed(school: School) -> None:
    told(school, What.JOINED)
    client = school.client("coord")
    spanish, english = client.get("/pedidos/").text, client.get("/pedidos/?idioma=en").text
    told(school, What.REVOKED, life=3, day=21)
    after = client.get("/pedidos/?idioma=es").text

    assert f"La región aceptó otra laptop, {ALOUD}, en este local" in spanish
    assert "<q>La robaron.</q>" in spanish
    assert f"The region accepted another laptop, {ALOUD}, at this site" in english
    assert ("aceptó otra laptop" in after, "dio de baja" in after) == (False, True)
    assert faults(spanish) == []


def test_what_it_is_about_has_the_names_that_the_school_gives_it(school: School) -> None:
    told(school, What.UNLOCKED, about=About(school=SCHOOL, resource=GUIDE, number=3, units=8, kind="min"))
    told(school, What.MERGED, life=3, about=About(school=SCHOOL, into="0999999-0"))
    told(school, "melted", life=4, about=About(pecosa="000123"))
    text = school.client("profe").get("/pedidos/").text

    assert "fijado de guías de Comunicación 3° para la escuela I.E. 30999 Quebrada Honda (al menos 8)" in text
    assert "con la escuela 0999999-0" in text
    assert "un cambio que toca a la escuela" in text
    assert faults(text) == []


def test_what_is_told_to_every_school_is_read_like_what_is_told_to_one(school: School) -> None:
    gone = About(resource="radio", name="Radios solares", version=4)
    told(school, What.WITHDRAWN, about=gone, to=ALL)
    told(school, What.WEIGHTS, life=3, about=About(version=7), to=ALL)
    client = school.client("coord")
    before, page = client.get("/").text, client.get("/pedidos/").text

    assert "La región dejó de ofrecer radios solares (catálogo 4)" in page
    assert "vale la versión 7 desde el próximo plan" in page
    assert page.count("<q>La robaron.</q>") == 2
    assert "Leer 2 respuestas" in before
    assert faults(page) == []


def test_a_second_word_on_the_same_day_is_to_be_read_too(school: School) -> None:
    for version in (4, 5):
        told(school, What.WEIGHTS, life=version, about=About(version=version), to=ALL)
        page = school.client("coord").get("/pedidos/").text
        keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]

        assert keys == [f"{KIND}/weights/2026-06-20/{version}"]


def test_it_is_a_task_until_it_is_read(school: School) -> None:
    told(school)
    told(school, What.STAYED, life=3, about=About(pecosa="000123"))
    client = school.client("coord")
    before, page = client.get("/").text, client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})

    assert "Leer 2 respuestas" in before
    assert keys == [f"{KIND}/revoked/{CODE}/2026-06-20", f"{KIND}/stayed/000123/2026-06-20"]
    assert "Leer 2 respuestas" not in client.get("/").text
