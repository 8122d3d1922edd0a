"""Whatever offsets a sender tries and wherever a connection breaks, the spool holds a beginning of what was sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.spool import Held, Spool, Upload
from shared.errors import NoSpace
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id

DATA = bytes(range(256)) * 20
ID = bundle_id(DATA)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", max_bytes=100 * 1_048_576, min_free_bytes=0)


def upload(spool: Spool, data: bytes, offset: int = 0, id_: str = ID) -> Held:
    """Push *data* in pieces, and say that no more comes."""
    begun = spool.begin(id_, offset, len(DATA))
    if isinstance(begun, Held):
        return begun
    push(begun, data)
    begun.close()
    return begun.held()


def push(begun: Held | Upload, data: bytes) -> bool:
    assert isinstance(begun, Upload)
    wanted = [begun.write(data[at : at + 700]) for at in range(0, len(data), 700)]
    return all(wanted)


@contextmanager
def sending(spool: Spool) -> Iterator[Upload]:
    """Begin an upload, and send the first bytes."""
    begun = spool.begin(ID, 0, len(DATA))
    push(begun, DATA[:1_400])
    assert isinstance(begun, Upload)
    yield begun
    begun.close()


def test_what_arrives_whole_is_whole(spool: Spool) -> None:
    assert upload(spool, DATA) == Held(len(DATA), whole=True)
    assert spool.bytes_of(ID) == DATA


def test_what_arrived_is_there_before_the_upload_ends(spool: Spool) -> None:
    with sending(spool):
        assert spool.bytes_of(ID) == DATA[:1_400]


def test_more_than_was_announced_is_not_kept(spool: Spool) -> None:
    assert upload(spool, DATA + b"more") == Held(len(DATA), whole=True)


def test_a_sender_that_is_ahead_is_told_how_much_is_held(spool: Spool) -> None:
    upload(spool, DATA[:1_000])

    assert upload(spool, DATA[1_001:], 1_001) == Held(1_000, whole=False, ahead=True)


def test_bytes_that_are_not_what_the_id_says_are_never_whole(spool: Spool) -> None:
    damaged = b"x" + DATA[1:]

    assert not upload(spool, damaged).whole


def test_bytes_sent_again_and_different_replace_what_was_damaged(spool: Spool) -> None:
    upload(spool, b"x" * 2_000)

    assert upload(spool, DATA).whole


@settings(max_examples=80, deadline=None)
@given(attempts=st.lists(st.tuples(st.integers(0, len(DATA)), st.integers(0, len(DATA))), max_size=8))
def test_for_every_sequence_of_offsets_the_spool_holds_a_beginning_of_the_data(
    attempts: list[tuple[int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder), max_bytes=100 * 1_048_576, min_free_bytes=0)
        for offset, breaks_at in attempts:
            before = spool.held(ID) or 0
            held = upload(spool, DATA[offset : offset + breaks_at], offset)
            assert held.ahead == (offset > before)
            assert held.bytes >= before
            assert spool.bytes_of(ID) == DATA[: held.bytes]

        assert upload(spool, DATA[spool.held(ID) or 0 :], spool.held(ID) or 0).whole


def test_a_later_upload_takes_over_from_one_whose_connection_died(spool: Spool) -> None:
    with sending(spool) as first:
        second = upload(spool, DATA)
        goes_on = first.write(b"z" * 100)

    assert (second.whole, goes_on, first.held().ahead) == (True, False, True)
    assert spool.bytes_of(ID) == DATA


def test_an_upload_of_what_was_dropped_meanwhile_begins_again(spool: Spool) -> None:
    with sending(spool) as first:
        spool.drop(ID)
        goes_on = first.write(DATA[1_400:])

    assert not goes_on
    assert first.held() == Held(0, whole=False, ahead=True)


def test_old_uploads_make_room_for_new_ones(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=4 * 1_048_576 + 10_000, min_free_bytes=0)
    for number in range(4):
        upload(spool, DATA, id_=f"{number:064d}")

    assert spool.held(f"{0:064d}") is None
    assert spool.held(f"{3:064d}") == len(DATA)


def test_uploads_that_bring_next_to_nothing_do_not_fill_the_disk_with_their_files(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=MAX_BUNDLE_BYTES + 10 * 4_096, min_free_bytes=0)
    for number in range(100):
        upload(spool, DATA[: number % 2], id_=f"{number:032d}")

    assert len(list(tmp_path.iterdir())) <= 11
    assert spool.held(f"{99:032d}") == 1


STEPS = st.lists(st.tuples(st.sampled_from(["begin", "write", "write", "end"]), st.integers(0, 5)), max_size=60)
AT_ONCE = [(step, which) for step in ("begin", "write", "write", "write") for which in range(6)]


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
@example(steps=AT_ONCE)
def test_however_many_come_at_once_the_spool_stays_within_its_bounds_and_takes_the_next(
    steps: list[tuple[str, int]],
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("hub.spool.MAX_BUNDLE_BYTES", 6_000)
        spool = Spool(Path(folder), max_bytes=12_000, min_free_bytes=0)
        under_way, all_ = dict[int, Upload](), list[Upload]()
        for step, which in steps:
            with suppress(NoSpace):
                if step == "begin":
                    begun = spool.begin(f"{which:032d}", 0, len(DATA))
                    assert isinstance(begun, Upload)
                    all_.append(begun)
                    under_way[which] = begun
                elif which in under_way:
                    under_way[which].write(DATA[:1_700]) if step == "write" else under_way.pop(which).close()
            assert sum(path.stat().st_size for path in Path(folder).iterdir()) <= 12_000 + 6_000
        for one in all_:
            one.close()

        assert upload(spool, DATA).whole


def test_a_full_disk_is_seen_before_a_body_is_read(tmp_path: Path) -> None:
    assert Spool(tmp_path, max_bytes=1, min_free_bytes=0).has_room()
    assert not Spool(tmp_path, max_bytes=1, min_free_bytes=2**60).has_room()


def test_an_upload_that_is_being_written_is_not_forgotten_for_another(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=1, min_free_bytes=0)
    with sending(spool) as first:
        other = upload(spool, DATA, id_="0" * 32)
        push(first, DATA[1_400:])

    assert other.bytes == len(DATA)
    assert first.held().whole


def test_what_is_being_written_is_not_truncated(spool: Spool) -> None:
    with sending(spool):
        spool.truncate(ID, 0)

    assert spool.held(ID) == 1_400


def test_a_file_that_another_thread_evicts_is_not_there_and_no_error(spool: Spool) -> None:
    upload(spool, DATA)
    done = threading.Event()

    def evicting() -> None:
        while not done.is_set():
            upload(spool, DATA[:100])
            spool.drop(ID)

    other = threading.Thread(target=evicting)
    other.start()
    seen = {spool.held(ID) for _ in range(3_000)} | {len(spool.bytes_of(ID)) for _ in range(3_000)}
    done.set()
    other.join(10)

    assert seen <= {None, 0, 100, len(DATA)}
