"""A copy of the database is taken while the node is used, is read before it is trusted, and leaves nothing behind."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from edge.copying import Tail, checked, copied, tail_of
from edge.sealing import seal_all
from edge.store import Store
from edge.wholeness import is_whole
from shared.errors import NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, new_store, use
from tests.edge.test_sealing import acked
from tests.edge.test_wholeness import BREAKS

CLOCK = FakeClock()


def record(store: Store, count: int = 1) -> None:
    for _ in range(count):
        store.record([Claim(use())])


def test_a_copy_is_taken_while_facts_are_recorded_and_holds_a_log_that_goes_on_from_the_one_before(
    tmp_path: Path,
) -> None:
    with new_store(tmp_path) as store:
        record(store, 20)
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                record(store)

        writing = threading.Thread(target=write)
        writing.start()
        try:
            tails = []
            for _ in range(5):
                with copied(store.path, CLOCK) as (copy, tail):
                    assert checked(copy, CLOCK) == tail
                    tails.append(tail)
        finally:
            stop.set()
            writing.join()
        heads = [store.records.head_at(tail.events) for tail in tails]

    assert [tail.head for tail in tails] == heads
    assert tails[0].events < tails[-1].events
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node.db", "node.lock"]


def test_pages_wait_for_no_copy(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store.db.gate:
        record(store, 3)
        found: list[Tail] = []

        def copy() -> None:
            with copied(store.path, CLOCK) as (_, tail):
                found.append(tail)

        copying = threading.Thread(target=copy)
        copying.start()
        copying.join(timeout=20)

    assert [tail.events for tail in found] == [4]


@pytest.mark.parametrize("how", BREAKS)
def test_a_copy_of_a_broken_log_is_no_copy(tmp_path: Path, how: str) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(units=units)) for units in (1, 2, 3)])
        store.db.write(BREAKS[how])

    with pytest.raises(NotReady), copied(tmp_path / "node.db", CLOCK):
        pass
    assert not list(tmp_path.glob("*.copying"))


def test_the_whole_chain_of_a_copy_is_computed_and_not_its_end_alone(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(2_100)])
        store.db.write("UPDATE events SET body = (SELECT body FROM events WHERE pos = 1) WHERE pos = 5")
        end_alone = is_whole(store.db, store.records)

    assert end_alone
    with pytest.raises(NotReady), copied(tmp_path / "node.db", CLOCK):
        pass


@pytest.mark.parametrize("by", ["body = zeroblob(40)", "head = zeroblob(16)"])
def test_a_sealed_block_that_is_not_what_was_sealed_is_no_copy(tmp_path: Path, by: str) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(units=units)) for units in range(1, 40)])
        acked(store, 39)
        assert seal_all(store, keep=1, per_block=10)
        with copied(store.path, CLOCK) as (_, tail):
            assert tail.events == 40
        store.db.write(f"UPDATE sealed SET {by} WHERE first_pos = 1")

    with pytest.raises(NotReady, match="No los borre"), copied(tmp_path / "node.db", CLOCK):
        pass


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        record(store, 300)
    with copied(tmp_path / "node.db", CLOCK) as (copy, _):
        with closing(sqlite3.connect(copy)) as connection:
            [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchall()
            [(size,)] = connection.execute("PRAGMA page_size").fetchall()
        with copy.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(bytes(200))

        with pytest.raises(NotReady):
            checked(copy, CLOCK)


def test_a_copy_that_does_not_go_on_from_the_log_it_was_taken_of_is_refused(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        record(store, 3)
    tail = tail_of(tmp_path / "node.db", CLOCK)

    assert checked(tmp_path / "node.db", CLOCK, since=tail) == tail
    with pytest.raises(NotReady):
        checked(tmp_path / "node.db", CLOCK, since=Tail(tail.events, type(tail.head)(bytes(len(tail.head)))))


def test_what_a_cut_left_of_a_copy_goes_when_somebody_is_erased(tmp_path: Path) -> None:
    left = tmp_path / ".node.db.0a1b2c3d.copying"
    left.write_bytes(b"Rosa Quispe")
    with new_store(tmp_path) as store:
        [ana] = store.people.pseudonyms(["7"]).values()
        store.erase(ana)

    assert not left.exists()
