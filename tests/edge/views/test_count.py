"""Counting what there is through the form."""

import re

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from edge.views.count import surprises
from shared.facts import Count
from shared.resources import Catalogue
from tests.edge.views.busy_school import CHARGER, MORE
from tests.edge.views.school import CATALOGUE, GUIDE, TABLET, School
from tests.edge.views.test_record import use_form
from tests.shared.web.markup import faults


def test_a_count_corrects_the_stock_and_blanks_change_nothing(school: School) -> None:
    client = school.client("coord")
    form = use_form(school, client.get("/contar").text, **{f"c-{TABLET}": "9", f"c-{GUIDE}": ""})
    client.post("/contar", data=form)

    assert school.facts(Count)[0] == Count(resource=TABLET, units=9)
    assert {row.resource: row.on_hand for row in school.store.folded.stock()}[TABLET] == 9


def test_a_count_of_nothing_asks_for_a_quantity(school: School) -> None:
    client = school.client("coord")
    answer = client.post("/contar", data=use_form(school, client.get("/contar").text, **{f"c-{TABLET}": " "}))

    assert (answer.status_code, '<a href="#conteo">Escriba al menos una cantidad.</a>' in answer.text) == (400, True)
    assert faults(answer.text) == []


def test_a_count_that_is_no_number_records_nothing(school: School) -> None:
    client = school.client("coord")
    before = school.facts(Count)
    answer = client.post("/contar", data=use_form(school, client.get("/contar").text, **{f"c-{TABLET}": "-3"}))

    assert answer.status_code == 400
    assert school.facts(Count) == before


def test_every_number_that_is_none_is_told_with_its_resource_and_what_was_written_stays(school: School) -> None:
    client = school.client("coord")
    form = use_form(school, client.get("/contar").text, **{f"c-{TABLET}": "muchas", f"c-{GUIDE}": "x"})
    answer = client.post("/contar", data=form)

    assert (answer.status_code, "Falta corregir 2 datos." in answer.text) == (400, True)
    assert f'<a href="#c-{TABLET}">Tabletas: «muchas» no es una cantidad' in answer.text
    assert answer.text.count('class="error"') == 2
    assert 'value="muchas"' in answer.text


def asked(client: FlaskClient, school: School, **counted: str) -> tuple[dict[str, object], str]:
    """Send counts; return the form as it was shown again, ready to be sent once more, and its page."""
    form = use_form(school, client.get("/contar").text, **{f"c-{name}": text for name, text in counted.items()})
    page = client.post("/contar", data=form).text
    return form | dict(re.findall(r'<input type="hidden" name="(s-[\w-]+)" value="([^"]*)"', page)), page


def test_a_count_far_from_the_records_is_asked_about_kept_and_saved_by_one_click(school: School) -> None:
    client, before = school.client("coord"), school.facts(Count)
    form, page = asked(client, school, tablet="200")
    unsaved = school.facts(Count)
    client.post("/contar", data=form)

    assert "Tabletas: ¿Son 200? Según los registros hay 10." in page
    assert ('value="200"' in page, "Sí, guardar así" in page) == (True, True)
    assert unsaved == before
    assert school.facts(Count)[0] == Count(resource=TABLET, units=200)


def test_a_yes_is_for_the_number_that_was_asked_about_and_for_no_other(school: School) -> None:
    client, before = school.client("coord"), school.facts(Count)
    form, _ = asked(client, school, tablet="200")
    again = client.post("/contar", data=form | {f"c-{TABLET}": "2000"}).text

    assert "¿Son 2,000?" in again
    assert school.facts(Count) == before


def test_what_cannot_be_and_what_is_asked_about_are_told_at_once(school: School) -> None:
    _, page = asked(school.client("coord"), school, **{TABLET: "200", GUIDE: "x"})

    assert ("¿Son 200?" in page, "«x» no es una cantidad" in page) == (True, True)
    assert faults(page) == []


def test_what_nobody_counted_before_is_taken_without_a_question(school: School) -> None:
    school.store.db.put("catalogue", Catalogue(2, (*CATALOGUE.resources, *MORE)))
    asked(school.client("coord"), school, **{CHARGER: "900"})

    assert school.facts(Count)[0] == Count(resource=CHARGER, units=900)


@given(counted=st.integers(0, 100_000), expected=st.integers(0, 100_000))
def test_only_a_count_far_off_surprises_whichever_way_and_farther_off_all_the_more(counted: int, expected: int) -> None:
    apart = abs(counted - expected)
    away = 1 if counted >= expected else -1

    assert surprises(counted, expected) is surprises(expected, counted)
    assert not surprises(counted, expected) or apart > max(10, min(counted, expected))
    assert surprises(counted, expected) or apart <= min(counted, expected) + 10
    assert not surprises(counted, expected) or surprises(max(0, counted + away), expected)


@given(st.integers(11, 9_999), st.integers(0, 9))
def test_a_figure_too_many_is_always_asked_about(units: int, figure: int) -> None:
    assert surprises(10 * units + figure, units)
    assert surprises(units, 10 * units + figure)
