"""Objections that wait for a word come first."""

from datetime import date

from hub import planning, proposing, schema
from hub.answers import answers
from hub.console.deliveries import objections_told
from hub.console.sought import plain
from hub.region_rows import School
from hub.rows import ObjectionRow
from hub.store import Store
from shared.allocation import Answer
from shared.ids import SchoolId
from tests.hub.busy_office import objected
from tests.hub.forms import forms_of
from tests.hub.office import PERIOD, SITES, app_of, csrf_of, delivered, line, needs, page, signed_in
from tests.hub.regions import GUIDE, TABLET


def objection(decision: str, school: SchoolId | None = None) -> ObjectionRow:
    return ObjectionRow(
        site=SITES[0], school=school, schools=(), decision=decision, resource=TABLET, reason="", note="", day=None
    )


def test_an_objection_without_an_answer_is_on_top_and_each_has_its_own() -> None:
    own, other = SchoolId("0999101-0"), SchoolId("7777777-0")
    answer = Answer(decision="a", school=own, resource=TABLET, text="Van.", role="Región", on=date(2026, 10, 1))

    told = objections_told([objection("a", own), objection("a", other), objection("b")], {("a", own, TABLET): answer})

    assert [(row.decision, row.school, said) for row, said in told] == [
        ("a", other, None),
        ("b", None, None),
        ("a", own, answer),
    ]


def test_a_line_without_its_proof_is_still_on_its_way(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    sent = max(store.shipments(), key=lambda one: len(one.lines))
    delivered(store, sent.decision, sent.site, sent.pecosa, [line(*sent.lines[0])])
    delivered(store, "otra", SITES[0] if sent.site != SITES[0] else SITES[1], sent.pecosa, [line(GUIDE, 1)])

    client = signed_in(app_of(store))
    text = page(client, "/entregas")

    assert "Lo rechazado no se vuelve a repartir hasta que la oficina anote" in text
    assert text.count("No es de ninguna entrega nuestra") == 1
    assert f'{sent.pecosa}">{sent.pecosa}</a></td>' in text
    assert "Confirmada en parte" in page(client, "/")


def test_a_rejected_line_is_shown_first_with_its_reason(store: Store) -> None:
    delivered(store, "d-1", SITES[0], "000123", [line(TABLET, 18)])
    delivered(store, "d-2", SITES[1], "000124", [line(GUIDE, 20), line(TABLET, 10, 1, "llegó roto")])

    text = page(signed_in(app_of(store)), "/entregas")

    assert text.index("El Mirador") < text.index("Quebrada Honda")
    assert "1 unidad rechazada" in text
    assert "llegó roto" in text
    assert text.index("Tabletas") < text.index("Guías de Comunicación")


def test_an_objection_is_answered_from_the_page_and_the_answer_stands_beside_it(store: Store) -> None:
    objected(store, "2026-10-abc-999101", SITES[0], "cantidad", "Entraron seis alumnos.")
    client = signed_in(app_of(store))
    waiting = page(client, "/entregas")
    form = {"csrf": csrf_of(waiting), "decision": "2026-10-abc-999101", "recurso": "tablet"}
    refused = client.post("/entregas/responder", data={**form, "respuesta": " "})
    answered = client.post("/entregas/responder", data={**form, "respuesta": "Van diez más en mayo."})
    told = page(client, "/entregas")

    assert "Por responder" in waiting
    assert (refused.status_code, answered.status_code) == (400, 302)
    assert "Escriba la respuesta" in refused.get_data(as_text=True)
    assert "Van diez más en mayo." in told
    assert "Por responder" not in told


def test_the_page_counts_on_top_the_objections_that_wait_and_leads_to_them(store: Store) -> None:
    client = signed_in(app_of(store))
    none = page(client, "/entregas")
    for site in SITES[:2]:
        objected(store, f"2026-10-abc-{site}", site, "cantidad", "Entraron seis alumnos.")
    text = page(client, "/entregas")
    form = {"csrf": csrf_of(text), "decision": f"2026-10-abc-{SITES[0]}", "recurso": "tablet", "respuesta": "En mayo."}
    client.post("/entregas/responder", data=form)

    assert 'href="/entregas#ob"' not in none
    assert "Diferencias" in text.partition('href="/entregas#ob"')[0]
    assert ['href="/entregas#ob"' in text, 'id="ob"' in text, "</svg>Objeciones (2)</a>" in text] == [True] * 3
    assert "</svg>Objeciones (1)</a>" in page(client, "/entregas?q=nada")


def test_an_answer_to_an_objection_does_not_take_the_place_of_one_that_its_writer_did_not_see(store: Store) -> None:
    objected(store, "2026-10-abc-999101", SITES[0], "cantidad", "Entraron seis alumnos.")
    client = signed_in(app_of(store))
    text = page(client, "/entregas")
    shown = next(one.fields for one in forms_of(text, "/entregas") if one.action == "/entregas/responder")
    first, second = (
        client.post("/entregas/responder", data={"csrf": csrf_of(text), **shown, "respuesta": words})
        for words in ("Van diez más.", "No va ninguna.")
    )

    assert (first.status_code, second.status_code) == (302, 409)
    assert [words in second.text for words in ("Otra persona respondió", "Van diez más.", "No va ninguna.")] == [
        True
    ] * 3
    assert [one.text for one in answers(store).values()] == ["Van diez más."]


def test_of_two_services_of_a_site_the_one_that_objects_is_named_and_answered(store: Store) -> None:
    second = SchoolId("7777777-0")
    store.put_schools([School(id=second, site=SITES[0], name="Inicial 12", level="Inicial")])
    first = next(one.id for one in store.schools() if one.site == SITES[0] and one.id != second)
    for school, note in ((first, "Entraron seis alumnos."), (second, "No tenemos corriente.")):
        objected(store, "2026-10-abc-999101", SITES[0], "cantidad", note, school)
    client = signed_in(app_of(store))
    waiting = page(client, "/entregas")
    form = {"csrf": csrf_of(waiting), "decision": "2026-10-abc-999101", "servicio": second, "recurso": "tablet"}
    client.post("/entregas/responder", data={**form, "respuesta": "Va un cargador."})
    told = page(client, "/entregas")

    assert '<th scope="row">Inicial 12</th>' in waiting
    assert '<th scope="row">Quebrada Honda</th>' in waiting
    assert (waiting.count("Por responder"), told.count("Por responder")) == (2, 1)
    assert told.index("Por responder") < told.index("Va un cargador.")
    assert [entry.item.subject for entry in store.entries(SITES[0])] == [f"reply/2026-10-abc-999101/{second}/tablet"]


def test_objections_are_shown_a_page_at_a_time_and_an_answer_that_was_not_kept_on_the_first(store: Store) -> None:
    decisions = [f"2026-10-{number:02d}-999101" for number in range(12)]
    for number, decision in enumerate(decisions):
        objected(store, decision, SITES[0], "cantidad", f"Nota {number:02d}.", SchoolId(f"{1_000_000 + number}-0"))
    with store.begin() as connection:
        connection.execute(schema.objections.update().values(school=None))
    client = signed_in(app_of(store))

    first, second = page(client, "/entregas"), page(client, "/entregas?objeciones=2")
    form = {"csrf": csrf_of(first), "decision": decisions[11], "recurso": "tablet"}
    refused = client.post("/entregas/responder", data={**form, "respuesta": "x" * 501}).get_data(as_text=True)

    assert [text.count("Nota ") for text in (first, second)] == [10, 2]
    assert "Nota 11." in second
    assert refused.index("Nota 11.") < refused.index("Nota 00.")
    assert "x" * 501 in refused


def test_proofs_shipments_and_objections_are_found_by_school_and_by_number(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    one, other, waiting = store.shipments()[:3]
    names = {school.site: school.name for school in store.schools()}
    codes = {school.site: school.id for school in store.schools()}
    for sent in (one, other):
        delivered(store, sent.decision, sent.site, sent.pecosa, [line(*row) for row in sent.lines])
    objected(store, one.decision, one.site, "cantidad", "Nota de una.", codes[one.site])
    client = signed_in(app_of(store))

    def told(text: str) -> tuple[bool, ...]:
        shown = page(client, f"/entregas?q={text}")
        return (*(f"PECOSA {sent.pecosa} ·" in shown for sent in (one, other)), f">{waiting.pecosa}</a></td>" in shown,
                "Nota de una." in shown)  # fmt: skip

    assert told("") == (True, True, True, True)
    assert told(plain(names[one.site])) == told(codes[one.site]) == told(one.site) == (True, False, False, True)
    assert told(other.pecosa) == told(other.pecosa.rpartition("-")[2]) == (False, True, False, False)
    assert told(waiting.pecosa) == (False, False, True, False)
    assert "Ninguna acta es de lo que busca." in page(client, "/entregas?q=nadie")


def test_what_is_sought_stays_in_its_field_and_goes_along_to_the_next_page(store: Store) -> None:
    for number in range(12):
        objected(store, f"2026-10-{number:02d}-999101", SITES[0], "cantidad", f"Nota {number:02d}.",
                 SchoolId(f"{1_000_000 + number}-0"))  # fmt: skip
    with store.begin() as connection:
        connection.execute(schema.objections.update().values(school=None))
    client = signed_in(app_of(store))

    text = page(client, "/entregas?q=QUEBRADA")

    assert 'name="q" type="search" value="QUEBRADA"' in text
    assert "/entregas?q=QUEBRADA&amp;objeciones=2" in text
    assert text.count("Nota ") == 10
    assert 'href="/exportar/deliveries.csv"' in text
