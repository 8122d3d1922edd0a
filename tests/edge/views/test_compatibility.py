"""The page says of each group of devices which packs it opens, and why not."""

from pathlib import Path

from edge.pack_import import add_pack
from shared.events import Claim
from shared.facts import Device
from shared.packs import Needs
from tests.edge.packing import HUB, lay_out, pack_of
from tests.edge.views.school import TABLET, School


def noted(school: School, serial: str, **more: int) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial=serial, **more))])


def test_without_devices_the_page_says_where_to_note_them(school: School) -> None:
    page = school.client("coord").get("/compatibilidad/").text

    assert "Todavía no hay equipos con serie" in page
    assert "Equipos por serie" in page


def test_each_group_is_told_what_it_opens_and_why_not(school: School, tmp_path: Path) -> None:
    asks = Needs(android=9, memory_mb=2_000)
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", pack_of(needs=asks)), None)
    noted(school, "A1", android=7, memory_mb=1_000)
    noted(school, "A2", android=7, memory_mb=1_000)
    noted(school, "B1", android=10, memory_mb=3_000)
    noted(school, "C1", android=10)
    noted(school, "D1")
    page = school.client("profe").get("/compatibilidad/").text

    assert "2 equipos iguales" in page
    assert "Pide Android 9 o más nuevo y tiene Android 7. Pide 2,000 MB de memoria y tiene 1,000 MB." in page
    assert "Abre 1 de 1." in page
    assert "Pide 2,000 MB de memoria y no está anotada cuánta tiene." in page
    assert "Nadie anotó qué Android" in page
    assert page.count("Lo abre</span>") == 1


def test_many_kinds_of_devices_are_told_page_by_page(school: School) -> None:
    for number in range(10):
        noted(school, f"S{number}", android=number + 1)
    client = school.client("soporte")
    seen = [client.get(f"/compatibilidad/?desde={start}").text.count("<h2") for start in (0, 8, 99)]

    assert seen == [8, 2, 2]
