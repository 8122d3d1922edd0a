"""Instances by command: made up, divided and checked without a hub."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from hub import cli_instances, proposing
from hub.allocation.settings import MAX_ALPHA, Settings
from hub.allocation.writing import write_instance
from hub.cli import main
from hub.region_instance import instance_of
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.commands import new_hub
from tests.hub.office import PERIOD, needs, office


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_instance(tmp_path / "instance", whole_tables(3), CYCLE, csv=True)
    return tmp_path / "instance"


def test_a_made_up_instance_is_divided_without_a_hub(tmp_path: Path) -> None:
    made = run("generate", tmp_path / "made", "--schools", 30, "--seed", 5, "--packs", "--csv", "--json")
    solved = run("solve", tmp_path / "made", "--alpha", 0, "--out", tmp_path / "plan", "--json", tmp_path / "told.json")

    assert (made.exit_code, solved.exit_code) == (0, 0)
    assert json.loads(made.stdout)["rows"]["schools"] == 30
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told == json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert told["value"] <= told["bound"]
    assert pd.read_parquet(tmp_path / "plan" / "lines.parquet")["units"].sum() == told["units"] > 0
    assert "Repartido: " in solved.stdout
    assert len(pd.read_parquet(tmp_path / "plan" / "packs.parquet")) > 30
    assert run("verify", tmp_path / "made", tmp_path / "plan").exit_code == 0


def test_a_made_up_instance_in_which_not_all_counted_is_divided_evenly_and_holds(tmp_path: Path) -> None:
    run("generate", tmp_path / "made", "--schools", 30, "--seed", 5, "--uncounted", 50)
    solved = run("solve", tmp_path / "made", "--out", tmp_path / "plan")

    told = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert (solved.exit_code, told["settings"]["alpha"]) == (0, 2)
    assert "nadie contó lo que hay" in solved.stderr
    assert len(told["uncounted"]) > 10
    assert run("verify", tmp_path / "made", tmp_path / "plan").exit_code == 0


def test_an_evenness_that_is_no_number_is_refused(folder: Path) -> None:
    solved = run("solve", folder, "--alpha", "nan")

    assert solved.exit_code == 2
    assert "no es un número que sirva" in solved.stderr


def test_no_plan_may_be_more_even_than_can_be_counted() -> None:
    (alpha,) = (one for one in cli_instances.solve.params if one.name == "alpha")

    assert getattr(alpha.type, "max", None) == MAX_ALPHA


def test_a_plan_says_what_locks_could_not_have(folder: Path, tmp_path: Path) -> None:
    tables = whole_tables(3)
    first = tables["schools"].iloc[0]["school_id"]
    lock = [{"school_id": first, "resource_id": "guia", "kind": "min", "units": 6_000}]
    write_instance(folder, tables | {"locks": pd.DataFrame(lock)}, Settings(cycle="2026-07", alpha=0), csv=True)

    solved = run("solve", folder, "--out", tmp_path / "plan", "--csv")

    assert "Lo fijado que no alcanzó entero: 1 línea" in solved.stdout
    cut = pd.read_csv(tmp_path / "plan" / "cut.csv", dtype={"school_id": str})
    assert cut["school_id"].tolist() == [first]
    assert (cut["units"] < cut["asked_units"]).all()


def test_a_plan_says_who_stays_under_what_is_guaranteed_and_what_the_bound_leaves_out(
    folder: Path, tmp_path: Path
) -> None:
    write_instance(folder, whole_tables(3), Settings(cycle="2026-07", alpha=0, guarantee_pct=90), csv=True)

    solved = run("solve", folder, "--json", tmp_path / "told.json")

    under = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))["under_guarantee"]
    assert under > 1
    assert f"Con menos del 90 % garantizado quedan {under} escuelas." in solved.stdout
    assert "La cota no cuenta lo que cuesta garantizarlo" in solved.stdout


def test_a_folder_that_is_no_instance_is_told_in_words(tmp_path: Path) -> None:
    solved = run("solve", tmp_path)

    assert solved.exit_code == 1
    assert "schools.csv: falta la tabla" in solved.stderr


def test_a_plan_is_checked_from_the_files_and_one_that_was_changed_ends_with_1(folder: Path, tmp_path: Path) -> None:
    run("solve", folder, "--alpha", 0, "--out", tmp_path / "plan", "--csv")

    good = run("verify", folder, tmp_path / "plan")
    lines = tmp_path / "plan" / "lines.csv"
    lines.write_text("\n".join(lines.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    bad = run("verify", folder, tmp_path / "plan", "--json")

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "cumple todo." in good.stdout
    assert json.loads(bad.stdout)["findings"] > 0


def test_what_a_plan_is_drawn_from_is_divided_alike_from_files(tmp_path: Path) -> None:
    store = office(tmp_path / "hub")
    tables, given = instance_of(proposing.inputs_now(store, needs(), **PERIOD))
    write_instance(tmp_path / "instance", tables, given, csv=True)

    plan = proposing.make_plan(store, needs(), **PERIOD)
    solved = run("solve", tmp_path / "instance", "--out", tmp_path / "out", "--csv")

    assert solved.exit_code == 0
    lines = pd.read_csv(tmp_path / "out" / "lines.csv", dtype={"school_id": str})
    sent = {(line.school, line.resource): line.lots for line in store.plan_lines(plan.id) if line.lots}
    assert {(row.school_id, row.resource_id): row.lots for row in lines.itertuples()} == sent
    assert run("verify", tmp_path / "instance", tmp_path / "out").exit_code == 0


def test_a_region_without_a_forecast_says_that_it_has_none(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)

    done = run("export", tmp_path / "out", "--dir", folder)

    assert done.exit_code == 1
    assert "chasqui-hub forecast" in done.stderr
    assert not (tmp_path / "out").exists()
