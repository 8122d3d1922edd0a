"""The papers of a school: the acta and the packing list of a dispatch order, the month for the UGEL, and their list."""

import re

import pytest

from shared.events import Claim
from shared.facts import Delivery, DeliveryLine
from shared.ids import Pseudonym
from tests.edge.views.lent_devices import GUARDIAN, furnish_devices
from tests.edge.views.school import DECISION, GUIDE, TABLET, School

WHO = Pseudonym(b"12345678")


def test_before_it_is_received_the_acta_is_left_for_a_pen(school: School) -> None:
    text = school.client("coord").get("/papeles/acta/000123").text

    assert re.findall(r'<td class="n">(\d+)</td>', text) == ["18", "5", "23"]
    assert text.count('<td class="hand"><span class="vh">por llenar') == 9
    assert text.count('class="sign"') == 2
    assert "0403691-0" in text


def test_once_received_it_says_what_was_accepted(school: School) -> None:
    lines = (
        DeliveryLine(resource=TABLET, shipped=18, accepted=17, rejected=1, reason="roto"),
        DeliveryLine(resource=GUIDE, shipped=5, accepted=5),
    )
    proof = Delivery(
        decision=DECISION.id, pecosa="000123", receiver=WHO, deliverer=WHO, lines=lines, acta="014-2026",
    )  # fmt: skip
    school.store.record([Claim(proof)])
    text = school.client("coord").get("/papeles/acta/000123").text

    assert re.findall(r'<td class="n">(\d+)</td>', text) == [
        *("18", "18", "17", "1"),
        *("5", "5", "5", "0"),
        *("23", "23", "22", "1"),
    ]
    assert "014-2026" in text
    assert WHO.hex() not in text


def test_a_packing_list_names_what_has_no_weight(school: School) -> None:
    text = school.client("coord").get("/papeles/empaque/000123").text

    assert "El catálogo no dice el peso o el volumen de: Tabletas, Guías de Comunicación 3°" in text
    assert re.findall(r'<td class="n">([^<]*)</td>', text)[-3:] == ["23", "—", "—"]


def test_the_month_for_the_ugel_has_its_tables_and_nobody(school: School) -> None:
    furnish_devices(school.store)
    text = school.client("coord").get("/papeles/ugel?mes=2026-06").text

    assert re.findall(r"<h2>([^<]+)</h2>", text) == [
        "Uso del mes",
        "Entregas recibidas",
        "Pérdidas, robos y bajas",
        "Existencias",
    ]
    assert ("junio 2026" in text, "77-2026" in text) == (True, True)
    assert not [secret for secret in (*GUARDIAN, "Rosa Quispe") if secret in text]


def test_every_paper_is_on_the_list(school: School) -> None:
    furnish_devices(school.store)
    text = school.client("coord").get("/papeles/").text
    papers = (
        "/papeles/acta/000123", "/papeles/empaque/000123", "/papeles/ugel?mes=2026-05", "/prestar/constancia/tablet/",
        "/red/afiche", "/exportar/",
    )  # fmt: skip

    assert [one for one in papers if one not in text] == []


@pytest.mark.parametrize("path", ["/papeles/acta/999", "/papeles/empaque/999"])
def test_an_order_that_nobody_knows_has_no_paper(school: School, path: str) -> None:
    assert school.client("coord").get(path).status_code == 404
