"""Counting by serial through the form: a field and Enter, one device after another."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from werkzeug.test import TestResponse

from edge.app import create_app
from edge.lending import given_back, lost
from edge.log import _body
from edge.views.stocktaking import missing_from
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.events import Claim, Event
from shared.facts import Count, Device, Loan, Loss, Receipt, Repair
from shared.ids import Incarnation, Pseudonym
from sync.chain import MAX_BODY_BYTES
from tests.edge.building import new_store
from tests.edge.views.lent_devices import lend_one
from tests.edge.views.school import CATALOGUE, GUIDE, TABLET, School, receive
from tests.edge.views.test_devices import nonce_of, on_hand
from tests.shared.web.building import form_token, sign_in

PATH = "/contar/series"


@pytest.fixture
def client(school: School) -> FlaskClient:
    school.store.record([Claim(Device(resource=TABLET, serial=f"A{n}")) for n in range(1, 5)])
    lend_one(school.store, "A4")
    return school.client("coord")


def seen_in(text: str) -> str:
    return text.split('name="visto" value="')[1].split('"')[0]


def scan(client: FlaskClient, *serials: str) -> dict[str, str]:
    """Scan serials one after another, as a scanner types them; return the form as it is then."""
    text = client.get(PATH).text
    form = {"csrf": form_token(text), "vez": nonce_of(text), "recurso": TABLET, "visto": ""}
    for serial in serials:
        form["visto"] = seen_in(client.post(PATH, data={**form, "serie": serial}).text)
    return form


def saved(client: FlaskClient, *serials: str, **form: str) -> TestResponse:
    data = {**scan(client, *serials), "serie": "", "op": "guardar", "cuando": "hoy", "sin_serie": "0", **form}
    return client.post(PATH, data=data, follow_redirects=True)


def test_what_is_scanned_one_after_another_is_one_count(client: FlaskClient, school: School) -> None:
    answer = saved(client, "a1", " A2 ", "a4", "z9", sin_serie="3")
    count = school.facts(Count)[0]

    assert count == Count(resource=TABLET, units=6, serials=("A1", "A2", "Z9"), away=("A4",))
    assert on_hand(school) == 6
    assert "En la escuela: 6. Vistos con quien los tiene: 1." in answer.text


def test_enter_takes_the_serial_and_saves_nothing(client: FlaskClient, school: School) -> None:
    before = len(school.facts(Count))
    form = scan(client, "a1")
    text = client.post(PATH, data={**form, "serie": "a2", "op": "guardar"}).text

    assert (seen_in(text), len(school.facts(Count))) == ("A2 A1", before)
    assert text.index('value="leer" tabindex="-1"') < text.index('value="guardar"')
    assert "Falta 1 por ver" in text
    assert "no estaba registrada" not in text


def test_a_serial_that_is_scanned_twice_is_told_and_kept_once(client: FlaskClient) -> None:
    form = scan(client, "a1")
    answer = client.post(PATH, data={**form, "serie": "A1"})

    assert (answer.status_code, seen_in(answer.text)) == (400, "A1")
    assert "La serie A1 ya está leída." in answer.text


def test_one_is_taken_back(client: FlaskClient) -> None:
    text = client.post(PATH, data={**scan(client, "a1", "a2"), "quitar": "A1"}).text

    assert seen_in(text) == "A2"


def test_what_is_at_the_workshop_says_what_to_record_first_and_the_rest_stays(
    client: FlaskClient, school: School
) -> None:
    school.store.record([Claim(Repair(resource=TABLET, serial="A2", action="sale"))])
    answer = client.post(PATH, data={**scan(client, "a1"), "serie": "a2"})

    assert (answer.status_code, seen_in(answer.text)) == (400, "A1")
    assert "La serie A2 está en reparación" in answer.text
    assert 'value="a2"' in answer.text


@pytest.mark.usefixtures("client")
def test_what_was_not_seen_is_listed_after_saving(school: School) -> None:
    school.clock.pass_s(86_400)
    answer = saved(school.client("coord"), "a1")

    assert answer.request.path == "/equipos/"
    assert ("A2</a>" in answer.text, "A3</a>" in answer.text, "A1</a>" in answer.text) == (True, True, False)


def test_all_that_is_wrong_is_told_and_nothing_is_recorded(client: FlaskClient, school: School) -> None:
    before = school.facts(Count)
    answers = [saved(client), saved(client, "a1", sin_serie="x", cuando="otro", dia="ayer")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "Lea por lo menos una serie." in answers[0].text
    assert "Falta corregir 2 datos." in answers[1].text
    assert seen_in(answers[1].text) == "A1"
    assert school.facts(Count) == before


def test_the_same_form_twice_counts_once(client: FlaskClient, school: School) -> None:
    form = {**scan(client, "a1"), "serie": "", "op": "guardar", "cuando": "hoy"}
    before = len(school.facts(Count))
    for _ in range(2):
        client.post(PATH, data=form)

    assert len(school.facts(Count)) == before + 1


def test_only_what_is_lent_and_comes_back_is_counted_by_serial(client: FlaskClient) -> None:
    form = {**scan(client), "recurso": GUIDE, "serie": "a1"}

    assert "¿Qué va a contar?" in client.post(PATH, data=form).text
    assert "¿Qué va a contar?" in client.get(f"{PATH}?recurso={GUIDE}").text


def test_a_count_by_serial_is_a_task_of_home_until_it_is_made(client: FlaskClient, school: School) -> None:
    before = client.get("/").text
    saved(client, "a1", "a2", "a3", "a4")
    after = client.get("/").text
    school.clock.pass_s(31 * 86_400)

    told = "1 clase de equipo sin contar por serie en 30 días"
    assert [told in text for text in (before, after, school.client("coord").get("/mas/").text)] == [True, False, True]
    assert told not in school.client("profe").get("/").text


@pytest.mark.usefixtures("client")
def test_what_is_counted_by_serial_is_no_second_task_of_the_other_count(school: School) -> None:
    school.clock.pass_s(31 * 86_400)
    client = school.client("coord")

    assert "1 recurso sin conteo en 30 días" in client.get("/mas/").text
    assert f'href="{PATH}"' in client.get("/contar").text


def test_sixty_serials_of_a_count_are_one_event_that_travels() -> None:
    serials = tuple(f"{n:02}{'X' * 38}" for n in range(60))
    count = Count(resource=TABLET, units=30, serials=serials[:30], away=serials[30:])

    assert len(_body(Event(Incarnation(bytes(8)), 1, 0, count))) < MAX_BODY_BYTES == 65_536


def test_what_is_lent_or_lost_is_not_missed_at_school() -> None:
    states = [DeviceState(resource=TABLET, serial=place.value, place=place) for place in Place]

    assert [one.serial for one in missing_from((), states)] == ["here"]
    assert missing_from({"here"}, states) == []


ACTS = st.tuples(
    st.sampled_from(["A1", "A2", "A3", "A4"]),
    st.sampled_from(["lend", "back", "out", "mended", "beyond", "lose", "steal", "find", "count"]),
    st.binary(min_size=8, max_size=8).map(Pseudonym),
)


def facts_of(state: DeviceState, act: str, who: Pseudonym, states: Sequence[DeviceState]) -> list[Claim]:
    """Return what the forms of this act would record of a device, whether it may be or not."""
    key = {"resource": TABLET, "serial": state.serial}
    match act:
        case "lend":
            return [Claim(Loan(**key, borrower=who))]
        case "back":
            return given_back(state, condition="bueno")
        case "out" | "mended" | "beyond":
            action = {"out": "sale", "mended": "vuelve", "beyond": "sin_arreglo"}[act]
            return [Claim(Repair(**key, action=action))]
        case "find":
            return [Claim(Receipt(resource=TABLET, units=1, origin="hallado", serials=(state.serial,)))]
        case "count":
            here = tuple(one.serial for one in states if one.place is Place.HERE)
            away = tuple(one.serial for one in states if one.place is Place.LENT)
            return [Claim(Count(resource=TABLET, units=len(here), serials=here, away=away))]
        case _:
            return lost(state, Loss(**key, cause="robo" if act == "steal" else "perdida"))


def test_whatever_is_done_on_the_pages_a_serial_has_one_holder_and_the_devices_are_the_stock(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:

        @settings(max_examples=25, deadline=None)
        @given(st.lists(ACTS, max_size=25))
        def check(acts: list[tuple[str, str, Pseudonym]]) -> None:
            for table in ("devices", "stock", "loans", "serial_counts"):
                store.db.write(f"DELETE FROM {table}")
            serials = ("A1", "A2", "A3", "A4")
            store.record([Claim(Count(resource=TABLET, units=4, serials=serials))])
            for serial, act, who in acts:
                states = store.devices.all()
                try:
                    store.record(facts_of(next(one for one in states if one.serial == serial), act, who, states))
                except BadInput:
                    assert store.devices.all() == states
            places = [one.place for one in store.devices.all()]
            [stock], loans = store.folded.stock(), store.folded.loans()
            holders = {one.serial: one.holder for one in store.devices.all() if one.place is Place.LENT}

            assert (stock.on_hand, stock.lent) == (places.count(Place.HERE), places.count(Place.LENT))
            assert {loan.serial: loan.borrower for loan in loans} == holders
            assert len(loans) == len(holders)

        check()


def test_what_was_read_is_there_after_a_power_cut_with_its_day(client: FlaskClient, school: School) -> None:
    scan(client, "a1", "a2")
    school.clock.pass_s(86_400)
    later = create_app(school.app.extensions["edge"].config, school.store).test_client()
    sign_in(later, "coord")
    text = later.get(PATH).text

    assert seen_in(text) == "A2 A1"
    assert "Sigue el conteo que empezó el 23/06/2026: 2 series leídas." in text
    assert "Tabletas: 2 series leídas desde el 23/06/2026" in later.get("/mas/").text + later.get("/").text


def test_what_was_taken_back_or_written_beside_it_is_kept_as_it_was_left(client: FlaskClient, school: School) -> None:
    form = {**scan(client, "a1", "a2"), "quitar": "A1"}
    client.post(PATH, data=form)
    before = school.facts(Count)
    answer = client.post(
        PATH, data={**form, "quitar": "", "visto": "A2", "op": "hasta_aqui", "sin_serie": "7", "cuando": "ayer"},
        follow_redirects=True,
    )  # fmt: skip

    assert "Guardado hasta aquí: 1 serie leída." in answer.text
    assert (seen_in(answer.text), 'name="sin_serie" type="text" value="7"' in answer.text) == ("A2", True)
    assert 'value="ayer" checked' in answer.text
    assert school.facts(Count) == before


def test_a_count_that_is_recorded_or_dropped_is_begun_anew(client: FlaskClient, school: School) -> None:
    saved(client, "a1")
    recorded = seen_in(client.get(PATH).text)
    form = scan(client, "a1", "a2")
    before = len(school.facts(Count))
    dropped = client.post(PATH, data={**form, "op": "descartar", "visto": "", "serie": ""}, follow_redirects=True).text

    assert ("Descartado." in dropped, "Sigue el conteo" in dropped) == (True, False)
    assert [recorded, seen_in(dropped), len(school.facts(Count))] == ["", "", before]


def test_nothing_is_kept_of_a_count_in_which_nothing_is_left(client: FlaskClient) -> None:
    client.post(PATH, data={**scan(client, "a1"), "quitar": "A1"})

    assert "Sigue el conteo" not in client.get(PATH).text


def test_who_goes_back_after_saving_and_reads_another_counts_again(client: FlaskClient, school: School) -> None:
    form = {**scan(client, "a1"), "serie": "", "op": "guardar", "cuando": "hoy"}
    before = len(school.facts(Count))
    client.post(PATH, data=form)
    client.post(PATH, data={**form, "visto": "A2 A1"})

    assert len(school.facts(Count)) == before + 2


def test_a_page_on_which_nothing_was_read_takes_nothing_from_what_another_one_read(client: FlaskClient) -> None:
    empty = scan(client)
    scan(client, "a1", "a2")
    client.post(PATH, data={**empty, "serie": "", "op": "guardar", "cuando": "hoy"})
    client.post(PATH, data={**empty, "serie": "", "op": "hasta_aqui", "cuando": "hoy"})

    assert seen_in(client.get(PATH).text) == "A2 A1"


def test_a_count_of_what_the_region_lists_no_more_is_no_task_and_comes_back_with_it(
    client: FlaskClient, school: School
) -> None:
    scan(client, "a1")
    others = tuple(one for one in CATALOGUE.resources if one.id != TABLET)
    told = [client.get("/mas/").text]
    for n, resources in enumerate((others, CATALOGUE.resources), 2):
        fewer = structs.replace(CATALOGUE, version=CATALOGUE.version + n, resources=resources)
        receive(school.store, n, [("all", "catalogue", "catalogue", fewer)])
        told.append(client.get("/mas/").text)

    assert ["Terminar el conteo por serie" in text for text in told] == [True, False, True]
