"""Trials by command: of the region and of files, in words and as JSON, and nothing kept."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub import nightly
from hub.allocation.writing import write_instance
from hub.cli import main
from hub.store import Store
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.builders import StillClock
from tests.hub.office import NOW, office
from tests.hub.trying import all_kept, more_stock, put_forecasts


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["plan", "whatif", *map(str, words)], env={"CHASQUI_HUB_CLOCK": NOW.isoformat()})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = office(tmp_path / "hub", StillClock(NOW))
    put_forecasts(found)
    nightly.allocate(found)
    return found


def test_a_trial_of_the_region_says_who_gains_and_that_nothing_is_kept(store: Store, tmp_path: Path) -> None:
    before = all_kept(store)

    done = run("--stock", "tablet=+20", "--alpha", 0, "--fairness", "--json", tmp_path / "told.json",
               "--dir", store.config.folder)  # fmt: skip

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Es una prueba: no se guardó nada y ningún plan cambia.\n")
    assert "Necesidad sin atender, %: hoy " in done.stdout
    assert "Gana 09991" in done.stdout
    assert "Equidad 4: sin atender " in done.stdout
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["change"]["stock"] == [{"depot": "", "resource": "tablet", "units": 20}]
    assert told["plan"] == store.plans()[0].id
    assert told["before"]["units"] < told["after"]["units"]
    assert {one["sort"] for one in told["groups"]} == {"rurality", "language", "ugel"}
    assert [one["alpha"] for one in told["evenness"]] == [0, 1, 2, 4]
    assert {one["called"] for one in told["groups"] if one["sort"] == "language"} == {
        "castellano", "castellano y quechua chanka"
    }  # fmt: skip
    assert "Lengua castellano y quechua chanka, 3 escuelas: sin atender hoy " in done.stdout
    assert all_kept(store) == before


def test_a_trial_that_moves_nothing_says_what_today_is_and_what_keeps_the_rest(store: Store, tmp_path: Path) -> None:
    plan = store.plans()[0]
    counts = Counter(line.reason.value for line in store.plan_lines(plan.id))

    done = run("--alpha", 2, "--json", tmp_path / "told.json", "--dir", store.config.folder)
    moved = run("--stock", "tablet=+20", "--dir", store.config.folder)

    assert f"\n«Hoy» es el plan {plan.id} (Propuesto).\n" in done.stdout
    stops = f"No alcanzó el almacén ({counts['STOCK']} líneas)"
    assert f"nadie gana ni pierde. Esto detiene lo que falta: {stops}" in done.stdout
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert {"reason": "STOCK", "lines": counts["STOCK"]} in told["stops"]
    assert "Esto detiene" not in moved.stdout


def test_once_things_have_changed_today_is_no_plan_that_was_drawn(store: Store) -> None:
    more_stock(store, 2)

    assert (
        "«Hoy» es el plan que saldría con lo que se sabe ahora"
        in run("--alpha", 2, "--dir", store.config.folder).stdout
    )


def test_a_trial_of_files_needs_no_hub(tmp_path: Path) -> None:
    tables = whole_tables(3, 20)
    write_instance(tmp_path / "files", tables, CYCLE, csv=True)
    depot = tables["depots"].iloc[0]["depot_id"]
    school, resource = tables["needs"].iloc[0][["school_id", "resource_id"]]
    words = ("--money", 500, "--trips", f"{depot}=+50", "--weight", "quintil:1=300", "--guarantee", 10,
             "--lock", f"{school}:{resource}=exclude")  # fmt: skip

    done = run(tmp_path / "files", *words, "--json", tmp_path / "told.json")

    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["after"]["cost"] < told["before"]["cost"]
    assert "Costo, soles: hoy " in done.stdout
    assert "\n«Hoy» es lo que sale de esa carpeta como está.\n" in done.stdout
    assert told["evenness"] == []


def test_without_anything_to_try_or_with_what_is_not_there_it_says_what_to_do(store: Store) -> None:
    nothing = run("--dir", store.config.folder)
    unknown = run("--stock", "tablas=+20", "--dir", store.config.folder)
    unread = run("--lock", "tablet", "--dir", store.config.folder)

    assert [one.exit_code for one in (nothing, unknown, unread)] == [1, 1, 1]
    assert "--stock tablet=+20" in nothing.stderr
    assert "no tiene el recurso «tablas»" in unknown.stderr
    assert "Escríbalo así" in unread.stderr
