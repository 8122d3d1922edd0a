"""What the region did to a computer of the school is read, with its reason, and is a task until it was."""

from datetime import date

from shared.notices import KIND, Notice, What, subject_of
from tests.edge.views.school import SITE, School, receive
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

CODE = "0badc0de0badc0de"


def told(school: School, what: What = What.REVOKED, life: int = 2, day: int = 20) -> None:
    said = Notice(what=what, node=CODE, text="La robaron.", role="Operación regional", on=date(2026, 6, day))
    receive(school.store, life, [(SITE, KIND, subject_of(what, CODE), said)])


def test_what_was_done_is_told_with_its_reason_and_by_whom(school: School) -> None:
    told(school)
    told(school, What.DISCARDED, life=3, day=21)
    text = school.client("profe").get("/pedidos/").text

    assert f"La región dio de baja la laptop {CODE}" in text
    assert text.index("descartó lo que esperaba") < text.index("dio de baja")
    assert "<q>La robaron.</q>" in text
    assert "Operación regional, 20/06/2026" in text
    assert faults(text) == []


def test_it_is_a_task_until_it_is_read(school: School) -> None:
    told(school)
    client = school.client("coord")
    before, page = client.get("/").text, client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})

    assert "Leer 1 respuesta" in before
    assert keys == [f"{KIND}/revoked/{CODE}/2026-06-20"]
    assert "Leer 1 respuesta" not in client.get("/").text
