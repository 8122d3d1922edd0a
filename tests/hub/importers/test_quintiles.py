"""An operator's file of quintiles, by service or by district, goes in with its source and year or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.importers.quintiles import import_quintiles
from hub.kept_means import rows_of
from hub.quintiles import Quintile
from hub.store import Store
from tests.hub.importers.test_roads import table
from tests.hub.office import office, schools
from tests.shared.tabular.making import xlsx

OF = {"source": "INEI", "year": 2018}


def region(folder: Path) -> Store:
    store = office(folder)
    store.put_schools([replace(one, ubigeo="080101", district="Ccorca") for one in schools()])
    return store


def test_a_service_has_its_own_quintile_and_the_others_that_of_their_district(tmp_path: Path) -> None:
    store = region(tmp_path)

    by_service = import_quintiles(store, table(tmp_path, "código modular;anexo;Quintil", "999101;0;Quintil 1"), **OF)
    by_district = import_quintiles(store, table(tmp_path, "UBIGEO;quintil;fuente;año", "80101;3;MEF;2020"), **OF)

    assert rows_of(store, Quintile) == {
        "0999101-0": Quintile(place="0999101-0", quintile=1, source="INEI", year=2018),
        "080101": Quintile(place="080101", quintile=3, source="MEF", year=2020),
    }
    assert sorted(str(one.quintile) for one in store.schools()) == ["1", "3", "3", "3", "3", "3"]
    assert "tienen quintil 1 de 6 escuelas: 1: 1" in by_service.words()
    assert "tienen quintil 6 de 6 escuelas: 1: 1, 3: 5" in by_district.words()


def test_the_same_file_again_changes_nothing_and_makes_no_version(tmp_path: Path) -> None:
    store = region(tmp_path)
    file = tmp_path / "q.xlsx"
    file.write_bytes(xlsx([["ubigeo", "quintil"], [80101, 2], ["080102", 4]]))

    first, again = import_quintiles(store, file, **OF), import_quintiles(store, file, **OF)

    assert (first.added, first.changed, again.added, again.changed) == (2, 0, 0, 0)
    assert "la región no tiene escuelas, y no cambian nada: 080102" in first.words()
    with store.read() as connection:
        assert (store.newest_version(connection, "quintiles") or (0,))[0] == 1


def test_a_dry_run_shows_what_would_go_in_and_keeps_nothing(tmp_path: Path) -> None:
    store = region(tmp_path)

    report = import_quintiles(store, table(tmp_path, "ubigeo,quintil", "080101,2"), dry_run=True, **OF)

    assert report.preview == ({"place": "080101", "quintile": 2, "source": "INEI", "year": 2018},)
    assert rows_of(store, Quintile) == {}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("080101,,6,x,2018", "«6» no es un quintil: se escribe 1 (el más pobre) a 5"),
        (f"080101,,{'9' * 5_000},x,2018", f"«{'9' * 30}» no es un quintil: se escribe 1 (el más pobre) a 5"),
        ("080101,,0,x,2018", "«0» no es un quintil: se escribe 1 (el más pobre) a 5"),
        ("080101,,1.5,x,2018", "«1.5» no es un quintil: se escribe 1 (el más pobre) a 5"),
        ("080101,,,x,2018", "no dice el quintil; si ya no tiene, escriba «ninguno»"),
        ("080101,,2,,2018", "no dice la fuente o el año del quintil; dígalos con --source y --year"),
        ("080101,,2,x,", "no dice la fuente o el año del quintil; dígalos con --source y --year"),
        ("080101,,2,x,18", "«18» no es un año"),
        (",,2,x,2018", "falta el código modular o el ubigeo del distrito"),
        ("080000,,2,x,2018", "«080000» no es el ubigeo de un distrito"),
        (",0999999,2,x,2018", "la región no conoce el servicio «0999999-0»"),
        ("1801011,,2,x,2018", "«1801011» tiene más de 6 cifras"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_nothing_goes_in(tmp_path: Path, row: str, why: str) -> None:
    store = region(tmp_path)

    report = import_quintiles(store, table(tmp_path, "ubigeo,cod_mod,quintil,fuente,año", row, "080102,,1,x,2018"))

    assert [str(one) for one in report.refused] == [f"Línea 2: {why}"]
    assert rows_of(store, Quintile) == {}


def test_a_district_said_twice_differently_is_refused_and_none_takes_a_quintile_away(tmp_path: Path) -> None:
    store = region(tmp_path)
    twice = import_quintiles(store, table(tmp_path, "ubigeo,quintil", "080101,2", "080101,3"), **OF)
    import_quintiles(store, table(tmp_path, "ubigeo,quintil", "080101,2"), **OF)

    import_quintiles(store, table(tmp_path, "ubigeo,quintil", "080101,ninguno"))

    assert [one.line for one in twice.refused] == [3]
    assert {one.quintile for one in store.schools()} == {None}


def test_a_district_of_another_name_is_told_for_the_codes_of_two_registers_differ(tmp_path: Path) -> None:
    store = region(tmp_path)

    odd = import_quintiles(store, table(tmp_path, "ubigeo,distrito,quintil", "080101,Cusco,2"), **OF)
    same = import_quintiles(store, table(tmp_path, "ubigeo,distrito,quintil", "080101,CCORCA,2"), **OF)

    assert "con otro nombre: 080101 (Cusco; Ccorca)" in odd.words()
    assert "otro nombre" not in same.words()


def test_the_command_takes_the_source_and_the_year_of_the_whole_file_and_means_tells_them(tmp_path: Path) -> None:
    store = region(tmp_path)
    store.close()
    file, where = table(tmp_path, "ubigeo,quintil", "080101,2"), ("--dir", str(tmp_path))
    runner = CliRunner()

    refused = runner.invoke(main, ["import", "quintiles", str(file), *where])
    taken = runner.invoke(main, ["import", "quintiles", str(file), "--source", "INEI", "--year", "2018", *where])
    means = runner.invoke(main, ["means", *where])

    assert (refused.exit_code, taken.exit_code) == (1, 0), taken.output
    assert "Quintil de pobreza según INEI (2018): 6 de 6 escuelas. 2: 6." in means.output
