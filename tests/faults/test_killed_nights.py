"""A night that is killed, or loses its power, at any point: the table is whole, and the next one makes the same."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from hub import aggregate, tables
from hub.compacting import LEAST_FILES
from hub.weekly import listed, placing
from shared.events import Claim
from shared.facts import ClockMark
from tests.faults.test_kill_and_power_cut import MOST_POINTS, any_zygote, closing_hub, round_in
from tests.faults.zygote import Zygote
from tests.hub.builders import NOW, OTHER_SITE, Office, node_of, open_office, state_of, use
from tests.hub.databases import Databases
from tests.hub.demanding import BARE
from tests.hub.test_compacting import sends

__all__ = ["any_zygote"]
_HUB = str(Path(sys.executable).with_name("chasqui-hub"))
_WAITS_S = 300


@pytest.fixture(
    params=[
        pytest.param((True, 5), id="power cut at every fifth point"),
        pytest.param((True, 1), id="power cut at every point", marks=pytest.mark.soak),
        pytest.param((False, 1), id="killed at every point", marks=pytest.mark.soak),
    ]
)
def zygote(any_zygote: Zygote, request: pytest.FixtureRequest) -> Zygote:
    any_zygote.power_cut, any_zygote.stride = request.param
    return any_zygote


def rows_of(office: Office) -> list[dict[str, Any]]:
    found = office.store.dataset(aggregate.NAME)
    assert found is not None
    return sorted(tables.read(office.config.lake_folder, found).to_pylist(), key=repr)


def two_nights(office: Office) -> list[dict[str, Any]]:
    """Let one night pass, and another day come in, whose marks date anew what the first one summed up."""
    one, other = node_of(office), node_of(office, b"o", OTHER_SITE)
    one.record(Claim(ClockMark(wall=0)), BARE, BARE, use("2026-09-07"), use("2026-10-05"))
    other.record(use("2026-09-08"))
    office.take(one.bundle())
    office.take(other.bundle())
    aggregate.aggregate(office.store)
    first = rows_of(office)
    one.record(Claim(ClockMark(wall=60, hub_time=int(NOW.timestamp()))), BARE, use("2026-09-14"))
    other.record(use("2026-08-03"))
    office.take(one.bundle(5))
    office.take(other.bundle(1))
    return first


def from_nothing(office: Office) -> list[dict[str, Any]]:
    with office.store.begin() as connection:
        listed.forget(connection, aggregate.NAME)
        connection.exec_driver_sql("DELETE FROM datasets")
    aggregate.aggregate(office.store)
    return rows_of(office)


@contextmanager
def a_life(office: Office, fast: Path, databases: Databases) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give a folder, and in it what a life is lived with: a copy of a hub and of its database, for this one alone."""
    with round_in(fast) as place:
        shutil.copytree(fast / "template", place, dirs_exist_ok=True)
        database = databases.copy(office.store)
        yield place, {"home": place / "hub", "database": database}
        databases.drop(database)


def after_it(office: Office, hub: dict[str, Any]) -> AbstractContextManager[Office]:
    return closing_hub(office, hub["home"], hub["database"])


@pytest.mark.databases
def test_a_night_that_dies_anywhere_leaves_a_whole_table_and_the_next_one_ends_as_if_nothing_had_been(
    zygote: Zygote, fast: Path, databases: Databases
) -> None:
    office = open_office(fast / "template" / "hub", databases)
    before = two_nights(office)
    office.store.close()
    with a_life(office, fast, databases) as (_, hub), after_it(office, hub) as apart:
        after = from_nothing(apart)
    for point in range(1, MOST_POINTS, zygote.stride):
        with a_life(office, fast, databases) as (place, hub):
            died = zygote.dies("night", place, dies_at=point, **hub)
            with after_it(office, hub) as left:
                assert rows_of(left) in ((after,) if "up to date" in zygote.words() else (before, after))
            zygote.dies("night", place, dies_at=0, **hub)
            with after_it(office, hub) as again:
                assert rows_of(again) == after
                assert _files(again) == _listed(again)
        if not died:
            break

    assert before != after
    assert 20 < point < MOST_POINTS - zygote.stride


@pytest.mark.databases
def test_files_that_are_put_together_by_a_night_that_dies_anywhere_hold_every_record_once(
    zygote: Zygote, fast: Path, databases: Databases
) -> None:
    office = open_office(fast / "template" / "hub", databases)
    sends(office, node_of(office), LEAST_FILES)
    before = state_of(office)
    office.store.close()
    for point in range(1, MOST_POINTS, zygote.stride):
        with a_life(office, fast, databases) as (place, hub):
            died = zygote.dies("compacting", place, dies_at=point, days=2, **hub)
            with after_it(office, hub) as left:
                assert state_of(left) == before
            for days in (2, 4):
                zygote.dies("compacting", place, dies_at=0, days=days, **hub)
            with after_it(office, hub) as again:
                assert state_of(again) == before
                assert len(again.store.segments("events")) == 2
        if not died:
            break

    assert 5 < point < MOST_POINTS - zygote.stride


def _files(office: Office) -> set[str]:
    root = office.config.lake_folder
    return {str(path.relative_to(root)) for path in (root / tables.FOLDER).rglob("*") if path.is_file()}


def _listed(office: Office) -> set[str]:
    with office.store.read() as connection:
        return listed.names(connection, aggregate.NAME)


@pytest.mark.spark
@pytest.mark.parametrize("whom", ["the command", "Java"])
@pytest.mark.parametrize("words", [("--whole",), ()], ids=["whole", "what is new"])
def test_a_table_by_spark_that_is_killed_is_left_as_it_was_and_is_made_when_it_is_asked_for_again(
    fast: Path, words: Sequence[str], whom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Spark's tasks are buckets: each of the two sites lies in one of its own.
    monkeypatch.setattr(placing, "buckets_for", lambda sites, events: 4)
    office = open_office(fast / "hub")
    before = two_nights(office)
    with _asked(office.config.folder, words) as asked:
        java = _java(asked)
        os.kill(java if whom == "Java" else asked.pid, signal.SIGKILL)
        code = asked.wait(_WAITS_S)
    left = rows_of(office)
    with _asked(office.config.folder, words) as asked:
        done = asked.wait(_WAITS_S)
    again = rows_of(office)

    assert (bool(code), done) == (True, 0)
    assert left == before
    assert again == from_nothing(office)
    assert again != before
    office.store.close()


def _asked(folder: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Begin to bring the table up to date by Spark, however little is new."""
    command = [_HUB, "aggregate", *words, "--dir", str(folder)]
    everything = {**os.environ, "CHASQUI_HUB_SPARK_FROM": "1"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=everything)


def _java(command: subprocess.Popen[bytes]) -> int:
    """Return the Java of a command, once tasks of its own are at work on the table."""
    until = time.monotonic() + _WAITS_S
    while time.monotonic() < until and command.poll() is None:
        with suppress(OSError):
            for java in _children(command.pid):
                if any(b"pyspark.daemon" in Path(f"/proc/{one}/cmdline").read_bytes() for one in _children(java)):
                    return java
        time.sleep(0.01)
    raise TimeoutError("no table is being written")


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())
