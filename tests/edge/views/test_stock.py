"""The stock page: what came, went, is away and is on hand, with what was told of it."""

import re

from shared.events import Claim
from shared.facts import Count, Device, Loss, Receipt, Repair
from tests.edge.views.lent_devices import lend_one
from tests.edge.views.school import GUIDE, TABLET, School


def row_of(text: str, name: str) -> list[str]:
    row = next(part for part in text.split("<tr>") if f">{name}</a>" in part)
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def test_every_resource_is_told_with_its_reasons(school: School) -> None:
    school.store.record(
        [
            Claim(Device(resource=TABLET, serial="A1")),
            Claim(Receipt(resource=TABLET, units=8)),
            Claim(Loss(resource=TABLET, units=2, cause="robo", report_number="77")),
            Claim(Repair(resource=TABLET, action="sale", units=3)),
        ]
    )
    lend_one(school.store, "A1")
    text = school.client("profe").get("/existencias/").text

    assert row_of(text, "Tabletas") == ["8", "—", "2", "1", "3", "12", "23/06/2026"]
    assert row_of(text, "Guías de Comunicación 3°")[1] == "12"
    assert "Relatos en quechua" not in text


def test_the_facts_of_one_are_listed_with_what_each_moved(school: School) -> None:
    school.store.record(
        [
            Claim(Receipt(resource=TABLET, units=8, serials=tuple(f"A{n}" for n in range(8)))),
            Claim(Loss(resource=TABLET, units=2, cause="robo")),
            Claim(Repair(resource=TABLET, action="sin_arreglo")),
            Claim(Count(resource=TABLET, units=15)),
        ]
    )
    text = school.client("profe").get(f"/existencias/{TABLET}").text
    effects = re.findall(r'data-l="En el estante">([^<]+)<', text)

    assert effects == ["= 15", "0", "−2", "+8", "= 10"]
    assert "A0, A1, A2, A3, A4, A5…" in text
    assert "por enviar o confirmar" in text


def test_a_long_list_is_turned_page_by_page(school: School) -> None:
    school.store.record([Claim(Receipt(resource=GUIDE, units=1)) for _ in range(70)])
    client = school.client("coord")
    places = ("", "50", "x", "0" * 7 + "9" * 5_000)
    counts = [client.get(f"/existencias/{GUIDE}?desde={at}").text.count('data-l="En el estante"') for at in places]

    assert counts == [50, 21, 50, 50]


def test_only_who_may_is_led_on(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1"))])
    paths = (f"/equipos/?recurso={TABLET}", f"/equipos/perder?recurso={TABLET}")
    led = [
        [path in school.client(login).get(f"/existencias/{TABLET}").text for path in paths]
        for login in ("coord", "soporte", "profe")
    ]

    assert led == [[True, True], [True, False], [False, False]]


def test_what_nobody_knows_is_not_there(school: School) -> None:
    assert school.client("coord").get("/existencias/nada").status_code == 404
