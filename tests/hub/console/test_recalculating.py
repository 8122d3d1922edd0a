"""The plan is drawn anew on its page: once however often it is asked for, and whoever looks is told how it went."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from hub import nightly, outdated, runs, tables
from hub.acts import Kind
from hub.console.recalculating import RUN
from hub.parts import parts
from hub.plan_rows import PlanStatus
from hub.store import Store
from hub.trials import Trials
from shared.web import Role
from tests.hub.builders import StillClock
from tests.hub.office import NOW, app_of, csrf_of, office, page, post, signed_in, supply
from tests.hub.trying import tried_office
from tests.shared.web.markup import faults

PATH, BUTTON = "/plan/recalcular", '<button class="btn">Recalcular con lo fijado</button>'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return tried_office(tmp_path)


@pytest.fixture
def held(store: Store) -> Iterator[tuple[Flask, threading.Event]]:
    """The application while a trial goes on before what is asked for, until the event is set."""
    app, go = app_of(store), threading.Event()
    with app.app_context():
        trials = Trials(store.config.clock, patience_s=0.0)
        object.__setattr__(parts(), "trials", trials)
    trials.answer("before", lambda: go.wait(60))
    yield app, go
    go.set()


def asked(store: Store) -> list[str]:
    return [act.login for act in store.acts() if act.kind == Kind.ASKED]


def test_the_button_makes_a_new_proposal_of_what_is_known_now(store: Store) -> None:
    client, old = signed_in(app_of(store)), store.plan("latest")
    store.put_supply(supply(tablets=90))
    text = page(client, "/plan")
    done = client.post(PATH, data={"csrf": csrf_of(text)})
    new = store.plan("latest")

    assert BUTTON in text
    assert done.location == f"/plan/{new.id}"
    assert f"Nueva propuesta: el plan {new.id}." in page(client, done.location)
    assert (store.plan(old.id).status, outdated.words(store, new)) == (PlanStatus.SUPERSEDED, [])
    history = page(client, f"/historial?plan={old.id}")
    assert ("Se pidió calcular el plan otra vez" in history, "Operación regional" in history) == (True, True)
    assert asked(store) == ["ana"]


def test_where_nothing_changed_the_page_says_so_and_the_plan_stands(store: Store) -> None:
    client, plan = signed_in(app_of(store)), store.plan("latest")
    token = csrf_of(page(client, "/plan"))

    assert post(client, PATH, token) == 302
    assert f"Nada de lo que cuenta cambió: sigue el plan {plan.id}." in page(client, "/plan")
    assert [one.id for one in store.plans()] == [plan.id]


def test_two_clicks_at_once_are_one_calculation(store: Store, held: tuple[Flask, threading.Event]) -> None:
    app, go = held
    client = signed_in(app)
    store.put_supply(supply(tablets=90))
    token = csrf_of(page(client, "/plan"))
    done = [client.post(PATH, data={"csrf": token}).location for _ in range(2)]
    waiting = page(client, PATH)
    go.set()
    while (answer := client.get(PATH)).status_code == 200:
        assert "Se está calculando" in answer.text
    new = store.plan("latest")

    assert done == [PATH, PATH]
    assert "Se está calculando" in waiting
    assert faults(waiting) == []
    assert answer.location == f"/plan/{new.id}"
    assert (len(store.plans()), asked(store), len(runs.latest(store, RUN))) == (2, ["ana"], 1)
    assert "El último cálculo terminó" in page(client, PATH)


def test_what_goes_wrong_is_told_and_nothing_is_changed(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))
    with tables.one_at_a_time(store.config):
        answer = client.post(PATH, data={"csrf": token})

    assert answer.status_code == 409
    assert "No se calculó otro plan." in answer.text
    assert "Otro cálculo de la región está en marcha" in answer.text
    assert faults(answer.text) == []
    assert len(store.plans()) == 1
    assert "El último cálculo no se hizo" in page(client, PATH)


def test_what_was_cut_is_told_after_the_hub_was_started_again(store: Store) -> None:
    with store.begin() as connection:
        row = {"number": 1, "name": RUN, "began_s": store.now_s(), "step": "", "why": "", "seconds": b"{}"}
        connection.execute(runs._TABLE.insert().values(**row))

    text = page(signed_in(app_of(store)), PATH)

    assert "se cortó: la central se apagó antes de que terminara. Pídalo otra vez." in text
    assert BUTTON in text


def test_whoever_asked_for_nothing_is_told_so(store: Store) -> None:
    assert "Nadie pidió todavía" in page(signed_in(app_of(store)), PATH)
    assert asked(store) == []


def test_an_analyst_neither_sees_the_button_nor_may_press_it(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/plan")

    assert BUTTON not in text
    assert (post(client, PATH, csrf_of(text)), client.get(PATH).status_code) == (403, 403)
    assert asked(store) == []


def test_nothing_is_begun_without_the_form_s_token(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.post(PATH).status_code == 400
    assert asked(store) == []


def test_a_region_without_a_plan_may_ask_for_its_first_one(tmp_path: Path) -> None:
    bare = office(tmp_path / "bare", StillClock(NOW))
    client = signed_in(app_of(bare))
    text = page(client, "/plan")
    answer = client.post(PATH, data={"csrf": csrf_of(text)})

    assert BUTTON in text
    assert (answer.status_code, "chasqui-hub forecast" in answer.text) == (409, True)


def test_the_button_is_where_a_plan_that_cannot_be_signed_says_so_and_on_no_older_plan(store: Store) -> None:
    client, old = signed_in(app_of(store)), store.plan("latest")
    store.put_supply(supply(tablets=90))
    told = page(client, "/plan")
    nightly.allocate(store)

    assert told.count(BUTTON) == 1
    assert "con «Recalcular con lo fijado», en la página del plan, o con «chasqui-hub allocate»" in told
    assert BUTTON not in page(client, f"/plan/{old.id}")
