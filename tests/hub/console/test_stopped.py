"""What is stopped, on its page: with its cause, and the button or the link that cures it; a count on Escuelas."""

from hub.console.stopped import CURES
from hub.stopped import Cure
from hub.store import Store
from shared.ids import ResourceId
from shared.web import Role
from tests.hub.asked import asked
from tests.hub.busy_office import halted, waiting_node
from tests.hub.office import SITES, app_of, page, signed_in
from tests.shared.web.markup import faults


def test_each_row_has_its_cause_and_what_to_do(store: Store) -> None:
    node = waiting_node(store, SITES[5])
    halted(store)
    text = page(signed_in(app_of(store)), "/detenidos")

    assert f'href="/equipos/{node}/aceptar"' in text
    assert "un código demasiado largo" in text
    assert "Ningún catálogo tuvo «proyector»" in text
    assert "La Quinua" in text
    assert faults(text) == []


def test_escuelas_counts_what_is_stopped_and_finds_its_schools(store: Store) -> None:
    client = signed_in(app_of(store))
    before = page(client, "/")
    waiting_node(store, SITES[5])
    after, found = page(client, "/"), page(client, "/?detenido=si")

    assert "/detenidos" not in before
    assert "Envíos retenidos: 1" in after
    assert ("La Quinua" in found, "Quebrada Honda" in found) == (True, False)


def test_the_list_is_filtered_by_kind_school_and_computer(store: Store) -> None:
    node = waiting_node(store, SITES[5])
    halted(store)
    client = signed_in(app_of(store))

    def found(query: str) -> list[str]:
        text = page(client, f"/detenidos?{query}")
        return [name for name in ("Tres Cruces", "La Quinua") if f'<th scope="row">{name}' in text]

    assert found("tipo=bundle") == found(f"q={node[:6]}") == found("q=quinua") == ["La Quinua"]
    assert found(f"q={node[:4]}+{node[4:8]}") == ["La Quinua"]
    assert found("tipo=unreadable") == found("tipo=resource") == ["Tres Cruces"]


def test_who_analyses_reads_and_is_offered_no_button(store: Store) -> None:
    waiting_node(store, SITES[5])
    text = page(signed_in(app_of(store, Role.ANALYST)), "/detenidos")

    assert "La Quinua" in text
    assert "Aceptar el equipo" not in text


def test_many_are_on_pages_and_all_in_the_spreadsheet(store: Store) -> None:
    for number in range(18):
        asked(store, SITES[0], ResourceId(f"cosa{number:02d}"), 1, seq=number + 1)
    client = signed_in(app_of(store))

    assert "1–15 de 18" in page(client, "/detenidos")
    assert "cosa17" in page(client, "/detenidos?p=2")
    assert len(client.get("/detenidos.csv").get_data(as_text=True).splitlines()) == 19


def test_every_cure_has_its_words() -> None:
    assert set(CURES) == set(Cure)
