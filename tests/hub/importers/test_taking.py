"""A listing is kept over what was known: not before it is accepted, nothing twice, of nobody that it does not name."""

from pathlib import Path

import pytest

from hub.importers.budgets import import_costs
from hub.kept_means import rows_of
from hub.means import Cost
from hub.store import Store
from shared.imported import Outcome
from tests.hub.builders import GUIDE, TABLET, Office

pytestmark = pytest.mark.databases


def costs(folder: Path, *rows: str) -> Path:
    file = folder / "costos.csv"
    file.write_text("\n".join(["recurso;costo", *rows, ""]), encoding="utf-8")
    return file


def cents(store: Store) -> dict[str, int]:
    return {name: row.cents for name, row in rows_of(store, Cost).items()}


def test_nothing_is_kept_by_a_dry_run_nor_beside_a_refused_line_until_accepted(office: Office, tmp_path: Path) -> None:
    store, file = office.store, costs(tmp_path, f"{GUIDE};12,50", "pizarra;3")

    tried = import_costs(store, file, dry_run=True)
    held = import_costs(store, file)
    before = cents(store)
    done = import_costs(store, file, accept=True)

    assert (tried.outcome, held.outcome, done.outcome) == (Outcome.TRIED, Outcome.HELD, Outcome.WRITTEN)
    assert [(one.added, one.refused_count) for one in (tried, held, done)] == [(1, 1)] * 3
    assert "Línea 3: el catálogo no tiene el recurso «pizarra»" in held.words()
    assert (before, cents(store)) == ({}, {GUIDE: 1250})


def test_the_same_file_once_more_adds_nothing_and_makes_no_version(office: Office, tmp_path: Path) -> None:
    store, file = office.store, costs(tmp_path, f"{GUIDE};12,50")
    import_costs(store, file)

    again = import_costs(store, file)

    assert (again.added, again.changed, again.known) == (0, 0, 1)
    with store.read() as connection:
        newest = store.newest_version(connection, "costs")
    assert newest is not None
    assert newest[0] == 1


def test_what_a_listing_does_not_name_stays(office: Office, tmp_path: Path) -> None:
    store = office.store
    import_costs(store, costs(tmp_path, f"{GUIDE};12,50", f"{TABLET};450"))

    report = import_costs(store, costs(tmp_path, f"{GUIDE};13,00"))

    assert (report.added, report.changed) == (0, 1)
    assert cents(store) == {GUIDE: 1300, TABLET: 45_000}


def test_a_row_twice_is_refused_only_where_it_says_something_else(office: Office, tmp_path: Path) -> None:
    store = office.store

    same = import_costs(store, costs(tmp_path, f"{GUIDE};12,50", f"{GUIDE};12.5"), dry_run=True)
    other = import_costs(store, costs(tmp_path, f"{GUIDE};12,50", f"{GUIDE};13,50"), dry_run=True)

    assert (same.refused, same.added, same.known) == ((), 1, 1)
    assert [str(one) for one in other.refused] == [
        f"Línea 3: «{GUIDE}» ya está en la línea 2 con otros datos. Deje una de las dos"
    ]
