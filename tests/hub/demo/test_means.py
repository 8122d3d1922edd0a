"""The demonstration's roads, trips and budgets are made up from its schools, say so, and go in as an office's would."""

import csv
from pathlib import Path

from hub.demo.means import KG_PER_SITE, TRIPS_PAID_PCT, made_up, write_means
from hub.importers.budgets import import_budgets
from hub.importers.roads import import_roads, import_zones
from hub.kept_means import standing
from tests.hub.office import office, schools


def rows() -> list[dict[str, str]]:
    return [
        {"codlocal": one.site, "distrito": f"Distrito {n % 2}", "ugel": one.ugel, "rurality": one.rurality}
        for n, one in enumerate(schools())
    ]


def region(folder: Path) -> Path:
    for name, of in (("schools.csv", rows()), ("supply.csv", [{"depot": "Huamanga"}])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, of[0])
            writer.writeheader()
            writer.writerows(of)
    return folder


def test_each_district_has_a_road_with_room_for_its_sites_and_the_trips_of_most_are_paid() -> None:
    zones, roads, budgets = made_up(rows(), ["Huamanga"])

    trips = [int(row["costo del viaje"]) for row in roads]
    assert [(row["ruta"], row["kg"]) for row in zones] == [
        ("Distrito 0", str(3 * KG_PER_SITE)),
        ("Distrito 1", str(3 * KG_PER_SITE)),
    ]
    assert (len(roads), min(trips) > 0) == (6, True)
    assert budgets == [{"almacén": "Huamanga", "presupuesto": str(sum(trips) * TRIPS_PAID_PCT // 100)}]


def test_the_files_go_in_whole_and_are_marked_as_made_up(tmp_path: Path) -> None:
    store = office(tmp_path / "hub")

    zones, roads, budgets = write_means(region(tmp_path))
    done = [import_zones(store, zones), import_roads(store, roads), import_budgets(store, budgets)]

    assert [(one.added, one.refused) for one in done] == [(2, ()), (6, ()), (1, ())]
    assert done[1].notes == done[2].notes == ()
    assert standing(store).simulated
    assert all(one.simulated for one in standing(store).roads)


def test_a_school_that_no_depot_serves_pays_into_no_budget() -> None:
    lost = [row | {"ugel": "La Mar"} for row in rows()[:2]]

    _zones, _roads, budgets = made_up([*lost, *rows()[2:]], ["Huamanga", "Huanta"])

    assert [row["almacén"] for row in budgets] == ["Huamanga"]
