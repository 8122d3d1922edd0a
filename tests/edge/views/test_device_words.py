"""A device in words, for whoever may read them."""

from datetime import date

import pytest

from edge.rows import ToldRow
from edge.views.device_words import PLACES, history_line
from shared.devices import Place
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, DeliveryLine, Loss, Receipt, Repair, Return
from shared.ids import Pseudonym
from tests.edge.views.school import TABLET, School

_LINE = DeliveryLine(resource=TABLET, shipped=1, accepted=1, serials=("A1",))
_WHO = Pseudonym(b"12345678")


def test_every_place_has_words_and_an_icon() -> None:
    assert set(PLACES) == set(Place)


@pytest.mark.parametrize(
    ("fact", "title", "detail"),
    [
        (Return(resource=TABLET, serial="A1", condition="con_fallas"), "Devuelto", "Funciona con fallas"),
        (Loss(resource=TABLET, serial="A1", cause="robo", report_number="77-2026"), "Robo", "denuncia 77-2026"),
        (Loss(resource=TABLET, serial="A1", cause="baja"), "Dado de baja", ""),
        (Repair(resource=TABLET, serial="A1", action="sale", cause="no carga"), "Salió a reparación", "no carga"),
        (Receipt(resource=TABLET, units=1, serials=("A1",), origin="PRONABEC"), "Llegó a la escuela", "PRONABEC"),
        (
            Delivery(decision="d", pecosa="000123", receiver=_WHO, deliverer=_WHO, lines=(_LINE,)),
            "Llegó a la escuela", "PECOSA 000123",
        ),
        (Count(resource=TABLET, units=1, serials=("a1",)), "Contado", "visto en la escuela"),
        (Count(resource=TABLET, units=0, away=("A1",)), "Contado", "visto con quien lo tiene"),
    ],
)  # fmt: skip
def test_what_happened_is_told_in_words(quiet_school: School, fact: Fact, title: str, detail: str) -> None:
    with quiet_school.app.test_request_context("/"):
        line = history_line(ToldRow(fact, date(2026, 6, 22), False), "A1")

    assert (line.title, line.detail, line.on) == (title, detail, "22/06/2026")
