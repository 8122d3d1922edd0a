"""What a region has of roads, trips and money, brought in and shown by command."""

import json
from pathlib import Path

from hub.config import Config
from hub.store import Store
from tests.hub.commands import new_hub, run
from tests.hub.office import schools, supply


def hub(folder: Path) -> Path:
    made = new_hub(folder)
    store = Store(Config(made))
    store.put_schools(schools())
    store.put_supply(supply())
    store.close()
    return made


def table(folder: Path, name: str, *rows: str) -> Path:
    file = folder / name
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return file


def test_without_limits_it_is_said_that_nothing_limits(tmp_path: Path) -> None:
    done = run("means", "--dir", hub(tmp_path))

    assert done.exit_code == 0, done.output
    assert "ni las rutas, ni los viajes, ni el dinero limitan" in done.output
    assert "De 6 locales, con ruta 0" in done.output


def test_all_four_tables_come_in_by_command_and_are_shown(tmp_path: Path) -> None:
    where = ("--dir", hub(tmp_path))
    tables = {
        "zones": table(tmp_path, "z.csv", "ruta;kg;m3", "Ocongate;800;3"),
        "roads": table(tmp_path, "r.csv", "codlocal;ruta;costo del viaje", "999101;Ocongate;350", "999102;Ocongate;0"),
        "budgets": table(tmp_path, "b.csv", "almacén;monto", "Huamanga;S/ 12000", "RECURSOS;50000"),
        "costs": table(tmp_path, "c.csv", "recurso;costo", "tablet;450,50"),
    }

    tried = [run("import", name, file, "--dry-run", *where) for name, file in tables.items()]
    empty = json.loads(run("means", "--json", *where).output)
    done = [run("import", name, file, *where) for name, file in tables.items()]
    told = run("means", "--month", "2026-10", *where).output
    found = json.loads(run("means", "--json", *where).output)

    assert [one.exit_code for one in (*tried, *done)] == [0] * 8, [one.output for one in (*tried, *done)]
    assert empty["limits"] == []
    assert "Ruta Ocongate: 800.0 kg, usados 0.0" in told
    assert "Viajes desde Huamanga: S/ 12,000.00, usados 0.00" in told
    assert [(one["what"], one["name"], one["limit"]) for one in found["limits"]] == [
        ("weight_kg", "Ocongate", 800), ("volume_l", "Ocongate", 3000), ("trips_soles", "Huamanga", 12000),
        ("money_soles", "", 50000),
    ]  # fmt: skip
    assert (found["sites_by_zone"], found["with_trip"], found["with_cost"]) == ({"Ocongate": 2}, 1, 1)


def test_a_month_that_is_none_is_refused(tmp_path: Path) -> None:
    done = run("means", "--month", "10/2026", "--dir", hub(tmp_path))

    assert (done.exit_code, "AAAA-MM" in done.output) == (1, True)
