"""Which device something is recorded of: told by the address, or why it is none."""

from shared.events import Claim
from shared.facts import Device, Loan
from shared.ids import ResourceId
from tests.edge.views.school import TABLET, School


def test_one_serial_of_two_resources_is_told_apart_by_the_address(school: School) -> None:
    router = ResourceId("enrutador")
    school.store.record([Claim(Device(resource=one, serial="A1")) for one in (TABLET, router)])
    client = school.client("coord")

    assert "Hay más de un equipo con la serie A1" in client.get("/prestar?serie=A1").text
    assert "Prestar A1" in client.get(f"/prestar?serie=A1&recurso={TABLET}").text


def test_nothing_is_said_of_no_serial(school: School) -> None:
    assert 'class="error"' not in school.client("coord").get("/prestar").text


def test_what_cannot_follow_is_said_with_its_day(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1")), Claim(Loan(resource=TABLET, serial="A1"))])

    assert "La serie A1 está prestada desde el 23/06/2026" in school.client("coord").get("/prestar?serie=a1").text


def test_a_search_that_was_sent_empty_asks_for_the_serial(school: School) -> None:
    client = school.client("coord")

    for address in ("/prestar", "/devolver", "/equipos/reparar", "/equipos/perder", "/equipos/hallar"):
        assert "Escriba la serie, o léala con el lector." in client.get(f"{address}?serie=").text
