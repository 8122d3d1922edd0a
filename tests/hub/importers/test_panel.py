"""An imported panel is checked whole, replaces the one before, and is imported once."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub.importers.panel import import_panel
from hub.panel import SCHEMA
from shared.errors import BadInput
from tests.hub.builders import GUIDE, SCHOOL, Office

ROW: dict[str, Any] = {
    "school": SCHOOL,
    "resource": GUIDE,
    "week": date(2026, 10, 5),
    "units": 4,
    "source": "simulated",
}


def panel(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "panel.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows)), file)
    return file


def test_a_panel_replaces_the_one_before_and_the_same_file_changes_nothing(office: Office, tmp_path: Path) -> None:
    import_panel(office.store, panel(tmp_path, ROW))
    file = panel(tmp_path, ROW, ROW | {"week": date(2026, 9, 28)})

    told = [import_panel(office.store, file).added for _ in range(2)]

    (name,) = office.store.segments("panel")
    assert told == [2, 0]
    assert pq.read_table(office.config.lake_folder / name).schema.equals(SCHEMA)


def test_a_panel_as_csv_keeps_its_leading_zeros(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text(f"school,resource,week,units\n{SCHOOL},{GUIDE},2026-10-05,4\n")

    import_panel(office.store, file)

    rows = pq.read_table(office.config.lake_folder / office.store.segments("panel")[0]).to_pylist()
    assert (rows[0]["school"], rows[0]["source"], rows[0]["units"]) == (SCHOOL, "imported", 4)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([ROW | {"week": date(2026, 10, 6)}], "lunes"),
        ([ROW | {"week": date(2199, 10, 7)}], "Revise los años"),
        ([ROW | {"units": -1}], "negativas"),
        ([ROW, ROW], "repite"),
        ([ROW | {"units": None}, ROW], "vacías"),
        ([ROW | {"units": "muchas"}], "tipo"),
        ([{"school": SCHOOL}], "faltan columnas"),
    ],
)
def test_a_panel_that_cannot_be_used_is_refused_whole(
    office: Office, tmp_path: Path, rows: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        import_panel(office.store, panel(tmp_path, *rows))

    assert office.store.segments("panel") == []


def test_a_dry_run_and_a_file_that_is_no_table(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("hola")

    assert import_panel(office.store, panel(tmp_path, ROW), dry_run=True).read == 1
    assert office.store.segments("panel") == []
    with pytest.raises(BadInput, match="faltan las columnas servicio"):
        import_panel(office.store, tmp_path / "x.parquet")
