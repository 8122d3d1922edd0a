"""The decision with its reasons, the objection, and the proof of delivery."""

from datetime import date

import msgspec

from shared.allocation import Answer
from shared.events import Claim
from shared.facts import Count, Delivery, Device, Objection
from sync.feed import FeedItem, Slice, entry_after
from sync.lives import HubIncarnation
from tests.edge.views.school import DECISION, GUIDE, SCHOOL, SITE, TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults


def sheet(text: str, **changes: str) -> dict[str, str]:
    filled = {
        "csrf": form_token(text), "pecosa": "000123", "fecha": "23/06/2026", "entrega": "Juan Transportista",
        "acta": "012-2026", "guardado": "seco_con_llave",
        f"a-{TABLET}": "17", f"x-{TABLET}": "1", f"m-{TABLET}": "no_enciende",
        f"a-{GUIDE}": "5", f"x-{GUIDE}": "0", f"m-{GUIDE}": "",
    }  # fmt: skip
    return {**filled, **changes}


def test_each_line_shows_its_reason_and_who_approved(school: School) -> None:
    text = school.client("profe").get("/llegadas").text

    assert "El almacén de Huamanga tenía 340" in text
    assert "Esta propuesta la calculó un programa y la aprobó una persona:" in text
    assert "Operación regional (12/06)" in text


def test_an_objection_is_recorded_once_and_shown(school: School) -> None:
    client = school.client("coord")
    text = client.get("/llegadas").text
    nonce = text.split('name="vez" value="')[1].split('"')[0]
    form = {
        "csrf": form_token(text),
        "vez": nonce,
        "linea": f"{SCHOOL} {GUIDE}",
        "motivo": "cantidad",
        "detalle": "Somos más",
    }
    for _ in range(2):
        page = client.post(f"/llegadas/objetar?decision={DECISION.id}", data=form, follow_redirects=True).text

    expected = Objection(decision=DECISION.id, school=SCHOOL, resource=GUIDE, reason="cantidad", note="Somos más")
    assert school.facts(Objection) == [expected]
    assert "Objetada" in page


def test_a_delivery_is_confirmed_with_its_rejection_and_enters_the_stock(school: School) -> None:
    client = school.client("coord")
    page = client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text), follow_redirects=True)

    (fact,) = school.facts(Delivery)
    assert isinstance(fact, Delivery)
    assert [(line.shipped, line.accepted, line.rejected, line.reason) for line in fact.lines] == [
        (18, 17, 1, "no_enciende"),
        (5, 5, 0, None),
    ]
    assert {row.resource: row.on_hand for row in school.store.folded.stock()}[TABLET] == 27
    assert "No enciende" in page.text


def test_the_receiver_is_who_signed_in_and_no_name_is_recorded(school: School) -> None:
    client = school.client("coord")
    client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text))

    (fact,) = school.facts(Delivery)
    assert isinstance(fact, Delivery)
    assert fact.receiver == next(row.person for row in school.store.people.staff() if row.role == "coordinator")
    assert b"Transportista" not in b"".join(path.read_bytes() for path in school.store.path.parent.glob("node.db*"))


def test_a_line_that_does_not_add_up_stops_everything(school: School) -> None:
    client = school.client("coord")
    wrong = sheet(client.get("/recepcion/000123").text, **{f"a-{TABLET}": "16"})
    answer = client.post("/recepcion/000123", data=wrong)

    assert answer.status_code == 400
    assert "No cuadra: por ubicar, 1. ¿No llegó?" in answer.text
    assert "Juan Transportista" in answer.text
    assert school.facts(Delivery) == []


def test_a_delivery_cannot_be_confirmed_twice(school: School) -> None:
    client = school.client("coord")
    form = sheet(client.get("/recepcion/000123").text)
    client.post("/recepcion/000123", data=form)
    client.post("/recepcion/000123", data={**form, f"a-{TABLET}": "18", f"x-{TABLET}": "0"})

    assert len(school.facts(Delivery)) == 1


def test_an_unknown_sheet_is_not_there(school: School) -> None:
    assert school.client("coord").get("/recepcion/999999").status_code == 404


def test_the_regions_answer_stands_beside_the_line_that_was_objected(school: School) -> None:
    objection = Objection(decision=DECISION.id, resource=GUIDE, reason="cantidad", note="")
    school.store.record([Claim(objection)])
    said = Answer(decision=DECISION.id, resource=GUIDE, text="Van 7 en julio.", role="operator", on=date(2026, 6, 22))
    life = HubIncarnation(2, b"h" * 8)
    item = FeedItem((life, 1), SITE, "reply", f"reply/{DECISION.id}/{GUIDE}", msgspec.json.encode(said))
    before = school.client("coord").get("/llegadas").text
    school.store.outbox.apply(Slice(SITE, life, None, (entry_after(None, life, item),)))
    after = school.client("coord").get("/llegadas").text

    assert ("Objetada" in before, "Respondida" in before) == (True, False)
    assert "Respondida" in after
    assert "Respuesta de Operación regional, 22/06/2026:" in after
    assert "Van 7 en julio." in after


def test_once_received_it_is_told_to_have_arrived_and_not_to_be_coming(school: School) -> None:
    client = school.client("coord")
    before = client.get("/llegadas").text
    client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text))
    after = client.get("/llegadas").text

    assert "Va a llegar: 18 tabletas" in before
    assert "Llegó: 17 tabletas y 5 guías" in after
    assert "Tabletas: de 18 se aceptaron 17. No se aceptaron 1: No enciende." in after
    assert "Va a llegar" not in after


def test_an_objection_starts_with_nothing_chosen_and_is_told_all_that_it_lacks_at_once(school: School) -> None:
    client = school.client("coord")
    blank = client.get("/llegadas").text
    form = {"csrf": form_token(blank), "linea": "", "motivo": "", "detalle": "Somos más"}
    answer = client.post(f"/llegadas/objetar?decision={DECISION.id}", data=form)

    assert " selected>" not in blank
    assert (answer.status_code, "Falta corregir 2 datos." in answer.text) == (400, True)
    assert all(f'class="error" id="{field}-e"' in answer.text for field in ("linea", "motivo"))
    assert "Somos más</textarea>" in answer.text


def received(school: School, **changes: str) -> tuple[int, str]:
    client = school.client("coord")
    form = sheet(client.get("/recepcion/000123").text, **{f"a-{TABLET}": "2", f"x-{TABLET}": "16"} | changes)
    answer = client.post("/recepcion/000123", data=form, follow_redirects=True)
    return answer.status_code, answer.text


def test_the_acta_the_place_and_the_serials_are_recorded_and_each_device_is_here(school: School) -> None:
    _status, text = received(school, **{f"s-{TABLET}": "hga1'4x\r\nHGA1-5X\r\n"})

    (fact,) = school.facts(Delivery)
    assert isinstance(fact, Delivery)
    assert (fact.acta, fact.kept_in) == ("012-2026", "seco_con_llave")
    assert fact.lines[0].serials == ("HGA1-4X", "HGA1-5X")
    assert [one.place.value for one in school.store.devices.all(TABLET)] == ["here", "here"]
    assert all(words in text for words in ("012-2026", "Ambiente seco y con llave", "Series: HGA1-4X, HGA1-5X"))


def test_without_acta_place_or_a_serial_nothing_is_recorded_and_all_that_was_written_stays(school: School) -> None:
    status, text = received(school, acta="", guardado="", **{f"s-{TABLET}": "HGA1-4X"})

    assert (status, school.facts(Delivery)) == (400, [])
    assert all(f'class="error" id="{field}-e"' in text for field in ("acta", "guardado", f"s-{TABLET}"))
    assert "Faltan series: hay 1 de 2." in text
    assert "HGA1-4X</textarea>" in text
    assert "Juan Transportista" in text
    assert faults(text) == []


def test_that_no_acta_was_signed_can_be_told(school: School) -> None:
    _status, text = received(school, acta="", sin_acta="1")

    (fact,) = school.facts(Delivery)
    assert isinstance(fact, Delivery)
    assert (fact.acta, "<dd>—</dd>" in text) == (None, True)


def test_a_device_that_is_here_already_is_not_received_again_and_its_field_says_so(school: School) -> None:
    counted = Count(resource=TABLET, units=1, serials=("HGA1-4X",))
    school.store.record([Claim(Device(resource=TABLET, serial="HGA1-4X")), Claim(counted)])
    status, text = received(school, **{f"s-{TABLET}": "HGA1-4X\nHGA1-5X"})

    assert (status, school.facts(Delivery)) == (400, [])
    assert f'class="error" id="s-{TABLET}-e"' in text
    assert "La serie HGA1-4X está en la escuela" in text
    assert "HGA1-5X</textarea>" in text


def test_an_objection_that_names_a_pupil_is_asked_about_once_and_keeps_what_was_written(school: School) -> None:
    client = school.client("coord")
    text = client.get("/llegadas").text
    form = {"csrf": form_token(text), "vez": "una", "linea": f"{SCHOOL} {GUIDE}", "motivo": "cantidad"}
    form |= {"detalle": "Falta para Rosa Quispe Huamán"}
    address = f"/llegadas/objetar?decision={DECISION.id}"
    asked = client.post(address, data=form).text
    before = school.facts(Objection)
    sure = asked.split('name="s-detalle" value="')[1].split('"')[0]
    client.post(address, data=form | {"s-detalle": sure})

    assert before == []
    assert "Parece que nombra a una persona" in asked
    assert "Falta para Rosa Quispe Huamán</textarea>" in asked
    assert faults(asked) == []
    assert len(school.facts(Objection)) == 1
