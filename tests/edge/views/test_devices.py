"""The register of devices: adding one by its serial, finding it, and what is told of it."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.devices import Place
from shared.events import Claim
from shared.facts import Count, Device, Loan, Receipt, Repair
from tests.edge.views.school import GUIDE, TABLET, School
from tests.shared.web.building import form_token

NEW = "/equipos/nuevo"


def nonce_of(text: str) -> str:
    return text.split('name="vez" value="')[1].split('"')[0]


def sent(client: FlaskClient, path: str, *, page: str = "", **form: str) -> TestResponse:
    """Fill in the form of a page and send it."""
    text = client.get(page or path).text
    return client.post(path, data={"csrf": form_token(text), "vez": nonce_of(text), **form}, follow_redirects=True)


def on_hand(school: School) -> int:
    return next(row.on_hand for row in school.store.folded.stock() if row.resource == TABLET)


def test_what_was_here_is_given_its_serial_and_the_stock_stays(school: School) -> None:
    told = {"marca": "Lenovo M10", "android": "9", "espacio": "32", "memoria": "1,5"}
    answer = sent(school.client("coord"), NEW, serie=" hga1'4x", recurso=TABLET, llegada="estaba", **told)
    [one] = school.store.devices.all()

    assert "Serie HGA1-4X registrada" in answer.text
    assert (one.serial, one.place, one.maker, one.android, one.storage_mb, one.memory_mb) == (
        "HGA1-4X", Place.HERE, "Lenovo M10", 9, 32_000, 1_500,
    )  # fmt: skip
    assert on_hand(school) == 10


def test_what_has_just_come_is_one_more(school: School) -> None:
    sent(school.client("coord"), NEW, serie="A1", recurso=TABLET, llegada="nuevo", origen="Gobierno regional")

    assert on_hand(school) == 11
    assert school.store.devices.all()[0].origin == "Gobierno regional"


def test_the_next_one_of_its_kind_needs_its_serial_alone(school: School) -> None:
    client = school.client("coord")
    answer = sent(client, NEW, serie="A1", recurso=TABLET, llegada="estaba", marca="Lenovo M10", android="9")

    assert 'id="serie" name="serie" type="text" value=""' in answer.text
    assert 'value="Lenovo M10"' in answer.text
    assert f'value="{TABLET}" checked' in answer.text
    assert 'value="estaba" checked' in answer.text


def test_a_form_sent_twice_registers_once(school: School) -> None:
    client = school.client("coord")
    text = client.get(NEW).text
    form = {"csrf": form_token(text), "vez": nonce_of(text), "serie": "A1", "recurso": TABLET, "llegada": "nuevo"}
    client.post(NEW, data=form)
    client.post(NEW, data=form)

    assert (len(school.facts(Receipt)), on_hand(school)) == (1, 11)


def test_a_serial_that_is_registered_is_told_and_what_was_written_stays(school: School) -> None:
    client = school.client("coord")
    sent(client, NEW, serie="A1", recurso=TABLET, llegada="estaba")
    answer = sent(client, NEW, serie="a1", recurso=TABLET, llegada="nuevo", marca="Lenovo")

    assert answer.status_code == 400
    assert "La serie A1 ya está registrada" in answer.text
    assert 'value="Lenovo"' in answer.text
    assert on_hand(school) == 10


def test_all_that_is_wrong_is_told_at_once(school: School) -> None:
    answer = sent(school.client("coord"), NEW, serie="", recurso=GUIDE, android="muchas", espacio="x")

    assert (answer.status_code, school.store.devices.all()) == (400, [])
    assert "Falta corregir 5 datos." in answer.text


def test_a_name_or_a_dni_does_not_travel_beside_a_device(school: School) -> None:
    school.store.people.guardian("Quilla Apoderada Canario", "40999937")
    told = ("donación de Quilla Apoderada", "DNI 40999937", "entregó Rosa Quispe")
    answers = [
        sent(school.client("coord"), NEW, serie="A1", recurso=TABLET, llegada="nuevo", origen=one) for one in told
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert "Aquí no escriba nombres ni DNI" in answers[0].text
    assert school.facts(Receipt) == []


def test_a_scanned_serial_opens_its_page_with_all_that_happened(school: School) -> None:
    school.store.record(
        [
            Claim(Device(resource=TABLET, serial="A1", maker="AOC")),
            Claim(Count(resource=TABLET, units=10, serials=("A1",))),
            Claim(Repair(resource=TABLET, serial="A1", action="sale", cause="pantalla rota")),
        ]
    )
    answer = school.client("coord").get("/equipos/?serie=a1%20", follow_redirects=True)

    assert answer.request.path == f"/equipos/{TABLET}/A1"
    assert "En reparación" in answer.text
    order = [answer.text.index(words) for words in ("Salió a reparación", "visto en la escuela", "Ficha anotada")]
    assert order == sorted(order)


def test_a_serial_that_nobody_registered_is_offered_to_be(school: School) -> None:
    coordinator, support = (school.client(login).get("/equipos/?serie=zz9") for login in ("coord", "soporte"))

    assert "La serie zz9 no está registrada." in coordinator.text
    assert "/equipos/nuevo?serie=zz9" in coordinator.text
    assert "/equipos/nuevo" not in support.text
    assert school.client("coord").get(f"/equipos/{TABLET}/ZZ9").location == "/equipos/?serie=ZZ9"


def test_the_list_tells_places_and_leads_to_those_of_one(school: School) -> None:
    lent = Loan(resource=TABLET, serial="A2", borrower=school.store.people.guardian("Quilla Canario", "40999937"))
    devices = [Device(resource=TABLET, serial=f"A{n}") for n in range(1, 4)]
    school.store.record([Claim(fact) for fact in (*devices, lent)])
    client = school.client("coord")

    assert [words in client.get("/equipos/").text for words in ("Todos (3)", "En la escuela (2)", "Prestado (1)")] == [
        True, True, True,
    ]  # fmt: skip
    away = client.get("/equipos/?lugar=lent").text
    assert ("A2</a>" in away, "A1</a>" in away) == (True, False)


def test_a_list_of_many_is_turned_page_by_page(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial=f"A{n:03}")) for n in range(120)])
    client = school.client("coord")
    seen = [client.get(f"/equipos/?desde={at}").text for at in ("", "50", "100", "x", "9999")]

    assert [text.count("</a><small>Tabletas") for text in seen] == [50, 50, 20, 50, 50]
    assert "101–120 de 120" in seen[2]


def test_what_was_not_seen_at_the_last_count_is_told_and_listed(school: School) -> None:
    devices = [Claim(Device(resource=TABLET, serial=serial)) for serial in ("A1", "A2")]
    school.store.record(devices)
    school.clock.pass_s(86_400)
    school.store.record([Claim(Count(resource=TABLET, units=1, serials=("A1",)))])
    client = school.client("coord")

    assert "1 equipo no se vio en el último conteo." in client.get("/equipos/").text
    unseen = client.get("/equipos/?lugar=sin_ver").text
    assert ("A2</a>" in unseen, "A1</a>" in unseen) == (True, False)


def test_details_are_corrected_and_what_was_told_before_stays_in_the_history(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1", maker="AOC", android=8))])
    path = f"/equipos/{TABLET}/A1"
    answer = sent(school.client("soporte"), path, marca="AOC A110", android="9")
    wrong = sent(school.client("soporte"), path, marca="AOC A110", android="nueve")

    assert school.store.devices.all()[0].android == 9
    assert answer.text.count("Ficha anotada") == 2
    assert (wrong.status_code, "<details open>" in wrong.text, 'value="nueve"' in wrong.text) == (400, True, True)
    assert sent(school.client("soporte"), f"/equipos/{TABLET}/ZZ", page=path).status_code == 404
