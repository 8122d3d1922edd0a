"""A table counts once all of it is on the disk, and one job at a time makes tables."""

from pathlib import Path

import pytest

from hub import tables
from hub.config import Config
from shared.errors import DatabaseBusy
from tests.postgres import Cluster


def made(root: Path, name: str) -> str:
    path = f"tables/weekly_demand/{name}"
    (root / path).mkdir(parents=True)
    (root / path / "part-0.parquet").write_bytes(b"rows")
    return path


def test_what_is_in_use_and_the_one_before_stay(tmp_path: Path) -> None:
    old, last, now = (made(tmp_path, name) for name in ("old", "last", "now"))

    tables.sweep(tmp_path, "weekly_demand", but=(now, last))

    assert [(tmp_path / path).is_dir() for path in (old, last, now)] == [False, True, True]


def test_parts_that_are_no_longer_of_a_table_go_with_its_old_folders(tmp_path: Path) -> None:
    old = made(tmp_path, "old")
    parts = [f"tables/weekly_demand/{number}.parquet" for number in range(2)]
    for name in parts:
        (tmp_path / name).write_bytes(b"rows")

    tables.sweep(tmp_path, "weekly_demand", but=(parts[0],))

    assert [(tmp_path / path).exists() for path in (old, *parts)] == [False, True, False]


def test_a_second_job_is_told_to_wait(tmp_path: Path) -> None:
    config = Config(tmp_path / "hub")

    with tables.one_at_a_time(config), pytest.raises(DatabaseBusy, match="Espere a que termine"):  # noqa: SIM117
        with tables.one_at_a_time(config):
            pass
    with tables.one_at_a_time(config):
        pass


def test_two_folders_of_one_database_are_one_region_of_which_one_job_computes_at_a_time(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.url(postgres.make())
    one, other = (Config(tmp_path / name, database=url) for name in ("one", "other"))

    with tables.one_at_a_time(one), pytest.raises(DatabaseBusy), tables.one_at_a_time(other):
        pass
    with tables.one_at_a_time(other):
        pass
