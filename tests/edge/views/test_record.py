"""Recording through the forms."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta

import pytest

from edge.app import create_app
from edge.config import Config
from edge.rows import SchoolRow
from shared.facts import Unserved, Use
from shared.ids import SchoolId
from tests.edge.views.school import GUIDE, SCHOOL, SITE, TABLET, School
from tests.shared.web.building import form_token, sign_in
from tests.shared.web.markup import faults


def use_form(school: School, text: str, **changes: object) -> dict[str, object]:
    nonce = text.split('name="vez" value="')[1].split('"')[0]
    form = {
        "csrf": form_token(text), "vez": nonce, "aula": school.class_id, "recurso": TABLET, "minutos": "45",
        "quien": [row.key for row in school.store.people.learners(school.class_id)],
        "no_atendidos": "2", "op": "guardar",
    }  # fmt: skip
    return {**form, **changes}


def test_a_class_is_recorded_with_what_was_missing(school: School) -> None:
    client = school.client("profe")
    before = len(school.facts(Use))
    answer = client.post("/registrar", data=use_form(school, client.get("/registrar").text), follow_redirects=True)

    uses = school.facts(Use)[: len(school.facts(Use)) - before]
    assert {use.seconds for use in uses} == {2700}  # type: ignore[attr-defined]
    assert len({use.learner for use in uses}) == 2  # type: ignore[attr-defined]
    assert Unserved(school=SCHOOL, resource=TABLET, units=2) in school.facts(Unserved)
    assert "2 usos de Tabletas, 2 pedidos sin atender de Tabletas, 3° A" in answer.text


def test_sending_the_form_twice_records_once(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text)
    client.post("/registrar", data=form)
    once = len(school.facts(Use))
    client.post("/registrar", data=form)

    assert len(school.facts(Use)) == once


def test_plus_and_minus_change_only_the_form(school: School) -> None:
    client = school.client("profe")
    page = client.get("/registrar").text
    before = len(school.facts(Unserved))
    more = client.post("/registrar", data=use_form(school, page, op="mas")).text
    none = client.post("/registrar", data=use_form(school, page, op="nadie")).text

    assert 'name="no_atendidos" inputmode="numeric" value="3"' in more
    assert "0 de 2 marcados" in none
    assert len(school.facts(Unserved)) == before


@pytest.mark.parametrize(
    ("op", "written", "shown"),
    [("menos", "0", "0"), ("menos", "3", "2"), ("mas", "500", "500"), ("mas", "x", "1")],
)
def test_the_buttons_stay_within_what_can_be_saved(school: School, op: str, written: str, shown: str) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text, op=op, no_atendidos=written)

    assert f'name="no_atendidos" inputmode="numeric" value="{shown}"' in client.post("/registrar", data=form).text


def test_everybody_is_marked_at_once(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text, op="todos", quien=[])

    assert "2 de 2 marcados" in client.post("/registrar", data=form).text


def test_what_is_missing_is_said_and_the_rest_kept(school: School) -> None:
    client = school.client("profe")
    answer = client.post("/registrar", data=use_form(school, client.get("/registrar").text, recurso=""))

    assert answer.status_code == 400
    assert "Elija el recurso." in answer.text
    assert "2 de 2 marcados" in answer.text


def test_among_several_classes_nothing_is_recorded_before_one_is_chosen(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text)
    school.store.people.add_class(SCHOOL, "4° A")
    before = len(school.facts(Use))
    asked = client.get(f"/registrar?recurso={GUIDE}").text
    refused = client.post("/registrar", data=form | {"aula": ""})

    assert "¿De qué aula?" in asked
    assert 'href="/aula/">Figuras para entrar' in asked
    assert 'name="quien"' not in asked
    assert f'href="/registrar?aula={school.class_id}&amp;recurso={GUIDE}"' in asked
    assert (refused.status_code, "Elija el aula" in refused.text) == (400, True)
    assert len(school.facts(Use)) == before


def test_equally_named_classes_say_their_service_in_the_bar_above_the_form_and_when_saved(school: School) -> None:
    other = SchoolId("0403692-0")
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999"), SchoolRow(other, "I.E.I. 411")])
    second = school.store.people.add_class(other, "3° A")
    school.store.people.add_person("learner", "Zoila Pérez", code="z1", school=other, class_id=second)
    client = school.client("profe")
    page = client.get(f"/registrar?aula={second}").text
    pupils = [row.key for row in school.store.people.learners(second)]
    form = use_form(school, page, aula=second, quien=pupils, no_atendidos="0")
    saved = client.post("/registrar", data=form, follow_redirects=True).text

    assert page.count("3° A · I.E. 30999</a>") == page.count("3° A · I.E.I. 411</a>") == 1
    assert '<p class="muted">3° A · I.E.I. 411 · ' in page
    assert 'name="escuela"' not in page
    assert "1 uso de Tabletas, 3° A · I.E.I. 411." in saved
    assert school.facts(Use)[0].school == other  # type: ignore[attr-defined]


def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_what_was_written_stays(school: School) -> None:
    client = school.client("profe")
    wrong = {"recurso": "", "minutos_otro": "mil", "no_atendidos": "dos", "cuando": "otro", "dia": "ayer"}
    answer = client.post("/registrar", data=use_form(school, client.get("/registrar").text, **wrong))

    assert answer.status_code == 400
    assert "Falta corregir 4 datos." in answer.text
    for field in ("recurso", "minutos", "no_atendidos", "dia"):
        assert f'<a href="#{field}">' in answer.text
        assert f'class="error" id="{field}-e"' in answer.text
        assert f'id="{field}"' in answer.text
    assert all(f'value="{text}"' in answer.text for text in ("mil", "dos", "ayer"))
    assert faults(answer.text) == []


def test_a_form_that_met_a_locked_database_can_be_sent_again(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text)
    before = len(school.facts(Use))
    school.store.db.write("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(school.store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = client.post("/registrar", data=form)
    accepted = client.post("/registrar", data=form, follow_redirects=True)

    assert refused.status_code == 503
    assert "Guardado a las" in accepted.text
    assert len(school.facts(Use)) == before + 2


def test_two_taps_at_the_same_moment_record_a_class_once(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text)
    before = len(school.facts(Use))
    cookie = client.get("/registrar").request.headers["Cookie"]

    def tap(_number: int) -> int:
        other = school.app.test_client(use_cookies=False)
        return other.post("/registrar", data=form, headers={"Cookie": cookie}).status_code

    with ThreadPoolExecutor(4) as taps:
        statuses = list(taps.map(tap, range(4)))

    assert statuses == [302] * 4
    assert len(school.facts(Use)) == before + 2


def test_a_form_sent_again_after_a_restart_of_the_node_records_nothing_more(school: School) -> None:
    form = use_form(school, school.client("profe").get("/registrar").text)
    before = len(school.facts(Use))
    for _ in range(2):
        app = create_app(Config(dir=school.store.path.parent, clock=school.clock), school.store)
        client = app.test_client()
        assert sign_in(client, "profe") == 302
        client.post("/registrar", data=form | {"csrf": form_token(client.get("/registrar").text)})

    assert len(school.facts(Use)) == before + 2


def days_of(school: School) -> set[object]:
    """Return the days that the newest uses claim."""
    return {row.event.occurred and row.event.occurred.day() for row in school.store.facts.recent_facts(2)}


def test_what_happened_yesterday_or_another_day_is_claimed_for_that_day(school: School) -> None:
    client = school.client("coord")
    today, found = school.store.days.today(), []
    assert today is not None
    for when, day in (("hoy", ""), ("ayer", ""), ("otro", "3/3/2026")):
        form = use_form(school, client.get("/registrar").text, cuando=when, dia=day, no_atendidos="0")
        client.post("/registrar", data=form)
        found.append(days_of(school))

    assert found == [{None}, {today - timedelta(days=1)}, {date(2026, 3, 3)}]


@pytest.mark.parametrize(
    ("day", "words"),
    [("1/1/2031", "todavía no llega"), ("31/12/2019", "antes de 2020"), ("ayer", "día/mes/año"), ("", "día/mes/año")],
)
def test_a_day_that_cannot_be_is_asked_to_be_corrected_and_nothing_else_is_lost(
    school: School, day: str, words: str
) -> None:
    client = school.client("coord")
    before = len(school.facts(Use))
    form = use_form(school, client.get("/registrar").text, cuando="otro", dia=day, minutos="90")
    answer = client.post("/registrar", data=form)

    assert (answer.status_code, words in answer.text) == (400, True)
    assert 'name="minutos" value="90" checked' in answer.text
    assert len(school.facts(Use)) == before


def test_the_day_is_saved_in_words(school: School) -> None:
    client = school.client("coord")
    form = use_form(school, client.get("/registrar").text, cuando="otro", dia="3/3/2026")

    assert "martes 3 de marzo de 2026" in client.post("/registrar", data=form, follow_redirects=True).text
