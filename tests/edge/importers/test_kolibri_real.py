"""The real exports of Kolibri, in both languages and either order."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.importers.kolibri_logs import read_log
from edge.store import Store
from shared.errors import BadRow
from shared.facts import Use
from shared.tabular import parse_table
from tests.edge.building import FakeClock, new_store
from tests.edge.importers.exports import (
    PLACE,
    plain,
    take,
)

LATER = FakeClock(datetime(2026, 11, 20, 14, tzinfo=UTC))
"""After the last of the real sessions."""
SESSIONS_EN, SESSIONS_ES = "content_session_logs.en.csv.gz", "content_session_logs.es-419.csv.gz"
TOTALS = "content_summary_logs.es-419.csv.gz"


def uses(store: Store) -> list[Use]:
    return [event.fact for _, event in store.entries.events(kinds={1}) if isinstance(event.fact, Use)]


def test_the_real_exports_add_each_row_once(tmp_path: Path, real_data: Path) -> None:
    with new_store(tmp_path, LATER) as store:
        names = (SESSIONS_EN, SESSIONS_ES, TOTALS, SESSIONS_EN)
        reports = [take(store, real_data / "kolibri" / name) for name in names]

        counts = [(one.read, one.added, len(one.refused)) for one in reports]
        assert counts == [(1515, 1515, 0), (1515, 0, 0), (525, 0, 0), (1515, 0, 0)]


def test_the_real_summary_first_leaves_only_the_guests_of_the_sessions(tmp_path: Path, real_data: Path) -> None:
    with new_store(tmp_path, LATER) as store:
        names = (TOTALS, SESSIONS_ES, TOTALS, SESSIONS_EN)
        added = [take(store, real_data / "kolibri" / name).added for name in names]

        assert added == [525, 15, 0, 0]


def test_either_order_of_the_real_files_counts_the_same_time(tmp_path: Path, real_data: Path) -> None:
    spent = []
    for at, names in enumerate(((TOTALS, SESSIONS_ES), (SESSIONS_ES, TOTALS))):
        (tmp_path / str(at)).mkdir()
        with new_store(tmp_path / str(at), LATER) as store:
            for name in names:
                take(store, real_data / "kolibri" / name)
            spent.append(sum(use.seconds for use in uses(store)))

    # Each of the 1515 rows is rounded to whole seconds.
    assert abs(spent[0] - spent[1]) < 1515 / 2


def test_a_real_export_cut_in_the_middle_writes_nothing(tmp_path: Path, real_data: Path) -> None:
    data = plain(real_data / "kolibri" / SESSIONS_ES)
    with new_store(tmp_path) as store:
        with pytest.raises(BadRow):
            take(store, data[: len(data) // 2])

        assert store.records.count() == 0


@pytest.mark.parametrize("name", [SESSIONS_ES, TOTALS])
def test_a_real_export_with_a_foreign_header_reads_alike(name: str, real_data: Path) -> None:
    table = parse_table(plain(real_data / "kolibri" / name))
    foreign = plain(real_data / "kolibri" / name).split(b"\r\n", 1)[1]
    header = ",".join(f"χ{n}" for n in range(len(table.columns))).encode()
    draft, known = (read_log(one, PLACE) for one in (parse_table(header + b"\r\n" + foreign), table))

    assert (draft.kind, draft.facts) == (known.kind, known.facts)
