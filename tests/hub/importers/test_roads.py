"""The roads of a region: what the vehicles of each carry, which sites lie on it, what a trip there costs."""

from pathlib import Path

import pytest

from hub.importers.roads import import_roads, import_zones
from hub.kept_means import rows_of, standing
from hub.means import Road, Zone
from hub.region_rows import School
from shared.ids import SchoolId, SiteId
from tests.hub.office import office
from tests.shared.tabular.making import xlsx


def table(folder: Path, *rows: str) -> Path:
    file = folder / "tabla.csv"
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return file


def test_what_a_road_carries_is_read_in_kilograms_and_in_litres_or_cubic_metres(tmp_path: Path) -> None:
    store = office(tmp_path)

    report = import_zones(store, table(tmp_path, "Ruta;Peso kg;m3", "Ocongate;800;3,5", "Marcapata;sin límite;2"))

    assert rows_of(store, Zone) == {
        "Ocongate": Zone(zone="Ocongate", weight_g=800_000, volume_ml=3_500_000),
        "Marcapata": Zone(zone="Marcapata", volume_ml=2_000_000),
    }
    assert "no va ningún local todavía: Marcapata, Ocongate" in report.words()


def test_a_blank_cell_leaves_what_was_known_of_a_road_and_no_limit_takes_it_away(tmp_path: Path) -> None:
    store = office(tmp_path)
    import_zones(store, table(tmp_path, "ruta,kg,litros", "Ocongate,800,3500"))

    import_zones(store, table(tmp_path, "ruta,kg,litros", "OCÓNGATE,,sin límite"))

    assert rows_of(store, Zone) == {"Ocongate": Zone(zone="Ocongate", weight_g=800_000)}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",800,,", "falta el nombre de la ruta: la celda está vacía o combinada con otra"),
        ("Ocongate,,,", "no dice cuánto lleva la ruta; si no hay límite, escriba «sin límite»"),
        ("Ocongate,8,3,3", "dice el volumen dos veces, en litros y en m3. Deje uno de los dos"),
        ("Ocongate,,3 m3,", "«3 m3» no es un número de litros (columna «litros»); se escribe como 1200.50"),
        ("Ocongate,-8,,", "«-8» es menos que nada (columna «kg»). Escriba cuánto hay, desde 0"),
        ("Ocongate,2000000,,", "«2000000» pasa de 1,000,000 kg (columna «kg»): revise la cifra y su unidad"),
    ],
)
def test_a_road_that_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, why: str) -> None:
    store = office(tmp_path)

    report = import_zones(store, table(tmp_path, "ruta,kg,litros,m3", row, "Marcapata,5,,"))

    assert [str(one) for one in report.refused] == [f"Línea 2: {why}"]
    assert rows_of(store, Zone) == {}


def test_a_site_is_named_by_its_code_or_by_that_of_a_service_of_it_and_its_road_as_it_is_known(tmp_path: Path) -> None:
    store = office(tmp_path)
    import_zones(store, table(tmp_path, "ruta,kg", "Ocongate,800"))
    header = "código de local;código modular;anexo;zona;costo del viaje"

    report = import_roads(store, table(tmp_path, header, "999101;;;ocongate;S/ 350", ";999102;;OCONGATE;120,5"))

    assert (report.added, report.notes) == (2, ())
    assert rows_of(store, Road) == {
        "999101": Road(site=SiteId("999101"), zone="Ocongate", trip_cents=35_000),
        "999102": Road(site=SiteId("999102"), zone="Ocongate", trip_cents=12_050),
    }


def test_a_spreadsheet_that_lost_zeros_and_says_only_what_trips_cost_leaves_the_roads(tmp_path: Path) -> None:
    store = office(tmp_path)
    import_roads(store, table(tmp_path, "codlocal,ruta", "999101,Ocongate"))
    file = tmp_path / "viajes.xlsx"
    file.write_bytes(xlsx([["cod_mod", "viaje"], [999101, 350.5]]))

    report = import_roads(store, file)

    assert (report.changed, report.refused) == (1, ())
    assert rows_of(store, Road) == {"999101": Road(site=SiteId("999101"), zone="Ocongate", trip_cents=35_050)}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("999199,,Ocongate,1", "la región no conoce el local «999199»"),
        (",0999199,Ocongate,1", "la región no conoce el servicio «0999199-0»"),
        (",,Ocongate,1", "falta el código de local o el código modular"),
        ("999101,,,", "no dice la ruta ni cuánto cuesta el viaje"),
        ("999101,0999102,Ocongate,1", "el servicio «0999102-0» no es del local «999101», sino del «999102»"),
        ("99a,,Ocongate,1", "«99a» no es un código de cifras"),
        ("999101,,Ocongate,-3", "«-3» es menos que nada (columna «viaje»). Escriba cuánto hay, desde 0"),
    ],
)
def test_a_row_of_no_site_of_the_region_or_that_says_nothing_is_refused(tmp_path: Path, row: str, why: str) -> None:
    store = office(tmp_path)

    report = import_roads(store, table(tmp_path, "codlocal,cod_mod,ruta,viaje", row))

    assert [str(one) for one in report.refused] == [f"Línea 2: {why}"]
    assert standing(store).roads == ()


def test_the_services_of_one_site_share_its_road_and_a_road_is_taken_away_by_name(tmp_path: Path) -> None:
    store = office(tmp_path)
    second = School(id=SchoolId("0999301-0"), site=SiteId("999101"), name="Inicial", ugel="Huamanga")
    store.put_schools([second])
    import_roads(store, table(tmp_path, "cod_mod,ruta", "0999301,Ocongate", "0999101,Ocongate"))
    found = rows_of(store, Road)

    import_roads(store, table(tmp_path, "cod_mod,ruta", "0999101,ninguna"))

    assert found == {"999101": Road(site=SiteId("999101"), zone="Ocongate")}
    assert standing(store).roads == ()


def test_a_road_of_which_nobody_said_what_it_carries_is_told(tmp_path: Path) -> None:
    report = import_roads(office(tmp_path), table(tmp_path, "codlocal,ruta", "999101,Ocongate"))

    assert "nadie dijo cuánto llevan, y no limitan nada: Ocongate" in report.words()
