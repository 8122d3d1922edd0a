"""A list of devices kept in a spreadsheet."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.importers.draft import FAMILIES, Kind
from edge.importers.read import ANY
from shared.devices import Place
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count
from tests.edge.building import TABLET, FakeClock, new_store
from tests.edge.importers.exports import listed_store, take

HEADER = "serie;recurso;marca y modelo;android;espacio en GB;memoria;origen\n"
GOOD = "hga1'4x;tablet;Lenovo M10;9;32;2 GB;Minedu\nHGA1-5X;Tabletas;AOC;;;1,5;\n"


def listed(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows) + "\n").encode()


@pytest.mark.parametrize("kinds", [ANY, FAMILIES["devices"]])
def test_devices_come_into_the_register_once_and_the_stock_stays(tmp_path: Path, kinds: frozenset[Kind]) -> None:
    with listed_store(tmp_path) as store:
        store.record([Claim(Count(resource=TABLET, units=10))])
        first, again = (take(store, (HEADER + GOOD).encode(), kinds=kinds) for _ in range(2))
        one, other = store.devices.all()

        assert (first.added, again.added, again.known) == (2, 0, 2)
        assert (one.serial, one.maker, one.android, one.storage_mb, one.memory_mb, one.origin) == (
            "HGA1-4X", "Lenovo M10", 9, 32_000, 2_000, "Minedu",
        )  # fmt: skip
        assert (other.serial, other.memory_mb, other.place) == ("HGA1-5X", 1_500, Place.HERE)
        assert [row.on_hand for row in store.folded.stock()] == [10]


def test_what_a_list_corrects_and_takes_back_stands_as_it_was_told_last(tmp_path: Path) -> None:
    with listed_store(tmp_path) as store:
        added = [take(store, listed(f"A1;tablet;{maker};;;;")).added for maker in ("AOC", "Lenovo", "AOC", "", "AOC")]

        assert (added, store.devices.all()[0].maker) == ([1, 1, 1, 0, 0], "AOC")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";tablet;;;;;", "falta la serie"),
        ("tablet/1;tablet;;;;;", "no parece una serie"),
        ("8.95E+18;tablet;;;;;", "perdió cifras"),
        ("A2;cuaderno;;;;;", "no tiene «cuaderno»"),
        ("A2;Guías;;;;;", "no es un equipo que se presta"),
        ("A2;tablet;;nueve;;;", "no es una cantidad"),
        ("A2;tablet;;100;;;", "no es una versión de Android"),
        ("A2;tablet;;;-3;;", "no es una cantidad"),
        ("A1;tablet;Otra;;;;", "ya está en la línea 2"),
        ("A2;tablet;donación de Rosa Quispe;;;;", "nombran a alguien"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_nothing_comes_in(tmp_path: Path, row: str, why: str) -> None:
    with listed_store(tmp_path) as store:
        store.people.guardian("Rosa Quispe Canario", "40999938")
        report = take(store, listed("A1;tablet;;;;;", row), despite=False)

        assert [bad.line for bad in report.refused] == [3]
        assert why in report.refused[0].why
        assert store.devices.all() == []


def test_without_a_catalogue_or_a_clock_a_list_waits(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput, match="catálogo"):
        take(store, listed("A1;tablet;;;;;"))
    clock = FakeClock(wall=datetime(2010, 1, 1, tzinfo=UTC))
    with listed_store(tmp_path / "old", clock) as store, pytest.raises(BadInput, match="reloj"):
        take(store, listed("A1;tablet;;;;;"))
