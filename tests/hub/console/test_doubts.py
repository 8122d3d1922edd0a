"""The page of doubted use says what, why and up to how much, and keeps what somebody saw; operators read it."""

import re
from dataclasses import replace

from flask.testing import FlaskClient

from hub import doubting
from hub.acts import Kind
from hub.doubting import Verdict, looks
from hub.forecasting import origin_of
from hub.health import region_alarms
from hub.store import Store
from shared.ids import SchoolId, SiteId
from shared.web import Role
from tests.hub.busy_office import inflated
from tests.hub.office import app_of, csrf_of, schools, signed_in
from tests.hub.regions import GUIDE
from tests.hub.watched import demand_table

WHERE = "/uso-en-revision"
ONE = schools()[0].id
PAIR = {"escuela": ONE, "recurso": GUIDE}
SEEN = ("unidades", "semana")


def token(browser: FlaskClient) -> dict[str, str]:
    """Return what a form of the page carries beside what a person writes in it."""
    text = browser.get(WHERE).text
    seen = {name: found[1] for name in SEEN if (found := re.search(rf'name="{name}" value="([^"]*)"', text))}
    return {"csrf": csrf_of(text), **seen}


def test_it_says_what_is_doubted_against_what_and_up_to_how_much_it_counts(store: Store) -> None:
    inflated(store)

    page = signed_in(app_of(store, Role.ANALYST)).get(WHERE).text

    assert "cuenta de Análisis o de Administración" not in page
    assert "Mucho más que su propia semana de siempre" in page
    assert "A quién visitar o llamar primero" in page
    assert schools()[0].name in page


def test_what_an_analyst_saw_is_kept_with_its_reason_and_in_the_history(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))

    answer = browser.post(WHERE, data={**PAIR, **token(browser), "veredicto": "wrong", "motivo": "No había guías."})

    assert answer.status_code == 302
    (look,) = looks(store).values()
    assert (look.verdict, look.office, look.why) == (Verdict.WRONG, "Análisis", "No había guías.")
    assert store.acts()[-1].kind == Kind.CAP
    assert "No había guías." in browser.get(WHERE).text


def test_who_saw_other_use_is_asked_to_look_again_and_keeps_the_reason_in_its_field(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))
    form = {**PAIR, **token(browser), "veredicto": "right", "motivo": "Vino una feria."}
    last = origin_of(store)
    demand_table(store, GUIDE, lambda school, week: 130 if (school, week) == (ONE, last) else 10, weeks=70)
    doubting.judge(store)

    answer = browser.post(WHERE, data=form)
    unread = [browser.post(WHERE, data={**form, name: "x"}).status_code for name in SEEN]

    assert (answer.status_code, unread, looks(store)) == (409, [409, 409], {})
    assert "ya es otra cosa que lo que usted vio" in answer.text
    assert ">Vino una feria.</textarea>" in answer.text
    assert 'name="unidades" value="130"' in answer.text
    assert browser.post(WHERE, data={**form, **token(browser)}).status_code == 302
    assert [one.units for one in looks(store).values()] == [130]


def test_what_no_night_doubts_any_more_is_not_spoken_of(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))
    form = {**PAIR, **token(browser), "veredicto": "right", "motivo": "Vino una feria."}
    demand_table(store, GUIDE, lambda school, week: 10, weeks=70)
    doubting.judge(store)

    answer = browser.post(WHERE, data=form)

    assert (answer.status_code, "ya no está en revisión" in answer.text) == (409, True)


def test_without_a_reason_nothing_is_kept_and_the_form_says_why(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))

    for data in ({"veredicto": "right", "motivo": " "}, {"veredicto": "perhaps", "motivo": "Vino una feria."}):
        answer = browser.post(WHERE, data={**PAIR, **token(browser), **data})
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
    assert looks(store) == {}


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'<dt>([^<]+)</dt><dd class="num">([^<]+)</dd>', page))


def test_it_counts_what_the_alarm_counts_however_many_it_lists(store: Store) -> None:
    more = [replace(schools()[0], id=SchoolId(f"09992{n:02}-0"), site=SiteId(f"0999{n:02}")) for n in range(12)]
    store.put_schools([*schools(), *more])
    last, grown = origin_of(store), {one.id for one in more}
    demand_table(store, GUIDE, lambda school, week: 100 if school in grown and week > last - 3 else 10, weeks=70)
    doubting.judge(store)
    browser = signed_in(app_of(store, Role.ANALYST))
    (before,) = region_alarms.doubts(store)
    page = browser.get(WHERE).text
    browser.post(WHERE, data={**form_of(page), "veredicto": "right", "motivo": "Vino una feria."})
    (after,) = region_alarms.doubts(store)

    for alarm, shown, looked_at in ((before, page, "0"), (after, browser.get(WHERE).text, "1")):
        told = {
            "Por revisar": alarm.said.params["series"],
            "Escuelas por visitar o llamar": alarm.said.params["schools"],
        }
        assert figures(shown) == {**{name: str(count) for name, count in told.items()}, "Ya revisados": looked_at}
    assert (before.said.params["schools"], after.said.params["schools"]) == (12, 11)


def form_of(page: str) -> dict[str, str]:
    names = ("escuela", "recurso", *SEEN)
    return {"csrf": csrf_of(page), **{name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in names}}


def test_an_operator_reads_it_and_who_may_say_it(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.OPERATOR))

    assert "veredicto" not in browser.get(WHERE).text
    assert "cuenta de Análisis o de Administración" in browser.get(WHERE).text
    assert browser.post(WHERE, data={**PAIR, **token(browser)}).status_code == 403


def test_the_spreadsheet_has_a_row_for_each(store: Store) -> None:
    inflated(store)

    sheet = signed_in(app_of(store, Role.ANALYST)).get(f"{WHERE}.csv").text

    assert schools()[0].id in sheet
