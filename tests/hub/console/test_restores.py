"""The page of the plan says who was not heard since a restore and what came back, until a person has read it."""

import re

import pytest

from hub import enrol, proposing, restores, schema, streams
from hub.keyfiles import read_keys
from hub.store import Store
from shared.ids import NodeId, fours
from sync.feed import FeedItem, signed_item
from sync.lives import HubIncarnation
from tests.hub.office import PERIOD, SITES, app_of, csrf_of, needs, page, signed_in


@pytest.fixture
def back(store: Store) -> Store:
    """A restored hub that got one decision back, and has not heard one computer."""
    item = FeedItem((HubIncarnation(9, b"lostlife"), 1), SITES[0], "decision", "decision/2026-3/999101", b"{}")
    with store.begin() as connection:
        life = store.life(connection)
        enrol.accept(connection, 0, node=NodeId(b"unheard!"), verify_key=b"", site=SITES[1])
        number = streams.append(connection, life, signed_item(item, read_keys(store.config)))
        row = {"stream": SITES[0], "number": number, "node": "00", "disputed": True, "at_s": 0, "seen": False}
        connection.execute(schema.readmitted.insert().values(**row))
        restores.note(connection, life.ms + 1, store.now_s())
    return store


def rows_of(text: str) -> list[str]:
    return re.findall(r'name="fila" value="([^"]+)"', text)


@pytest.mark.parametrize("planned", [True, False])
def test_the_plan_lists_who_was_not_heard_and_what_came_back(back: Store, planned: bool) -> None:
    if planned:
        proposing.make_plan(back, needs(), **PERIOD)

    text = page(signed_in(app_of(back)), "/plan")

    assert "Sin noticias desde que se restauró la central" in text
    assert fours(b"unheard!".hex()) in text
    assert "Volvió el reparto del plan 2026-3 para " in text
    assert "Quebrada Honda" in text


def test_what_a_person_has_reviewed_is_shown_no_more(back: Store) -> None:
    client = signed_in(app_of(back))
    token, shown = csrf_of(page(client, "/plan")), rows_of(page(client, "/plan"))

    assert client.post("/plan/vueltas", data={"csrf": token, "fila": shown}).status_code == 302
    text = page(client, "/plan")
    assert "Revisada 1 decisión que volvió" in text
    assert "Decisiones que volvieron" not in text
    assert "Sin noticias desde" in text


def test_what_came_back_after_the_page_was_read_is_not_reviewed_with_it(back: Store) -> None:
    client = signed_in(app_of(back))
    token, shown = csrf_of(page(client, "/plan")), rows_of(page(client, "/plan"))
    more = FeedItem((HubIncarnation(9, b"lostlife"), 2), SITES[2], "decision", "decision/2026-3/999103", b"{}")
    with back.begin() as connection:
        number = streams.append(connection, back.life(connection), signed_item(more, read_keys(back.config)))
        row = {"stream": SITES[2], "number": number, "node": "00", "disputed": True, "at_s": 0, "seen": False}
        connection.execute(schema.readmitted.insert().values(**row))
    client.post("/plan/vueltas", data={"csrf": token, "fila": shown})
    text = page(client, "/plan")

    assert len(shown) == 1
    assert rows_of(text) == [f"{SITES[2]} {number}"]


def test_a_hub_that_was_never_restored_says_nothing_of_it(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/plan")

    assert "restauró" not in text
