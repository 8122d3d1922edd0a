"""The page of trials: a form that writes nothing, what the change would do, and the price of evenness."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from hub.parts import parts
from hub.store import Store
from hub.trials import Trials
from shared.web import Role
from tests.hub.office import app_of, office, page, signed_in
from tests.hub.trying import all_kept, tried_office
from tests.shared.web.markup import faults


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return tried_office(tmp_path)


def address(**form: object) -> str:
    return f"/plan/y-si?{urlencode(form)}"


def test_the_form_says_that_it_is_a_trial_and_what_evenness_costs(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/plan/y-si")

    assert "Es una prueba." in text
    assert f"Hoy: el plan {store.plans()[0].id} deja sin atender" in text
    assert "El mismo almacén, cada vez más parejo" in text
    assert text.count('<circle class="dot"') == 4
    assert "¿Qué pasaría?" not in text
    assert "style=" not in text
    assert 'href="/plan/y-si"' in page(signed_in(app_of(store)), "/plan")


def test_a_trial_is_answered_and_writes_nothing(store: Store) -> None:
    client = signed_in(app_of(store))
    page(client, "/plan")
    before = all_kept(store)

    text = page(client, address(recurso="tablet", unidades="+20", equidad=0))

    assert all_kept(store) == before
    assert "La necesidad sin atender pasa de " in text
    assert "Tabletas: de " in text
    assert 'value="+20"' in text
    assert "Precio de la equidad</a>" in text
    assert faults(text) == []


def test_a_trial_that_moves_nothing_says_what_keeps_the_rest(store: Store) -> None:
    text = page(signed_in(app_of(store)), address(equidad=2))

    assert "Con ese cambio ninguna escuela ganaría ni perdería. Esto detiene lo que falta" in text
    assert "con cuántas líneas: No alcanzó el almacén (14)." in text


def test_a_line_and_a_weight_can_be_tried_and_stay_open_in_the_form(store: Store) -> None:
    form = {"grupo": "rurality:Rural 3", "peso": 300, "escuela": "0999106-0", "fijar_recurso": "tablet",
            "fijar": "min", "fijar_unidades": 10}  # fmt: skip

    text = page(signed_in(app_of(store)), address(**form))

    assert "<details open>" in text
    assert "Con el cambio" in text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"recurso": "tablet", "unidades": "7"}, "no son lotes enteros"),
        ({"recurso": "tablet"}, "Falta un dato"),
        ({"escuela": "0999106-0", "fijar": "min"}, "Falta un dato"),
        ({"escuela": "0999106-0", "fijar": "min", "fijar_recurso": "tablet"}, "no es un número entero"),
        ({"escuela": "0999106-0", "fijar": "tal vez", "fijar_recurso": "tablet"}, "Falta un dato"),
        ({"escuela": "1", "fijar": "exclude", "fijar_recurso": "tablet"}, "La región no conoce la escuela «1»"),
        ({"equidad": "9"}, "la equidad va de 0 a 4"),
        ({"minimo": "mucho"}, "no es un número entero"),
        ({"dinero": "5"}, "un tope de dinero no limitaría nada"),
        ({"viajes": "5"}, "no tienen tope"),
    ],
)
def test_what_cannot_be_tried_is_told_with_the_form_as_it_was(store: Store, form: dict[str, str], words: str) -> None:
    answer = signed_in(app_of(store)).get(address(**form))

    assert answer.status_code == 400
    assert "No se probó nada." in answer.text
    assert words in answer.text
    assert faults(answer.text) == []


def test_what_takes_long_can_be_looked_at_again(store: Store) -> None:
    app = app_of(store)
    client = signed_in(app)
    with app.app_context():
        object.__setattr__(parts(), "trials", Trials(store.config.clock, patience_s=0.0))
    path = address(equidad=1)

    texts = [page(client, path)]
    while "¿Qué pasaría?" not in texts[-1]:
        texts.append(page(client, path))

    assert "Se está calculando" in texts[0]
    assert "equidad=1" in texts[0]
    assert faults(texts[0]) == []


def test_a_region_without_a_forecast_is_told_so(tmp_path: Path) -> None:
    text = page(signed_in(app_of(office(tmp_path))), "/plan/y-si")

    assert "chasqui-hub forecast" in text
    assert '<form class="card' not in text


@pytest.mark.parametrize(("role", "are_told"), [(Role.ANALYST, False), (Role.OPERATOR, True)])
def test_how_much_of_the_need_of_a_few_pupils_is_met_is_told_to_no_analyst(
    store: Store, role: Role, are_told: bool
) -> None:
    store.put_schools([replace(one, students=3) for one in store.schools()])

    text = page(signed_in(app_of(store, role)), address(recurso="tablet", unidades="+20"))

    shares = re.findall(r'data-l="Atendida hoy">([^<]*)</td>', text.partition("Ganan más")[2])
    assert shares
    assert [one == "menos de 5" for one in shares] == [not are_told] * len(shares)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMIN])
def test_whoever_reads_plans_may_try(store: Store, role: Role) -> None:
    assert "Es una prueba." in page(signed_in(app_of(store, role)), "/plan/y-si")
