"""The panel for training: every row, with the kind of its resource."""

import pyarrow.parquet as pq
import pytest

from hub.exports import export_panel
from shared.errors import BadInput, NotReady
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, Office, school
from tests.hub.test_forecasting import KINDS, ready

__all__ = ["ready"]


@pytest.mark.spark
def test_the_exported_panel_names_the_kind_of_each_resource(ready: Office) -> None:
    file = ready.config.folder / "panel.parquet"
    ready.store.put_schools([school(students=40), school(OTHER_SCHOOL, OTHER_SITE, level="Inicial - Jardín")])

    done = export_panel(ready.store, file)

    table = pq.read_table(file)
    assert done.rows == table.num_rows == 54
    assert "Filas que quedaron fuera: 1, de recursos que el catálogo no tiene (desconocido)" in done.words(file)
    assert set(table["kind"].to_pylist()) == {kind.value for kind in KINDS.values()}
    told = set(zip(*(table[name].to_pylist() for name in ("school", "students", "level")), strict=True))
    assert told == {(SCHOOL, 40, "Primaria"), (OTHER_SCHOOL, None, "Inicial")}


def test_exporting_before_aggregating_says_what_to_do(office: Office) -> None:
    with pytest.raises(NotReady, match="aggregate"):
        export_panel(office.store, office.config.folder / "panel.parquet")


def test_exporting_makes_no_folder_that_nobody_asked_for(office: Office) -> None:
    file = office.config.folder / "no" / "hay" / "panel.parquet"

    with pytest.raises(BadInput, match="No existe la carpeta"):
        export_panel(office.store, file)

    assert not (office.config.folder / "no").exists()
