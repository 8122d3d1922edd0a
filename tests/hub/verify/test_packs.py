"""Packs that do not fit, or come without what they build on, are found."""

from pathlib import Path

import pandas as pd
import pytest

from hub.allocation.generate import generate_packs
from hub.allocation.pack_files import choice, read_packs
from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance, write_table
from hub.verify.findings import Findings
from hub.verify.packs import check_packs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_instance(tmp_path, generate_packs(60, 7), Settings())
    return tmp_path


def words(folder: Path, sent: pd.DataFrame) -> str:
    (folder / "plan").mkdir()
    write_table(folder / "plan", "packs", sent, csv=True)
    findings = Findings()
    check_packs(folder, folder / "plan", findings)
    return "\n".join(one.text() for one in findings.found)


def test_what_is_chosen_holds(folder: Path) -> None:
    assert words(folder, choice(read_packs(folder))) == ""


def test_more_than_there_is_room_for_is_found(folder: Path) -> None:
    packs = pd.read_parquet(folder / "packs.parquet")["pack_id"]

    found = words(folder, pd.DataFrame({"school_id": "0000003-0", "pack_id": packs}))

    assert "packs: a 0000003-0 le van" in found
    assert "no se ofrece a la escuela" in found


def test_a_pack_without_what_it_builds_on_is_found(folder: Path) -> None:
    chosen, packs = choice(read_packs(folder)), pd.read_parquet(folder / "packs.parquet")
    after = packs["after"][packs["after"] != ""].iloc[0]
    held = pd.read_parquet(folder / "pack_worth.parquet").query("held == 'si' and pack_id == @after")["school_id"]
    rest = chosen[(chosen["pack_id"] != after) & ~chosen["school_id"].isin(held)]

    assert f"va sin «{after}», que debe tener antes" in words(folder, rest)


def test_a_choice_that_is_not_the_best_is_found_with_what_the_best_is_worth(folder: Path) -> None:
    chosen = choice(read_packs(folder))
    school = chosen["school_id"].iloc[0]
    poorer = chosen[(chosen["school_id"] != school) | (chosen["worth"] == 0)]

    found = words(folder, poorer)

    assert f"packs: lo que va a {school} vale" in found
    assert f"valdrían {chosen.loc[chosen['school_id'] == school, 'worth'].sum() / 1e6:,.6g}" in found


def test_of_how_many_schools_the_search_was_not_enough_is_told(folder: Path) -> None:
    (folder / "plan").mkdir()
    write_table(folder / "plan", "packs", choice(read_packs(folder)), csv=True)
    enough, short = Findings(), Findings()

    check_packs(folder, folder / "plan", enough)
    check_packs(folder, folder / "plan", short, steps=200)

    assert (enough.unproven, enough.count, short.count) == (0, 0, 0)
    assert 0 < short.unproven < 60


@pytest.mark.parametrize("school", ["0000003-0", "No existe"])
def test_a_pack_of_which_nobody_says_what_it_is_worth_at_the_school_is_found(folder: Path, school: str) -> None:
    chosen, offered = choice(read_packs(folder)), pd.read_parquet(folder / "pack_worth.parquet")
    packs = pd.read_parquet(folder / "packs.parquet").query("after == ''")["pack_id"]
    free = sorted(set(packs) - set(offered["pack_id"][offered["school_id"] == school]))[0]
    more = pd.DataFrame({"school_id": [school], "pack_id": free, "worth": 0})

    found = words(folder, pd.concat([chosen, more]))

    assert f"packs, línea {len(chosen) + 2}: «{free}» no se ofrece a la escuela." in found


def test_a_pack_that_is_there_twice_is_found(folder: Path) -> None:
    chosen = choice(read_packs(folder))

    found = words(folder, pd.concat([chosen, chosen.iloc[:1]]))

    assert f"packs, línea {len(chosen) + 2}: la escuela y el paquete ya están en otra línea." in found


@pytest.mark.parametrize("column", ["worth", "storage_mb", "sync_mb"])
def test_a_column_that_says_something_else_is_found(folder: Path, column: str) -> None:
    chosen = choice(read_packs(folder))
    chosen.loc[0, column] += 1

    assert words(folder, chosen).startswith(f"packs, línea 2: la columna {column} dice ")
