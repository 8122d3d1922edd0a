"""The papers of a plan by command."""

import json
from pathlib import Path

from openpyxl import load_workbook

from hub.region_rows import SupplyRow
from tests.hub.builders import GUIDE, Office
from tests.hub.commands import run
from tests.hub.test_plans import plan


def test_the_cuadro_is_told_and_written_as_csv_and_workbook(office: Office, tmp_path: Path) -> None:
    where = ("--dir", office.config.folder)
    office.store.put_supply([SupplyRow(depot="", resource=GUIDE, units=30)])
    office.store.propose(plan())

    told = run("plan", "cuadro", "--out", tmp_path / "a.csv", *where)
    found = json.loads(run("plan", "cuadro", "--out", tmp_path / "a.xlsx", "--json", *where).output)
    packed = run("plan", "packing", "--out", tmp_path / "b.xlsx", *where)
    wrong = run("plan", "cuadro", "--out", tmp_path / "a.pdf", *where)

    assert [done.exit_code for done in (told, packed, wrong)] == [0, 0, 1]
    assert (found["units"], found["pecosas"]) == (20, 0)
    assert "Total: 20 unidades" in told.output
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith('"almacen";"distrito"')
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["Cuadro", "Detalle", "PECOSA"]
    assert "paradas" in packed.output
