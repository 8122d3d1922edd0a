"""The files of a simulated region: who is in which, and what is labelled as made up."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from models.simulate import resources_of, write_region
from shared.errors import BadInput
from tests.models.tiny import tiny_params

LISTING = Path(__file__).resolve().parents[3] / "shared" / "data" / "schools" / "escale_ayacucho_tacna.csv.gz"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_schools_with_a_node_are_not_in_the_panel(tmp_path: Path) -> None:
    params = tiny_params(tmp_path, nodes=3, events=3000)

    report = write_region(params.simulate, tmp_path, tmp_path / "panel.parquet")

    frame = pd.read_parquet(tmp_path / "panel.parquet")
    assert (report.nodes, frame["school"].nunique()) == (3, 7)
    assert set(frame["source"]) == {"simulated"}
    assert len(list((tmp_path / "nodes").glob("*/facts.jsonl"))) == 3


def test_one_node_is_a_school_without_power(tmp_path: Path) -> None:
    params = tiny_params(tmp_path, nodes=1, schools=30)

    write_region(params.simulate, tmp_path, tmp_path / "panel.parquet")

    site = next((tmp_path / "nodes").iterdir()).name
    assert [row["power"] for row in _rows(tmp_path / "schools.csv") if row["codlocal"] == site] == ["ninguna"]


def test_the_depot_has_whole_lots_and_no_digital_packs(tmp_path: Path) -> None:
    params = tiny_params(tmp_path)

    write_region(params.simulate, tmp_path, tmp_path / "panel.parquet")

    supply = {row["resource"]: int(row["units"]) for row in _rows(tmp_path / "supply.csv")}
    assert set(supply) == {"tablet", "cargador-solar", "guia-com-3", "guia-mat-3"}
    assert supply["tablet"] % 5 == supply["guia-com-3"] % 10 == 0


@pytest.mark.skipif(not LISTING.is_file(), reason="the ministry's listing is not beside this checkout")
def test_with_a_real_listing_the_schools_are_real_and_what_is_made_up_is_named(tmp_path: Path) -> None:
    params = tiny_params(tmp_path)

    write_region(params.simulate, tmp_path, tmp_path / "p.parquet", schools_file=LISTING, ugel="HUAMANGA")

    rows = _rows(tmp_path / "schools.csv")
    assert {row["ugel"] for row in rows} == {"HUAMANGA"}
    assert {row["simulated"] for row in rows} == {"students power coverage rurality languages"}
    assert all(len(row["cod_mod"]) == 7 and row["codlocal"] for row in rows)


@pytest.mark.skipif(not LISTING.is_file(), reason="the ministry's listing is not beside this checkout")
def test_an_unknown_ugel_is_refused_by_name(tmp_path: Path) -> None:
    params = tiny_params(tmp_path)

    with pytest.raises(BadInput, match="ATLANTIS"):
        write_region(params.simulate, tmp_path, tmp_path / "p.parquet", schools_file=LISTING, ugel="ATLANTIS")


def test_kit_parts_have_no_need_of_their_own(tmp_path: Path) -> None:
    catalogue = tiny_params(tmp_path).simulate.catalogue

    assert "cargador-solar" not in [resource.id for resource in resources_of(catalogue, 99)]


def test_a_missing_catalogue_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.json"):
        resources_of(tmp_path / "none.json", 3)
