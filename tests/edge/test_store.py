"""The parts of a node's database, opened and closed as one."""

from pathlib import Path

import pytest

from edge.store import Store
from shared.errors import NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, new_store, use


def test_health_names_what_a_page_shows_and_nobody(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        health = store.health()

        assert set(health) == {
            "app_version", "model_version", "events", "pending", "disk_free_mb", "disk_low", "database_mb", "clock_ok",
            "litert", "copied", "backup_age_h",
        }  # fmt: skip
        assert health["clock_ok"]


def test_a_log_with_holes_is_refused_to_a_writer_who_then_holds_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(3)])
        store.db.write("DELETE FROM events WHERE pos = 2")

    for _ in range(2):
        with pytest.raises(NotReady, match="huecos"):
            Store(tmp_path / "node.db", FakeClock())
    with Store(tmp_path / "node.db", FakeClock(), writer=False) as reader:
        assert reader.records.count() == 4
