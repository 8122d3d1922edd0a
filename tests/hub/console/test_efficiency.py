"""The page of efficiency: what it says of an office in which something arrived, as a table and as a spreadsheet."""

import re
from pathlib import Path

from hub.store import Store
from tests.hub.busy_office import busy_office
from tests.hub.office import app_of, page, schools, signed_in

_ASKED = ("", "?por=ugel&ciclos=12", "?por=nobody&ciclos=99")


def test_an_office_that_sent_nothing_says_so(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/eficiencia")

    assert "Nada tiene orden de salida todavía." in text
    assert "Todavía no se publicó ningún plan." in text


def test_days_fill_and_reasons_are_shown_by_depot_and_by_ugel(tmp_path: Path) -> None:
    store = busy_office(tmp_path)
    client = signed_in(app_of(store))
    text, rows = page(client, "/eficiencia"), client.get("/eficiencia.csv").get_data(as_text=True)

    assert "<caption>Días y parte aceptada</caption>" in text
    assert "Caja abierta o golpeada" in text
    assert "13 · 13" in text
    assert '"Almacén";"Huamanga";' in rows
    assert '"No aceptado";' in rows
    assert "La oficina lo dio por perdido, sin acta" in text
    assert rows.splitlines()[0].endswith('"no_aceptado";"dado_por_perdido"')
    (lost,) = [row for row in rows.splitlines() if row.startswith('"Dado por perdido";')]
    assert re.search(r';"";\d+$', lost)
    # The footer's link to another language keeps what was asked, whatever it was.
    shown = [page(client, f"/eficiencia{asked}").partition("<footer")[0] for asked in _ASKED]
    assert shown[0] != shown[1]
    assert shown[0] == shown[2]
    store.close()


def test_who_never_got_anything_is_listed_with_what_is_known_of_it(tmp_path: Path) -> None:
    store = busy_office(tmp_path)
    client = signed_in(app_of(store))
    text, rows = page(client, "/eficiencia?ciclos=nunca"), client.get("/eficiencia.csv?ciclos=nunca").text

    shown = text.partition("Escuelas que nunca recibieron nada, en 1 mes con plan")[2]
    assert schools()[0].name not in shown
    assert re.search(f">{schools()[2].name}</a>.*?Se ordenó una salida y nadie la confirmó</td>", shown)
    assert 'value="nunca" selected' in text
    assert "/eficiencia.csv?ciclos=nunca" in text
    assert f'"Sin recibir";"{schools()[2].id} {schools()[2].name}";"Huamanga";"";"Se ordenó una salida' in rows
    store.close()
