"""What comes: every decision that nobody has received, whatever was decided after it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from edge.rows import SchoolRow
from edge.views.on_the_way import unreceived
from shared.allocation import Decision, Reason, Shipment
from shared.ids import SchoolId
from tests.edge.views.school import CATALOGUE, DECISION, SCHOOL, SHIPMENT, SITE, TABLET, open_school, receive
from tests.edge.views.test_arrivals import sheet

NOTHING = msgspec.structs.replace(
    DECISION,
    id="2026-10/074294",
    plan="2026-10",
    published=date(2026, 6, 22),
    lines=tuple(msgspec.structs.replace(one, units=0, lots=0, reason=Reason.STOCK) for one in DECISION.lines),
)
MORE = msgspec.structs.replace(
    DECISION, id="2026-09/074294", plan="2026-09", published=date(2026, 6, 20), lines=DECISION.lines[:1]
)
SECOND = msgspec.structs.replace(
    SHIPMENT, pecosa="000124", decision=MORE.id, left=date(2026, 6, 20),
    lines=((TABLET, 18),),
)  # fmt: skip

THIRD = msgspec.structs.replace(SHIPMENT, pecosa="000122", left=date(2026, 6, 10))
FIRST = msgspec.structs.replace(SHIPMENT, pecosa="000121", left=date(2026, 6, 9))


class Earlier(Shipment, frozen=True, kw_only=True):
    """As earlier hubs told it, with days that they made up."""

    expected_first: date
    expected_last: date


def browser(
    folder: Path, decisions: Sequence[Decision], shipments: Sequence[Shipment], *, later_s: int = 0
) -> FlaskClient:
    school = open_school(folder)
    school.clock.pass_s(later_s)
    receive(
        school.store,
        2,
        [
            ("all", "catalogue", "catalogue", CATALOGUE),
            *((SITE, "decision", f"decision/{one.plan}/{SITE}", one) for one in decisions),
            *((SITE, "shipment", f"shipment/{one.pecosa}", one) for one in shipments),
        ],
    )
    return school.client("coord")


def test_an_earlier_decision_without_dispatch_order_is_told_beside_a_newer_one_of_nothing(tmp_path: Path) -> None:
    client = browser(tmp_path, [MORE, NOTHING], [])
    home, arrivals = client.get("/").text, client.get("/llegadas").text

    assert "<b>18 tabletas</b>" in home
    assert "Aprobado el 20/06/2026; falta la orden de salida del almacén." in home
    assert "La última decisión no entrega nada más" in home
    assert "Esta vez no llega nada" in arrivals
    assert "Aprobado el 20/06/2026; falta la orden de salida del almacén." in arrivals


@pytest.mark.parametrize("page", ["/", "/llegadas"])
def test_what_left_the_depot_stays_on_its_way_behind_a_newer_decision_of_nothing(tmp_path: Path, page: str) -> None:
    text = browser(tmp_path, [DECISION, NOTHING], [SHIPMENT]).get(page).text

    assert "18 tabletas y 5 guías de Comunicación 3°" in text
    assert "PECOSA 000123" in text
    assert "Decidido el 22/06/2026." in text or "publicada el 22/06/2026" in text


@pytest.mark.parametrize("page", ["/", "/llegadas"])
def test_two_shipments_are_both_told_until_each_is_received(tmp_path: Path, page: str) -> None:
    client = browser(tmp_path, [DECISION, MORE], [SHIPMENT, SECOND])
    before = client.get(page).text
    client.post("/recepcion/000123", data=sheet(client.get("/recepcion/000123").text), follow_redirects=True)
    after = client.get(page).text

    assert ("PECOSA 000123" in before, "000124" in before) == (True, True)
    assert ("PECOSA 000123" in after, "000124" in after) == (False, True)


def test_what_left_first_comes_first_and_what_has_no_order_last() -> None:
    coming = unreceived([NOTHING, MORE, DECISION], [SECOND, SHIPMENT], set())
    unordered = unreceived([NOTHING, MORE, DECISION], [SECOND], {"000124"})

    assert [one.pecosa for one in coming] == ["000123", "000124"]
    assert [(one.decision, one.pecosa) for one in unordered] == [(DECISION.id, "")]


def test_a_day_of_arrival_that_nobody_gave_is_not_told_even_where_an_earlier_hub_made_one_up(tmp_path: Path) -> None:
    told = {name: getattr(SHIPMENT, name) for name in SHIPMENT.__struct_fields__}
    earlier = Earlier(**told, expected_first=date(2026, 6, 23), expected_last=date(2026, 6, 26))
    client = browser(tmp_path, [DECISION], [earlier])
    home, arrivals = client.get("/").text, client.get("/llegadas").text

    assert ("23/06" in home + arrivals, "26/06" in home + arrivals) == (False, False)
    assert "cuando llegue" in home


def test_many_shipments_leave_the_count_on_the_list_of_what_to_do(tmp_path: Path) -> None:
    text = browser(tmp_path, [DECISION, MORE], [FIRST, THIRD, SHIPMENT, SECOND], later_s=40 * 86_400).get("/").text

    assert "Contar lo que hay" in text
    assert [f"Recibir la PECOSA {pecosa}" in text for pecosa in ("000121", "000122", "000123")] == [True, True, False]
    assert "y 2 entregas más" in text


def test_that_nothing_more_is_sent_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    text = browser(tmp_path, [MORE, NOTHING], []).get("/").text

    assert "no entrega nada más</a>. Decidido el 22/06/2026.</p>" in text


def test_what_comes_for_one_service_of_two_names_it_and_the_same_thing_for_both_is_summed(tmp_path: Path) -> None:
    other, both = SchoolId("0403692-0"), msgspec.structs.replace(DECISION.lines[0], school=SchoolId("0403692-0"))
    shared = msgspec.structs.replace(
        MORE, id="2026-11/074294", plan="2026-11", published=date(2026, 6, 21), lines=(DECISION.lines[0], both)
    )
    client = browser(tmp_path, [MORE, shared], [])
    store = client.application.extensions["edge"].store
    store.site.set(SITE, [SchoolRow(SCHOOL, "Los Andes (Inicial)"), SchoolRow(other, "Los Andes (Primaria)")])
    coming = client.get(f"/llegadas?decision={DECISION.id}").text

    assert "falta la orden de salida del almacén. Es para Los Andes (Inicial).<" in coming
    assert "36 tabletas" in coming
    assert coming.count("Es para ") == 1


def test_once_it_left_the_school_reads_when_and_with_whom_and_not_that_it_was_ordered_then(tmp_path: Path) -> None:
    left = replace(SHIPMENT, left=date(2026, 6, 22), gone=date(2026, 6, 22), carrier="Camión AB-1")
    client = browser(tmp_path, [DECISION], [left])
    home, arrivals, receipt = (client.get(path).text for path in ("/", "/llegadas", "/recepcion/000123"))

    assert "salió el 22/06 con Camión AB-1" in home
    assert "salió el 22/06 con Camión AB-1" in receipt
    assert ("Salió del almacén" in arrivals, "orden de salida del 22/06" in home + arrivals + receipt) == (True, False)


def test_before_anybody_said_that_it_left_it_is_ordered(tmp_path: Path) -> None:
    receipt = browser(tmp_path, [DECISION], [SHIPMENT]).get("/recepcion/000123").text

    assert "orden de salida del" in receipt
