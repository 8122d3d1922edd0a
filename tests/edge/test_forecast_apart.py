"""A forecast made in another process is the one that this process would make, and its troubles are told."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge import forecast_apart
from edge.forecast_apart import ForecastsApart
from edge.forecasting import forecast_node
from edge.models_store import ModelFiles
from edge.store import Store
from shared.errors import NotReady
from tests.edge.building import CATALOGUE, GUIDE, FakeClock, new_store, on, use


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path, FakeClock(wall=datetime(2026, 6, 24, 15, tzinfo=UTC)))
    store.db.put("catalogue", CATALOGUE)
    store.record([on(day, use(GUIDE, units=3)) for day in ("2026-06-01", "2026-06-09", "2026-06-16")])
    return store


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "models")


def answering(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let another program answer in place of the one that forecasts."""
    run = subprocess.run
    monkeypatch.setattr(
        forecast_apart.subprocess, "run", lambda _command, **told: run([sys.executable, "-c", program], **told)
    )


def test_it_is_the_forecast_that_this_process_would_make(store: Store, files: ModelFiles) -> None:
    with store:
        done, kept = ForecastsApart()(store, files), store.forecasts.all()
        expected = forecast_node(store, files)

        assert replace(done, seconds=expected.seconds) == expected
        assert (len(kept), kept) == (done.forecasts, store.forecasts.all())
        assert kept


def test_it_says_why_there_is_none_and_leaves_the_last(store: Store, files: ModelFiles) -> None:
    with store:
        forecast_node(store, files)
        before = store.forecasts.all()
        store.db.write("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('edge', 'm999', '')")
        with pytest.raises(NotReady, match="más nueva"):
            ForecastsApart()(store, files)

        assert store.forecasts.all() == before


def test_a_folder_that_bears_our_name_where_the_node_was_started_is_no_program_of_ours(
    store: Store, files: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge" / "__init__.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    with store:
        assert ForecastsApart()(store, files).forecasts == len(store.forecasts.all()) > 0


@pytest.mark.parametrize(
    "program", ["import os; os.abort()", "print('half')", "import sys; sys.exit(1)", "raise MemoryError"]
)
def test_a_process_that_dies_or_says_nonsense_is_told_and_leaves_the_last(
    store: Store, files: ModelFiles, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, program)
    with store:
        forecast_node(store, files)
        before = store.forecasts.all()
        with pytest.raises(NotReady, match="falló en esta computadora"):
            ForecastsApart()(store, files)

        assert store.forecasts.all() == before


def test_one_that_does_not_end_is_ended(store: Store, files: ModelFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.forecast_apart.TIMEOUT_S", 0.2)
    answering(monkeypatch, "import time; time.sleep(60)")
    with store, pytest.raises(NotReady, match="a tiempo"):
        ForecastsApart()(store, files)


def test_two_at_once_are_made_one_after_the_other(
    store: Store, files: ModelFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most = [0], [0]
    found = forecast_apart._foreseen_apart

    def counted(store: Store, files: ModelFiles) -> forecast_apart.Foreseen:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        try:
            return found(store, files)
        finally:
            under_way[0] -= 1

    monkeypatch.setattr(forecast_apart, "_foreseen_apart", counted)
    forecast = ForecastsApart()
    with store:
        threads = [threading.Thread(target=forecast, args=(store, files)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert most == [1]
