"""A log with holes is no log: what an unfinished copy of a running database may look like."""

from pathlib import Path

import pytest

from edge import wholeness
from edge.store import Store
from edge.wholeness import is_whole
from shared.errors import NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, new_store, use, with_tables

BREAKS = {
    "a row is missing": "DELETE FROM events WHERE pos = 2",
    "no opening is known": "DELETE FROM incarnations",
    "the first rows belong to no opening": "UPDATE incarnations SET first_pos = 2 WHERE first_pos = 1",
    "an opening begins beyond the end": "INSERT INTO incarnations (id, first_pos) VALUES (x'0102', 99)",
    "a body is another one": "UPDATE events SET body = (SELECT body FROM events WHERE pos = 2) WHERE pos = 4",
    "the last head is another one": "UPDATE events SET head = zeroblob(16) WHERE pos = 4",
}


def test_a_log_without_events_and_one_of_several_openings_are_whole(tmp_path: Path) -> None:
    for _ in range(2):
        with Store(with_tables(tmp_path / "node.db"), FakeClock(), create=True) as store:
            assert is_whole(store.db, store.records)
            store.record([Claim(use())])
            assert is_whole(store.db, store.records)


@pytest.mark.parametrize("how", BREAKS)
def test_a_log_that_is_broken_is_refused_in_words_when_it_is_opened_to_write(tmp_path: Path, how: str) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(units=units)) for units in (1, 2, 3)])
        store.db.write(BREAKS[how])

    with pytest.raises(NotReady, match="No los borre"):
        Store(tmp_path / "node.db", FakeClock())


def test_a_hole_is_found_however_long_ago_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wholeness, "CHECKED", 2)
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(8)])
        store.db.write("DELETE FROM events WHERE pos = 3")

        assert not is_whole(store.db, store.records)


def test_heads_are_computed_again_from_the_last_ones_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wholeness, "CHECKED", 2)
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(5)])
        whole = is_whole(store.db, store.records)
        store.db.write("UPDATE events SET head = zeroblob(16) WHERE pos = 5")

        assert (whole, is_whole(store.db, store.records)) == (True, False)
