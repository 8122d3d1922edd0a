"""An office with two packs in its catalogue, six schools that are foreseen to use them, and rooms that differ."""

from pathlib import Path

import msgspec

from hub.importers.pack_rooms import import_pack_rooms
from hub.inputs import Foreseen
from hub.store import Store
from shared.allocation import Need
from shared.ids import ResourceId
from shared.resources import Catalogue
from tests.hub.office import SITES, needs, office, schools
from tests.hub.packing import pack
from tests.hub.regions import catalogue

TALES, SUMS, BLANK = map(ResourceId, ("pack-cuentos", "pack-sumas", "pack-sin-tamano"))
ROOMS = "\n".join([
    "codlocal;MB libres;MB por línea",
    *(f"{site};{room}" for site, room in zip(SITES, ("5000;5000", "700;5000", "5000;700", "5000;"), strict=False)),
])  # fmt: skip


def with_packs() -> Catalogue:
    """Return the catalogue of the tests with two packs, and one whose sizes nobody told."""
    packs = (pack(TALES, 600, 480), pack(SUMS, 900, 700, after=(TALES,)), pack(BLANK, 0, 0))
    return Catalogue(2, (*catalogue().resources, *packs))


def learners() -> list[Foreseen]:
    """Return what all schools need, packs too."""
    more = [
        Foreseen(school.id, name, Need(20, 30, 40), "model") for school in schools() for name in (TALES, SUMS, BLANK)
    ]
    return [*needs(), *more]


def packed_office(folder: Path) -> Store:
    """Return the store of such an office."""
    store = office(folder)
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 2, msgspec.json.encode(with_packs()))
    file = folder / "rooms.csv"
    file.write_text(ROOMS, encoding="utf-8")
    assert import_pack_rooms(store, file).added == 4
    return store
