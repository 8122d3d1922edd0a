"""Where a pupil left off is kept by file, moves with the file that they open, and goes with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.pack_places import MOST, PlaceIn
from edge.store import Store
from tests.edge.building import SCHOOL, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def test_a_place_is_of_the_file_that_was_opened_last(store: Store) -> None:
    rosa = store.people.add_person("learner", "Rosa", code="a1", school=SCHOOL)
    assert store.places.of(rosa, "relatos") is None
    store.places.told(rosa, "relatos", 7)
    assert store.places.of(rosa, "relatos") is None
    store.places.opened(rosa, "relatos", "zorro.pdf")
    store.places.told(rosa, "relatos", 12)
    store.places.opened(rosa, "relatos", "zorro.pdf")

    assert store.places.of(rosa, "relatos") == PlaceIn("zorro.pdf", 12)
    store.places.opened(rosa, "relatos", "lluvia.mp3")
    assert store.places.of(rosa, "relatos") == PlaceIn("lluvia.mp3", 0)
    store.places.told(rosa, "relatos", MOST + 5)
    assert store.places.of(rosa, "relatos") == PlaceIn("lluvia.mp3", MOST)


def test_it_is_of_one_pupil_and_goes_with_them(store: Store) -> None:
    rosa, luis = (store.people.add_person("learner", name, code=name, school=SCHOOL) for name in ("Rosa", "Luis"))
    for who in (rosa, luis):
        store.places.opened(who, "relatos", f"{who.hex()}.pdf")
    store.erase(rosa)

    assert store.places.of(rosa, "relatos") is None
    assert store.places.of(luis, "relatos") == PlaceIn(f"{luis.hex()}.pdf", 0)
