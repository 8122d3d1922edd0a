"""The paper of a loan, to be signed."""

import re

from shared.events import Claim
from shared.facts import Device, Loan
from tests.edge.views.lent_devices import GUARDIAN, lend_one
from tests.edge.views.school import TABLET, School

PATH = f"/prestar/constancia/{TABLET}/A1"


def told(text: str) -> str:
    """Return the text of a page, its marks left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_sheet_says_who_takes_what_and_what_was_looked_at(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1", maker="Lenovo M10"))])
    lend_one(school.store, "A1")
    text = told(school.client("coord").get(PATH).text)

    assert all(words in text for words in (*GUARDIAN, "A1", "Lenovo M10", "19/06/2026", "8951060000000000001"))
    assert "Caja sellada y en buen estado Sí" in text
    assert "Enciende y se puede entrar No" in text
    assert "Está completo Enciende" in text
    assert "Luis Ccorimanya Sulca Aula 3° A" in text
    assert "La lleva la tía Domitila Canario" in text
    assert "Huella digital, solo en el papel: sí" in text


def test_what_nobody_told_is_left_for_a_pen(school: School) -> None:
    someone = school.store.people.guardian("Quilla Apoderada", "40999938")
    school.store.record([Claim(Loan(resource=TABLET, serial="A1", borrower=someone))])
    page = school.client("coord").get(PATH).text

    assert page.count('<span class="fill"></span>') >= 7


def test_what_is_not_lent_has_no_sheet(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1"))])
    client = school.client("coord")

    assert client.get(PATH).location == f"/equipos/{TABLET}/A1"
    assert PATH not in client.get(f"/equipos/{TABLET}/A1").text


def test_the_page_of_a_lent_device_leads_to_its_sheet_and_no_address_names_anybody(school: School) -> None:
    lend_one(school.store, "A1")
    page = school.client("coord").get(f"/equipos/{TABLET}/A1").text
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)

    assert PATH in addresses
    assert not any(word in address for address in addresses for word in ("Quilla", GUARDIAN[1], "40999938"))
    assert school.client("soporte").get(PATH).status_code == 403
