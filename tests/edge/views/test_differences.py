"""What the region says became of units that were not accepted: beside the delivery, on the decision, and as a task."""

from datetime import date, timedelta

from msgspec.structs import replace

from edge.rows import DeliveryRow
from edge.views.differences import by_paper
from shared.delivery_answers import KIND, DeliveryAnswer, How, Solution, subject_of
from shared.events import Claim
from shared.facts import Count, Delivery, DeliveryLine
from shared.ids import Pseudonym
from shared.occurred import Occurred
from tests.edge.views.school import DECISION, GUIDE, SITE, School, receive
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

PECOSA = "000123"
ON = date(2026, 6, 20)
CAME = ON + timedelta(days=3)
"""Since the school's last count."""


def rejected(school: School) -> DeliveryRow:
    from shared.allocation import Shipment

    shipment = Shipment(pecosa=PECOSA, decision=DECISION.id, site=SITE, left=date(2026, 6, 10), lines=((GUIDE, 20),))
    receive(school.store, 2, [(SITE, "decision", f"decision/{DECISION.plan}/{SITE}", DECISION),
                              (SITE, "shipment", f"shipment/{PECOSA}", shipment)])  # fmt: skip
    line = DeliveryLine(resource=GUIDE, shipped=20, accepted=17, rejected=3, reason="golpeado")
    who = Pseudonym(b"12345678")
    fact = Delivery(decision=DECISION.id, pecosa=PECOSA, receiver=who, deliverer=who, lines=(line,))
    school.store.record([Claim(fact, Occurred.on(date(2026, 6, 15)))])
    return school.store.facts.deliveries()[0]


def told(school: School, *ways: tuple[How, int], life: int = 3, closing: bool = False) -> None:
    solutions = tuple(
        Solution(number=n, how=how, units=units, why="Lo trajo el camión.", role="Operación regional", on=ON,
                 depot="Huanta" if how is How.RETURNED else "", day=CAME if how is How.ARRIVED else None,
                 unconfirmed=closing)
        for n, (how, units) in enumerate(ways, start=1)
    )  # fmt: skip
    said = DeliveryAnswer(pecosa=PECOSA, decision=DECISION.id, resource=GUIDE, solutions=solutions)
    receive(school.store, life, [(SITE, KIND, subject_of(PECOSA, GUIDE), said)])


def test_what_became_of_units_stands_beside_their_line_of_the_reception(school: School) -> None:
    rejected(school)
    told(school, (How.RETURNED, 2), (How.LOST, 1))
    text = school.client("coord").get(f"/recepcion/{PECOSA}").text

    assert "Volvió al almacén Huanta: 2." in text
    assert "Se dio por perdido: 1." in text
    assert text.count("<q>Lo trajo el camión.</q>") == 2
    assert "Respuesta de Operación regional, 20/06/2026:" in text
    assert faults(text) == []


def test_the_decision_says_it_where_it_says_what_was_not_accepted(school: School) -> None:
    rejected(school)
    told(school, (How.AGAIN, 3))

    assert (
        "No se aceptaron 3: Caja abierta o golpeada. Se envía otra vez: 3."
        in school.client("profe").get("/llegadas").text
    )


def test_what_was_closed_before_answers_nothing_of_what_was_rejected_afterwards(school: School) -> None:
    rejected(school)
    told(school, (How.ARRIVED, 13), closing=True)

    assert "Resuelto" not in school.client("coord").get("/pedidos/").text


def test_a_line_waits_until_all_of_its_units_are_told(school: School) -> None:
    rejected(school)
    told(school, (How.LOST, 2))
    client = school.client("coord")
    before = client.get("/pedidos/").text
    told(school, (How.LOST, 2), (How.MISCOUNTED, 1), life=4)
    after = client.get("/pedidos/").text

    assert "Por enviar" in before
    assert "Resuelto" in after
    assert "Cuente otra vez." in after
    assert faults(after) == []


def test_it_is_a_task_until_it_is_read_and_again_when_more_is_told(school: School) -> None:
    rejected(school)
    told(school, (How.LOST, 2))
    client = school.client("coord")
    before, page = client.get("/").text, client.get("/pedidos/").text
    keys = [part.split('"')[0] for part in page.split('name="leido" value="')[1:]]
    client.post("/pedidos/leido", data={"csrf": form_token(page), "leido": keys})
    read = client.get("/").text
    told(school, (How.LOST, 2), (How.LOST, 1), life=4)

    assert keys == [f"{KIND}/{PECOSA}/{GUIDE}/1"]
    assert "Leer 1 respuesta" in before
    assert "Leer 1 respuesta" not in read
    assert "Leer 1 respuesta" in client.get("/").text


def test_what_is_undone_is_told_no_more(school: School) -> None:
    rejected(school)
    told(school, (How.LOST, 3))
    told(school, life=4)
    text = school.client("coord").get(f"/recepcion/{PECOSA}").text

    assert "Se dio por perdido" not in text


def ordered(school: School) -> None:
    """Let a shipment come of which nobody here has confirmed anything."""
    from shared.allocation import Shipment

    guides = tuple(replace(line, units=20) for line in DECISION.lines if line.resource == GUIDE)
    decision = replace(DECISION, lines=guides)
    shipment = Shipment(pecosa=PECOSA, decision=DECISION.id, site=SITE, left=date(2026, 6, 10), lines=((GUIDE, 20),))
    receive(school.store, 2, [(SITE, "decision", f"decision/{DECISION.plan}/{SITE}", decision),
                              (SITE, "shipment", f"shipment/{PECOSA}", shipment)])  # fmt: skip


def test_what_the_region_says_will_not_come_is_waited_for_no_more_and_says_why(school: School) -> None:
    ordered(school)
    client = school.client("coord")
    before = client.get("/").text
    told(school, (How.LOST, 20), closing=True)
    home, arrivals, answers = (client.get(path).text for path in ("/", "/llegadas", "/pedidos/"))

    assert f"Recibir la PECOSA {PECOSA}" in before
    assert f"Recibir la PECOSA {PECOSA}" not in home
    assert "Esta vez no llega nada" in arrivals
    assert "Se dio por perdido: 20. «Lo trajo el camión.»" in arrivals
    assert ("Cerrado por la región" in answers, "<q>Lo trajo el camión.</q>" in answers) == (True, True)
    assert [faults(text) for text in (home, arrivals, answers)] == [[], [], []]


def test_what_did_come_after_all_is_confirmed_as_any_other(school: School) -> None:
    ordered(school)
    told(school, (How.STAYED, 20), closing=True)
    client = school.client("coord")
    text = client.get(f"/recepcion/{PECOSA}").text

    assert "No salió del almacén" in text
    assert f'name="a-{GUIDE}"' in text
    assert faults(text) == []


def test_what_came_by_a_paper_is_the_schools_until_it_counts_and_can_still_be_confirmed(school: School) -> None:
    ordered(school)
    told(school, (How.ARRIVED, 20), closing=True)
    client = school.client("coord")
    arrivals, receipt = client.get("/llegadas").text, client.get(f"/recepcion/{PECOSA}").text
    home = client.get("/").text
    with client.application.test_request_context():
        held = by_paper()
    school.store.record([Claim(Count(resource=GUIDE, units=26), Occurred.on(CAME + timedelta(days=1)))])
    with client.application.test_request_context():
        counted = by_paper()
    who = Pseudonym(b"12345678")
    line = DeliveryLine(resource=GUIDE, shipped=20, accepted=20, rejected=0)
    fact = Delivery(decision=DECISION.id, pecosa=PECOSA, receiver=who, deliverer=who, lines=(line,))
    school.store.record([Claim(fact, Occurred.on(CAME + timedelta(days=2)))])
    after = client.get("/").text

    assert ("Va a llegar" in arrivals, "no llega nada" in arrivals) == (False, False)
    assert "Llegó, según un acta en papel: 20 guías" in arrivals
    assert "Confirme la recepción si puede." in arrivals
    assert f"Confirmar la PECOSA {PECOSA}" in home
    assert f"PECOSA {PECOSA}" not in after
    assert f'name="a-{GUIDE}"' in receipt
    assert (held, counted) == ({GUIDE: 20}, {})


def test_of_what_is_closed_in_part_the_rest_is_waited_for(school: School) -> None:
    ordered(school)
    told(school, (How.LOST, 5), closing=True)

    assert "15 guías" in school.client("coord").get("/llegadas").text
