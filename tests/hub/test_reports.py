"""A report lies under its name and day, for programs and for people; the day is the one in Peru."""

import json
from datetime import UTC, datetime
from pathlib import Path

from hub.config import Config
from hub.reports import worked, write
from hub.store import Store
from tests.hub.builders import Office


def files(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.config.reports_folder.iterdir()}


def test_a_report_is_written_for_programs_and_for_people_and_replaced_by_the_next_of_its_day(office: Office) -> None:
    write(office.store, "aggregate", {"rows": 1}, "Filas: 1.")
    write(office.store, "aggregate", {"rows": 2}, "Filas: 2 («dos»).")
    told = files(office.store)
    by_kind = {Path(name).suffix: data for name, data in told.items()}

    assert len(told) == 2
    assert json.loads(by_kind[".json"]) == {"rows": 2}
    assert by_kind[".txt"].decode() == "Filas: 2 («dos»).\n"


def test_a_night_that_is_tomorrow_in_utc_is_still_today_in_peru(tmp_path: Path) -> None:
    class Late:
        def now(self) -> datetime:
            return datetime(2026, 6, 24, 3, tzinfo=UTC)

        def elapsed_s(self) -> float:
            return 0.0

    store = Store(Config(tmp_path / "hub", clock=Late(), min_free_mb=1))
    write(store, "night", {}, "Nada.")
    store.close()

    assert set(files(store)) == {"night-2026-06-23.json", "night-2026-06-23.txt"}


def test_a_step_is_reported_with_the_seconds_that_it_took(office: Office) -> None:
    found, words = worked(office.store, "allocate", lambda: ({"rows": 3}, "Filas: 3."))
    by_kind = {Path(name).suffix: data for name, data in files(office.store).items()}

    assert (found["rows"], found["seconds"] >= 0, words) == (3, True, "Filas: 3.")
    assert json.loads(by_kind[".json"]) == found
