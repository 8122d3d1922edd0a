"""Old records lie in blocks, and nobody who reads the log can tell."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge import records
from edge.histories import Histories
from edge.records import Records
from edge.sealing import seal_all, seal_old
from edge.store import Store
from shared.errors import NotReady
from shared.events import Claim
from shared.facts import Count, Use
from sync.ack import Cursor
from tests.edge.building import ANA, SCHOOL, TABLET, FakeClock, new_store, use, with_tables

FACTS = st.one_of(
    st.builds(
        Use,
        school=st.just(SCHOOL),
        resource=st.sampled_from(["guia", "mapa", TABLET]),
        units=st.integers(1, 9),
        learner=st.sampled_from([ANA, None]),
        seconds=st.integers(0, 4_000),
    ),
    st.builds(Count, resource=st.just(TABLET), units=st.integers(0, 30)),
)


def acked(store: Store, pos: int) -> None:
    store.db.put("cursor", Cursor(acked=store.entries.position(pos)))


def answers(store: Store) -> list[Any]:
    """Return what the log answers, read through everything that reads it."""
    count = store.records.count()
    positions = [store.entries.position(pos) for pos in range(count + 1)]
    return [
        count,
        positions,
        [store.entries.place(position) for position in positions],
        list(store.records.bodies()),
        [list(store.records.bodies(after)) for after in range(count + 1)],
        [list(store.records.bodies(0, {kind})) for kind in (1, 6, 13)],
        [store.records.newest(after, limit, {13}) for after in (0, count // 2, count) for limit in (1, 3, 99)],
        [store.records.rows_at({pos, 1}) for pos in range(1, count + 1)],
        Histories(store.records, store.entries).of(ANA),
        store.facts.recent_facts(50),
        store.outbox.unsent(50),
        store.entries.read_timeline(),
        [store.db.rows(f"SELECT * FROM {table}") for table in ("stock", "weekly", "day_use", "alive")],
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(FACTS, min_size=1, max_size=8), min_size=1, max_size=3), st.data())
def test_a_sealed_log_answers_as_it_did_before_wherever_it_was_sealed(openings: list[list[Any]], data: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "node.db"
        for facts in openings:
            with Store(with_tables(path), FakeClock(), create=True) as store:
                store.record([Claim(fact) for fact in facts])
        with Store(path, FakeClock()) as store:
            acked(store, store.records.count())
            for at in data.draw(st.lists(st.integers(0, store.records.count()), min_size=1, max_size=3)):
                acked(store, store.records.count() - at)
                before = answers(store)
                seal_old(store, data.draw(st.integers(1, 9)), data.draw(st.integers(1, 7)))

                assert answers(store) == before
            store.log.rebuild()
            assert answers(store) == before
        with Store(path, FakeClock()) as again:
            assert again.entries.read_timeline() == before[-2]


def used(store: Store, count: int) -> None:
    store.record([Claim(use(units=1 + at % 7, learner=ANA)) for at in range(count)])


def test_what_is_not_acked_and_the_newest_records_stay_rows(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        used(store, 40)
        acked(store, 21)
        sealed_then = seal_all(store, 1, 5), store.records.sealed_until()
        acked(store, 41)
        seal_all(store, 7, 5)

        assert sealed_then == (20, 21)
        assert store.records.sealed_until() == 31


def test_only_whole_blocks_are_sealed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        used(store, 1_520)
        acked(store, store.records.count())
        first, second = seal_old(store, 10), seal_old(store, 10)

        assert (first, second) == (1_500, 0)
        assert store.db.value("SELECT length(body) FROM sealed") < 3 * 1_500


def test_a_sealing_that_is_cut_off_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(self: Store, block: object) -> None:
        raise KeyboardInterrupt

    with new_store(tmp_path) as store:
        used(store, 20)
        acked(store, store.records.count())
        before = answers(store)
        with monkeypatch.context() as patch:
            patch.setattr(Records, "opened_block", stop)
            with pytest.raises(KeyboardInterrupt):
                seal_old(store, 1, 5)

        assert (store.records.sealed_until(), answers(store)) == (0, before)


@pytest.mark.parametrize("change", ["head = zeroblob(16)", "body = zeroblob(40)"])
def test_a_block_that_was_changed_on_the_disk_is_not_believed(tmp_path: Path, change: str) -> None:
    with new_store(tmp_path) as store:
        used(store, 20)
        acked(store, store.records.count())
        seal_old(store, 1, 5)
        store.db.write(f"UPDATE sealed SET {change}")

        with pytest.raises(NotReady, match="dañados"):
            list(store.records.bodies())


def test_records_that_do_not_follow_are_not_sealed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        used(store, 20)
        acked(store, store.records.count())
        store.db.write("UPDATE events SET body = (SELECT body FROM events WHERE pos = 3) WHERE pos = 4")

        with pytest.raises(NotReady, match="dañados"):
            seal_old(store, 1, 5)
        assert store.records.sealed_until() == 0


def test_rows_of_an_earlier_version_are_read_beside_new_ones_and_sealed_with_them(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        used(store, 10)
        for row in store.records.bodies():
            store.db.write(
                "UPDATE events SET body = ?, head = ? WHERE pos = ?", row.body, store.records.head_at(row.pos), row.pos
            )
        store.db.write("DELETE FROM names")
        used(store, 10)
        acked(store, store.records.count())
        before = answers(store)
        moved = seal_all(store, 1, 8)

        assert moved > 15
        assert answers(store) == before


def test_a_row_keeps_its_head_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "HEAD_EVERY", 4)
    with new_store(tmp_path) as store:
        used(store, 9)

        assert store.db.rows("SELECT pos FROM events WHERE head != x'' ORDER BY pos") == [(4,), (8,), (10,)]


def test_what_sealing_frees_goes_back_to_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with store.db.transaction():
            for _ in range(6_000):
                store.record([Claim(use())])
        acked(store, store.records.count())
        store.db.fold_journal()
        before = store.path.stat().st_size

        seal_all(store, keep=1)
        store.db.fold_journal()

        assert store.db.value("PRAGMA freelist_count") == 0
        assert store.path.stat().st_size < before * 0.9
