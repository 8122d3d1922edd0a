"""Taking something off the list of what is stopped asks why, on a page of its own; nobody does who only reads."""

from hub.store import Store
from shared.ids import ResourceId
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
    assert client.post("/detenidos/quitar", query_string=place, data=said).status_code == 404


def test_what_has_another_cure_is_not_taken_off_here(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/detenidos/quitar?tipo=bundle").status_code == 404


def test_who_analyses_is_offered_nothing(store: Store) -> None:
    asked(store, SITES[0], TYPO, 5)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/detenidos")

    assert "/detenidos/quitar" not in text
    assert client.get(f"/detenidos/quitar?tipo=resource&local={SITES[0]}").status_code == 403
