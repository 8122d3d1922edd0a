"""What schools asked for, on its page: what nobody has answered first, filtered, answered, turned down."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hub.plan_rows import PlanStatus
from hub.plans import set_status
from hub.store import Store
from shared.web import Role
from tests.hub.asked import asked
from tests.hub.forms import DIGITS, forms_of
from tests.hub.office import SITES, app_of, csrf_of, office, page, schools, signed_in
from tests.hub.regions import GUIDE, TABLET
from tests.hub.test_plans import line, plan


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region of which two schools asked for something."""
    opened = office(tmp_path)
    asked(opened, SITES[0], TABLET, 12)
    asked(opened, SITES[1], GUIDE, 30, reason="Se mojaron.", seq=5)
    yield opened
    opened.close()


def form_of(store: Store, units: int, text: str) -> dict[str, str]:
    incarnation, seq = next(row.event for row in store.requests() if row.units == units)
    return {"encarnacion": incarnation, "numero": str(seq), "respuesta": text}


def test_a_request_is_listed_with_its_reason_and_answered_in_words(store: Store) -> None:
    client = signed_in(app_of(store))
    before = page(client, "/pedidos")
    answer = client.post("/pedidos/responder", data={"csrf": csrf_of(before), **form_of(store, 12, "Van en mayo.")})
    after = page(client, "/pedidos")

    assert "Quebrada Honda" in before
    assert "Tabletas: 12" in before
    assert before.count("Entraron seis alumnos.") == 1
    assert answer.status_code == 302
    assert "Van en mayo." in after
    assert after.index("Se mojaron.") < after.index("Van en mayo.")
    assert "(tablet): «Van en mayo.»" in page(client, "/historial")


def test_an_answer_does_not_take_the_place_of_one_that_its_writer_did_not_see(store: Store) -> None:
    client = signed_in(app_of(store))
    text, asked_ = page(client, "/pedidos"), form_of(store, 12, "Van en mayo.")
    forms = [one.fields for one in forms_of(text, "/pedidos")]
    shown = next(one for one in forms if one.get("encarnacion") == asked_["encarnacion"])
    form = {"csrf": csrf_of(text), **shown, **asked_}
    client.post("/pedidos/responder", data=form)
    again = client.post("/pedidos/responder", data=form)
    other = client.post("/pedidos/responder", data={**form, "respuesta": "No van."})
    seen = forms_of(other.text, "/pedidos")
    now = next(one.fields["visto"] for one in seen if one.fields.get("encarnacion") == asked_["encarnacion"])
    replaced = client.post("/pedidos/responder", data={**form, "respuesta": "No van.", "visto": now})
    acts = [act.told()["why"] for act in store.acts()]

    assert [one.status_code for one in (again, other, replaced)] == [302, 409, 302]
    assert [words in other.text for words in ("Otra persona respondió", "Van en mayo.", "No van.")] == [True] * 3
    assert acts == ["Van en mayo.", "No van."]


def test_a_refusal_that_was_second_keeps_its_tick(store: Store) -> None:
    client = signed_in(app_of(store))
    text, asked_ = page(client, "/pedidos"), form_of(store, 12, "Van en mayo.")
    shown = next(one.fields for one in forms_of(text, "/pedidos") if one.fields.get("numero") == asked_["numero"])
    form = {"csrf": csrf_of(text), **shown, **asked_}
    client.post("/pedidos/responder", data=form)
    second = client.post("/pedidos/responder", data={**form, "respuesta": "No van.", "fuera": "1"})
    again = next(one.fields for one in forms_of(second.text, "/") if one.fields.get("numero") == asked_["numero"])

    assert (second.status_code, again["fuera"], again.get("visto") == shown["visto"]) == (409, "1", False)


def test_what_is_turned_down_says_so_and_counts_in_no_plan(store: Store) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, "/pedidos")), **form_of(store, 12, "No hay más."), "fuera": "1"}
    client.post("/pedidos/responder", data=form)

    assert "No se tomará en cuenta" in page(client, "/pedidos?q=quebrada")
    assert 'value="1" checked' in page(client, "/pedidos?q=quebrada")


def test_a_request_is_found_by_school_by_office_and_by_what_became_of_it(store: Store) -> None:
    client = signed_in(app_of(store))

    def found(query: str) -> list[str]:
        text = page(client, f"/pedidos?{query}")
        return [name for name in ("Quebrada Honda", "El Mirador") if f'<th scope="row">{name}' in text]

    assert found("estado=responder") == found("ugel=Huamanga") == ["Quebrada Honda", "El Mirador"]
    assert found("q=mirador") == found("q=0999102") == ["El Mirador"]
    assert found("estado=decided") == found("ugel=Cangallo") == []


def test_an_answer_that_cannot_be_kept_stays_in_its_field_on_top(store: Store) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, "/pedidos")), **form_of(store, 30, "x" * 501)}
    answer = client.post("/pedidos/responder", data=form)

    assert answer.status_code == 400
    assert "Acórtela" in answer.text
    assert "x" * 501 in answer.text
    assert answer.text.index("El Mirador") < answer.text.index("Quebrada Honda")


@pytest.mark.parametrize("number", [*DIGITS, "0" * 5_000, "²", "-1"])
def test_a_number_that_no_request_has_is_told_so(store: Store, number: str) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, "/pedidos")), **form_of(store, 30, "Van."), "numero": number}

    answer = client.post("/pedidos/responder", data=form)

    assert (answer.status_code, "Ese pedido ya no está." in answer.text) == (400, True)


def test_who_analyses_reads_and_cannot_answer(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/pedidos")
    form = {"csrf": csrf_of(page(client, "/entregas")), **form_of(store, 12, "Van.")}

    assert "Guardar respuesta" not in text
    assert client.post("/pedidos/responder", data=form).status_code == 403


def test_the_spreadsheet_has_the_rows_of_the_page(store: Store) -> None:
    text = signed_in(app_of(store)).get("/pedidos.csv?q=mirador").get_data(as_text=True)

    assert [line.split(";")[4] for line in text.splitlines()[1:]] == ["30"]


def test_what_a_plan_gave_is_a_plain_number_in_the_spreadsheet(store: Store) -> None:
    school = schools()[2]
    asked(store, school.site, GUIDE, 1_200, days_ago=5)
    given = line(1_200, school=school.id, site=school.site, resource=GUIDE, asked=1_200)
    store.propose(plan("a", (given,)), read_s=store.now_s())
    with store.begin() as connection:
        set_status(connection, "a", PlanStatus.PUBLISHED, published=date(2026, 10, 17))
    cells = signed_in(app_of(store)).get("/pedidos.csv?q=puente").get_data(as_text=True).splitlines()[1].split(";")

    assert (cells[4], cells[8], cells[9]) == ("1200", '"a"', "1200")
