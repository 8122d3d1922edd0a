"""The money of a month: trips out of each depot, all that is sent, and what resources cost."""

from pathlib import Path

import pytest

from hub.importers.budgets import import_budgets, import_costs
from hub.importers.roads import import_roads
from hub.kept_means import rows_of, standing
from hub.means import GOODS, Budget, Cost
from hub.region_rows import SupplyRow
from tests.hub.office import office
from tests.hub.regions import GUIDE
from tests.shared.tabular.making import xlsx


def table(folder: Path, *rows: str) -> Path:
    file = folder / "tabla.csv"
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return file


def test_a_budget_is_of_the_trips_of_a_depot_or_of_all_that_is_sent(tmp_path: Path) -> None:
    store = office(tmp_path)

    import_budgets(store, table(tmp_path, "almacén;monto", "UGEL HUAMANGA;S/ 12000", "Recursos;50000,50"))

    assert rows_of(store, Budget) == {
        "Huamanga": Budget(depot="Huamanga", cents=1_200_000),
        GOODS: Budget(depot=GOODS, cents=5_000_050),
    }
    assert (standing(store).trips, standing(store).money) == ({"Huamanga": 1_200_000}, 5_000_050)


def test_no_limit_takes_a_budget_away_and_what_is_not_named_stays(tmp_path: Path) -> None:
    store = office(tmp_path)
    import_budgets(store, table(tmp_path, "almacén,monto", "Huamanga,12000", "RECURSOS,50000"))

    import_budgets(store, table(tmp_path, "almacén,monto", "RECURSOS,sin límite"))

    assert (standing(store).trips, standing(store).money) == ({"Huamanga": 1_200_000}, None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ayacucho,5", "ningún almacén se llama «Ayacucho»; los que hay: Huamanga"),
        ("POOL,5", "ningún almacén se llama «POOL»; los que hay: Huamanga"),
        (",5", "falta el nombre del almacén: la celda está vacía o combinada con otra"),
        ("Huamanga,", "falta el monto; si no hay límite, escriba «sin límite»"),
        ("Huamanga,-5", "«-5» es menos que nada (columna «monto»). Escriba cuánto hay, desde 0"),
        ("Huamanga,200000000", "«200000000» pasa de 100,000,000 soles (columna «monto»): revise la cifra y su unidad"),
    ],
)
def test_a_budget_of_no_depot_or_that_cannot_be_is_refused(tmp_path: Path, row: str, why: str) -> None:
    store = office(tmp_path)
    store.put_supply([SupplyRow(depot="POOL", resource=GUIDE, units=5)])

    report = import_budgets(store, table(tmp_path, "almacén,monto", row))

    assert [str(one) for one in report.refused] == [f"Línea 2: {why}"]
    assert rows_of(store, Budget) == {}


def test_a_budget_that_limits_nothing_yet_is_told_with_what_is_missing(tmp_path: Path) -> None:
    store = office(tmp_path)
    budgets = ("almacén,monto", "Huamanga,12000", "RECURSOS,50000")

    idle = import_budgets(store, table(tmp_path, *budgets)).words()
    import_roads(store, table(tmp_path, "codlocal,viaje", "999101,350"))
    import_costs(store, table(tmp_path, "recurso,costo", f"{GUIDE},12.5"))

    assert "Los viajes desde Huamanga no tienen costo" in idle
    assert "Ningún recurso tiene costo" in idle
    assert import_budgets(store, table(tmp_path, *budgets)).notes == ()


def test_what_resources_cost_is_read_from_a_spreadsheet_and_told_to_limit_nothing_without_money(tmp_path: Path) -> None:
    store = office(tmp_path)
    file = tmp_path / "costos.xlsx"
    file.write_bytes(xlsx([["material", "precio unitario"], ["Guías de Comunicación 3°", 12.5]]))

    report = import_costs(store, file)

    assert rows_of(store, Cost) == {GUIDE: Cost(resource=GUIDE, cents=1250)}
    assert "no tiene un presupuesto para recursos" in report.words()
