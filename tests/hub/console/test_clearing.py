"""Taking something off the list of what is stopped asks why, on a page of its own; nobody does who only reads."""

import html
import re

from hub import stick_files
from hub.carried import Problem
from hub.carry import NOT_OURS
from hub.store import Store
from shared.ids import ResourceId
from shared.sentences import Sentence
from shared.web import Role
from tests.hub.asked import asked
from tests.hub.office import SITES, app_of, csrf_of, page, signed_in
from tests.shared.web.markup import faults

TYPO = ResourceId('<b>"mimeo&grafo')
SHOWN = "«&lt;b&gt;&#34;mimeo&amp;grafo»"


def test_a_code_is_taken_off_with_a_reason_and_the_history_tells_it(store: Store) -> None:
    asked(store, SITES[0], TYPO, 5)
    client = signed_in(app_of(store))
    listed = page(client, "/detenidos")
    place = {"tipo": "resource", "local": SITES[0], "cual": TYPO}
    form = client.get("/detenidos/quitar", query_string=place).text
    said = {"csrf": csrf_of(form), "motivo": "Quiso escribir otra cosa."}
    wrong = client.post("/detenidos/quitar", query_string=place, data={**said, "motivo": " "})
    done = client.post("/detenidos/quitar", query_string=place, data=said, follow_redirects=True).text
    told = page(client, "/historial")

    assert "/detenidos/quitar?tipo=resource" in listed
    assert (SHOWN in listed, SHOWN in form, faults(form)) == (True, True, [])
    assert (wrong.status_code, "Escriba el motivo" in wrong.text) == (400, True)
    assert "Nada está detenido" in done
    assert [word in told for word in ("Quitado de Detenidos", said["motivo"], SITES[0])] == [True] * 3
    late = client.post("/detenidos/quitar", query_string=place, data=said)
    assert (late.status_code, "otra persona lo quitó" in late.text, said["motivo"] in late.text) == (409, True, True)


def test_files_that_a_stick_brought_are_listed_by_names_that_do_nothing_and_taken_off(store: Store) -> None:
    with store.begin() as connection:
        problems = [Problem(f"{number}<script>", Sentence(NOT_OURS)) for number in range(5)]
        stick_files.note(connection, store.now_s(), "=USB<b>", problems, ())
    client = signed_in(app_of(store))
    listed, rows = page(client, "/detenidos?tipo=file"), page(client, "/detenidos.csv")
    place = re.search(r"/detenidos/quitar\?tipo=file&amp;local=&amp;cual=[0-9a-f]{16}", listed)
    assert place
    address = html.unescape(place[0])
    form = page(client, address)
    said = {"csrf": csrf_of(form), "motivo": "Eran fotos de la escuela."}
    client.post(address, data=said)

    for text in (listed, form):
        assert "«=USB&lt;b&gt;», 0&lt;script&gt;, 1&lt;script&gt;, 2&lt;script&gt; y 2 más: No es un paquete" in text
        assert faults(text) == []
    assert "Archivos de un USB que no se tomaron: 1" not in page(client, "/")
    assert "0<script>" in rows
    assert "Nada está detenido" in page(client, "/detenidos")


def test_what_has_another_cure_is_not_taken_off_here(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/detenidos/quitar?tipo=bundle").status_code == 404


def test_who_analyses_is_offered_nothing(store: Store) -> None:
    asked(store, SITES[0], TYPO, 5)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/detenidos")

    assert "/detenidos/quitar" not in text
    assert client.get(f"/detenidos/quitar?tipo=resource&local={SITES[0]}").status_code == 403
