"""Whatever offsets a sender tries and wherever a connection breaks, the spool holds a beginning of what was sent."""

import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.spool import Held, Spool
from sync.bundle import bundle_id

DATA = bytes(range(256)) * 20
ID = bundle_id(DATA)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", max_bytes=100 * 1_048_576, min_free_bytes=0)


def reading(data: bytes, breaks_at: int | None = None) -> Callable[[int], bytes]:
    """Return a connection that gives *data*, and is reset after *breaks_at* bytes."""
    body = BytesIO(data)

    def read(size: int) -> bytes:
        if breaks_at is not None and body.tell() + size > breaks_at:
            raise ConnectionResetError("reset")
        return body.read(size)

    return read


def test_what_arrives_whole_is_whole(spool: Spool) -> None:
    assert spool.receive(ID, 0, len(DATA), reading(DATA)) == Held(len(DATA), whole=True)
    assert spool.bytes_of(ID) == DATA


def test_a_reset_connection_costs_less_than_a_chunk(spool: Spool) -> None:
    held = spool.receive(ID, 0, len(DATA), reading(DATA, breaks_at=3_000))

    assert held == Held(2_048, whole=False)
    assert spool.bytes_of(ID) == DATA[:2_048]


def test_a_sender_that_is_ahead_is_told_how_much_is_held(spool: Spool) -> None:
    spool.receive(ID, 0, len(DATA), reading(DATA[:1_000]))

    assert spool.receive(ID, 1_001, len(DATA), reading(DATA[1_001:])) == Held(1_000, whole=False, ahead=True)


def test_bytes_that_are_not_what_the_id_says_are_never_whole(spool: Spool) -> None:
    damaged = b"x" + DATA[1:]

    assert not spool.receive(ID, 0, len(DATA), reading(damaged)).whole


def test_bytes_sent_again_and_different_replace_what_was_damaged(spool: Spool) -> None:
    spool.receive(ID, 0, len(DATA), reading(b"x" * 2_000))

    assert spool.receive(ID, 0, len(DATA), reading(DATA)).whole


@settings(max_examples=80, deadline=None)
@given(attempts=st.lists(st.tuples(st.integers(0, len(DATA)), st.integers(0, len(DATA))), max_size=8))
def test_for_every_sequence_of_offsets_the_spool_holds_a_beginning_of_the_data(
    attempts: list[tuple[int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder), max_bytes=100 * 1_048_576, min_free_bytes=0)
        for offset, breaks_at in attempts:
            before = spool.held(ID) or 0
            held = spool.receive(ID, offset, len(DATA), reading(DATA[offset:], breaks_at))
            assert held.ahead == (offset > before)
            assert held.bytes >= before
            assert spool.bytes_of(ID) == DATA[: held.bytes]

        assert spool.receive(ID, spool.held(ID) or 0, len(DATA), reading(DATA[spool.held(ID) or 0 :])).whole


def test_a_later_upload_takes_over_from_one_whose_connection_died(spool: Spool) -> None:
    arrived, gone = threading.Event(), threading.Event()

    def stuck(size: int) -> bytes:
        if arrived.is_set():
            gone.wait(10)
            return b"z" * size
        arrived.set()
        return DATA[:size]

    outcome: list[Held] = []
    first = threading.Thread(target=lambda: outcome.append(spool.receive(ID, 0, len(DATA), stuck)))
    first.start()
    arrived.wait(10)

    second = spool.receive(ID, 0, len(DATA), reading(DATA))
    gone.set()
    first.join(10)

    assert second.whole
    assert outcome[0].ahead
    assert spool.bytes_of(ID) == DATA


def test_old_uploads_make_room_for_new_ones(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=4 * 1_048_576 + 10_000, min_free_bytes=0)
    for number in range(4):
        spool.receive(f"{number:064d}", 0, len(DATA), reading(DATA))

    assert spool.held(f"{0:064d}") is None
    assert spool.held(f"{3:064d}") == len(DATA)


def test_a_full_disk_is_seen_before_a_body_is_read(tmp_path: Path) -> None:
    assert Spool(tmp_path, max_bytes=1, min_free_bytes=0).has_room()
    assert not Spool(tmp_path, max_bytes=1, min_free_bytes=2**60).has_room()


def test_an_upload_that_is_being_written_is_not_forgotten_for_another(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=1, min_free_bytes=0)
    body = BytesIO(DATA)

    def meanwhile(size: int) -> bytes:
        if body.tell() == 2_048:
            spool.receive("0" * 32, 0, len(DATA), reading(DATA))
        return body.read(size)

    assert spool.receive(ID, 0, len(DATA), meanwhile).whole
    assert spool.held("0" * 32) == len(DATA)


def test_what_is_being_written_is_not_truncated(spool: Spool) -> None:
    body = BytesIO(DATA)

    def meanwhile(size: int) -> bytes:
        if body.tell() == 2_048:
            spool.truncate(ID, 0)
        return body.read(size)

    assert spool.receive(ID, 0, len(DATA), meanwhile).whole


def test_a_file_that_another_thread_evicts_is_not_there_and_no_error(spool: Spool) -> None:
    spool.receive(ID, 0, len(DATA), reading(DATA))
    done = threading.Event()

    def evicting() -> None:
        while not done.is_set():
            spool.receive(ID, 0, len(DATA), reading(DATA[:100]))
            spool.drop(ID)

    other = threading.Thread(target=evicting)
    other.start()
    seen = {spool.held(ID) for _ in range(3_000)} | {len(spool.bytes_of(ID)) for _ in range(3_000)}
    done.set()
    other.join(10)

    assert seen <= {None, 0, 100, len(DATA)}
