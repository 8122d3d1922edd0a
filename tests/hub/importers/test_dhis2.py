"""A file says what resources and schools are called in DHIS2; it replaces the list of before, or nothing is kept."""

from pathlib import Path

import pytest

from hub import dhis2_names
from hub.importers.dhis2 import import_dhis2
from hub.store import Store
from shared.differing import Fate
from shared.imported import Outcome
from tests.hub.importers.test_roads import table
from tests.hub.office import office

HEAD = "recurso;medida;código modular;anexo;dhis2"
GOOD = (HEAD, "tablet;unidades;;;fbfJHSPpUQD", "tablet;peak_concurrent;;;cYeuwXTCPkU", ";;999101;0;DiszpKrYNg8")


@pytest.fixture
def region(tmp_path: Path) -> Store:
    return office(tmp_path)


def test_a_file_names_resources_by_measure_and_schools(region: Store, tmp_path: Path) -> None:
    tried = import_dhis2(region, table(tmp_path, *GOOD), dry_run=True)
    assert dhis2_names.current(region) is None
    done = import_dhis2(region, table(tmp_path, *GOOD))

    found = dhis2_names.current(region)
    assert found is not None
    assert found.elements == {"tablet": {"units": "fbfJHSPpUQD", "peak_concurrent": "cYeuwXTCPkU"}}
    assert found.units == {"0999101-0": "DiszpKrYNg8"}
    assert (done.read, done.added, done.refused, done.changes) == (3, 3, (), tried.changes)
    assert "Escuelas sin unidad en DHIS2, que no se envían: 0999102-0" in tried.words()


def test_a_later_file_replaces_the_list_and_says_what_goes(region: Store, tmp_path: Path) -> None:
    import_dhis2(region, table(tmp_path, *GOOD))
    done = import_dhis2(region, table(tmp_path, HEAD, "tablet;units;;;OTHER_CODE", ";;999101;0;DiszpKrYNg8"))

    assert [(one.fate, one.key) for one in done.changes] == [
        (Fate.CHANGED, "tablet units"), (Fate.GONE, "tablet peak_concurrent"),
    ]  # fmt: skip
    assert (
        import_dhis2(region, table(tmp_path, HEAD, "tablet;units;;;OTHER_CODE", ";;999101;0;DiszpKrYNg8")).changes == ()
    )
    newest = dhis2_names.current(region)
    assert newest is not None
    assert newest.version == 2


@pytest.mark.parametrize(
    "line",
    [
        "tablet;nada;;;fbfJHSPpUQD", ";;999999;0;fbfJHSPpUQD", "tablet;units;999102;0;fbfJHSPpUQD", ";;;;fbfJHSPpUQD",
        "guia;units;;;", f"guia;units;;;{'x' * 51}", "tablet;units;;;fbfJHSPpUQX", "guia;units;;;cYeuwXTCPkU",
        ";;999102;0;DiszpKrYNg8", ";;no;0;fbfJHSPpUQX",
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_keeps_the_file_out(region: Store, tmp_path: Path, line: str) -> None:
    done = import_dhis2(region, table(tmp_path, *GOOD, line))

    assert (done.outcome, [one.line for one in done.refused]) == (Outcome.HELD, [5])
    assert dhis2_names.current(region) is None
    assert import_dhis2(region, table(tmp_path, *GOOD, line), accept=True).outcome is Outcome.WRITTEN


def test_a_resource_that_the_catalogue_lacks_is_said(region: Store, tmp_path: Path) -> None:
    done = import_dhis2(region, table(tmp_path, HEAD, "tableta;units;;;fbfJHSPpUQD"))

    assert "Recursos que el catálogo no tiene: tableta." in done.words()
