"""What was asked and objected to, how far it is, and what the region answered."""

from datetime import date

import msgspec

from edge.rows import SchoolRow
from shared.allocation import Answer, Decision
from shared.events import Claim
from shared.facts import Objection, Request
from shared.ids import SchoolId
from shared.occurred import Occurred
from shared.request_answers import KIND, RequestAnswer, subject_of
from tests.edge.views.school import DECISION, GUIDE, SCHOOL, SITE, TABLET, School, receive
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

REPLY = Answer(
    decision=DECISION.id, school=SCHOOL, resource=GUIDE, text="El 10/07 entran más guías.", role="operator",
    on=date(2026, 6, 20),
)  # fmt: skip


def asked(school: School, units: int = 12, reason: str = "Somos más") -> None:
    fact = Request(school=SCHOOL, resource=GUIDE, units=units, reason=reason)
    school.store.record([Claim(fact, Occurred.on(date(2026, 6, 10)))])


def objected(school: School) -> None:
    fact = Objection(decision=DECISION.id, school=SCHOOL, resource=GUIDE, reason="cantidad", note="Faltan siete")
    school.store.record([Claim(fact)])


def replied(school: School, said: Answer = REPLY, life: int = 2, decision: Decision = DECISION) -> None:
    items = [
        (SITE, "decision", f"decision/{decision.plan}/{SITE}", decision),
        (SITE, "reply", f"reply/{said.decision}/{said.school}/{said.resource}", said),
    ]
    receive(school.store, life, items)


def test_a_request_shows_what_was_approved_and_why(school: School) -> None:
    asked(school)
    text = school.client("profe").get("/pedidos/").text

    assert "Respondido" in text
    assert "No alcanzó el almacén" in text
    assert "El almacén de Huamanga tenía 340" in text
    assert f'href="/llegadas?decision={DECISION.id.replace("/", "%2F")}"' in text or DECISION.id in text
    assert faults(text) == []


def test_a_request_that_no_line_names_waits_for_the_next_decision_once_it_was_sent(school: School) -> None:
    asked(school, units=7)
    text = school.client("coord").get("/pedidos/").text

    assert "Por enviar" in text
    assert "Aprobado" not in text.split("<tbody>")[1].replace('data-l="Aprobado"', "")


def test_what_is_asked_for_one_pupil_says_so_and_not_for_whom(school: School) -> None:
    fact = Request(school=SCHOOL, resource=GUIDE, units=3, learner=school.pupil, cause="lengua")
    school.store.record([Claim(fact)])
    text = school.client("profe").get("/pedidos/").text

    assert "para un estudiante · Necesita su lengua" in text
    assert "Rosa" not in text.split("<main")[1]


def test_the_words_of_whoever_approved_and_those_that_answered_an_objection_stand_beside_the_request(
    school: School,
) -> None:
    asked(school)
    objected(school)
    lines = tuple(msgspec.structs.replace(one, note="Se acordó en la reunión.") for one in DECISION.lines)
    replied(school, decision=msgspec.structs.replace(DECISION, lines=lines))
    text = school.client("profe").get("/pedidos/").text

    assert "<q>Se acordó en la reunión.</q>" in text
    assert text.count("<q>El 10/07 entran más guías.</q>") == 2
    assert "Respondida" in text
    assert "La cantidad no alcanza · Faltan siete" in text


def request_answered(school: School, *, counts: bool = True, on: date = date(2026, 6, 20), life: int = 2) -> None:
    incarnation, seq = school.store.facts.requests()[0].event
    said = RequestAnswer(
        incarnation=incarnation, seq=seq, school=SCHOOL, resource=GUIDE, text="Llegan en agosto.",
        role="Operación regional", on=on, counts=counts,
    )  # fmt: skip
    receive(school.store, life, [(SITE, KIND, subject_of(incarnation, seq), said)])


def test_what_the_region_answers_in_words_stands_beside_its_request_before_any_decision(school: School) -> None:
    asked(school, units=7)
    request_answered(school)
    text = school.client("profe").get("/pedidos/").text

    assert "<q>Llegan en agosto.</q>" in text
    assert "Respuesta de Operación regional, 20/06/2026:" in text
    assert faults(text) == []


def test_an_answer_in_words_is_a_task_until_it_is_read_and_again_when_it_changes(school: School) -> None:
    asked(school, units=7)
    request_answered(school)
    client = school.client("coord")
    before, page = client.get("/").text, client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})
    read = client.get("/").text
    request_answered(school, on=date(2026, 6, 22), life=3)

    assert "Leer 1 respuesta" in before
    assert "Leer 1 respuesta" not in read
    assert "Leer 1 respuesta" in client.get("/").text


def test_an_answer_is_a_task_until_somebody_who_coordinates_has_read_it(school: School) -> None:
    asked(school)
    client = school.client("coord")
    before, teacher = client.get("/").text, school.client("profe").get("/").text
    page = client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})

    assert "Leer 1 respuesta de la región" in before
    assert "Guías de Comunicación 3°: pidió 12, aprobado 5" in before
    assert "Leer 1 respuesta" not in teacher
    assert "Leer 1 respuesta" not in client.get("/").text
    assert "sin leer" not in client.get("/pedidos/").text


def test_what_came_after_the_page_was_opened_is_not_taken_for_read_and_a_later_answer_is_read_again(
    school: School,
) -> None:
    objected(school)
    client = school.client("coord")
    blank = client.get("/pedidos/").text
    replied(school)
    client.post("/pedidos/leido", data={"csrf": form_token(blank), "leido": ["nada"]})
    first = client.get("/").text
    page = client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})
    read = client.get("/").text
    replied(school, msgspec.structs.replace(REPLY, text="Ya salieron.", on=date(2026, 6, 22)), life=3)

    assert "Leer 1 respuesta" in first
    assert "Leer 1 respuesta" not in read
    assert "Leer 1 respuesta" in client.get("/").text


def test_where_there_are_several_services_what_was_asked_names_its_own(school: School) -> None:
    asked(school)
    alone = school.client("coord").get("/pedidos/").text
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Inicial 12"), SchoolRow(SchoolId("0403692-0"), "Primaria 34")])

    assert "Inicial 12" not in alone.split("<main")[1]
    assert "Inicial 12" in school.client("coord").get("/pedidos/").text.split("<main")[1]


def test_before_anything_was_asked_the_page_says_what_to_do(school: School) -> None:
    text = school.client("coord").get("/pedidos/").text

    assert "Todavía no se pidió nada" in text
    assert TABLET not in text.split("<main")[1]
