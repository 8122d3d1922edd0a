"""The room for packs of each site comes in as people write it, and what is not known stays unknown."""

from pathlib import Path

import pytest

from hub.importers.pack_rooms import MOST_MB, import_pack_rooms
from hub.kept_means import rows_of
from hub.pack_offers import PackRoom
from hub.store import Store
from shared.imported import Imported
from tests.hub.office import SITES, office, schools


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def brought(store: Store, text: str, **options: bool) -> Imported:
    file = store.config.folder / "rooms.csv"
    file.write_text(text, encoding="utf-8")
    return import_pack_rooms(store, file, **options)


def test_a_site_is_named_by_its_code_or_that_of_a_service(store: Store) -> None:
    found = brought(
        store, f"codlocal;código modular;MB libres;MB por línea\n{SITES[0]};;1200 MB;900\n;{schools()[1].id};3500;\n"
    )

    assert (found.added, found.refused) == (2, ())
    assert rows_of(store, PackRoom) == {
        SITES[0]: PackRoom(site=SITES[0], free_mb=1_200, sync_mb=900),
        SITES[1]: PackRoom(site=SITES[1], free_mb=3_500),
    }


def test_a_blank_cell_leaves_what_was_known_and_no_limit_is_more_than_anything(store: Store) -> None:
    brought(store, f"codlocal;free_mb;sync_mb\n{SITES[0]};1200;900\n")

    found = brought(store, f"codlocal;free_mb;sync_mb\n{SITES[0]};;sin límite\n")

    assert found.changed == 1
    assert rows_of(store, PackRoom)[SITES[0]] == PackRoom(site=SITES[0], free_mb=1_200, sync_mb=MOST_MB)


def test_a_row_that_says_nothing_of_room_or_of_an_unknown_site_is_refused(store: Store) -> None:
    found = brought(store, f"codlocal;free_mb\n{SITES[0]};\n999999;10\n{SITES[1]};mucho\n")

    assert [one.line for one in found.refused] == [2, 3, 4]
    assert rows_of(store, PackRoom) == {}


def test_a_catalogue_without_sizes_is_told(store: Store) -> None:
    notes = brought(store, f"codlocal;free_mb\n{SITES[0]};900\n").notes

    assert "no dice el tamaño completo de ningún paquete" in " ".join(one.text() for one in notes)
