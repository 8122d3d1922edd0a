"""Bundles taken by other processes are what they would be here, whatever becomes of those processes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from hub.taken import Full, Taken
from hub.takers import LARGE_BYTES, Takers
from shared.errors import BadBundle, Forgotten, NewerFormat, SyncError, Untrusted
from sync.ack import open_ack
from sync.http_road import HttpRoad
from tests.hub.builders import Node, Office, node_of
from tests.hub.service import serving
from tests.usage_events import uses

ORPHAN = """
    import sys, time
    from pathlib import Path
    from hub.config import Config
    from hub.parts import open_parts
    from hub.takers import Takers
    if __name__ == "__main__":
        config = Config(Path(sys.argv[1]))
        takers = Takers(config, open_parts(config).ingest)
        takers.start()
        print(*takers.pids(), flush=True)
        time.sleep(60)
"""


@pytest.fixture
def takers(office: Office) -> Iterator[Takers]:
    with closing(Takers(office.config, office.ingest, most=1)) as found:
        yield found


@pytest.fixture
def started(takers: Takers) -> Takers:
    takers.start()
    return takers


def filled(office: Office, name: bytes, count: int = 3_000) -> Node:
    node = node_of(office, name)
    node.record(*uses(count, seed=name[0]))
    return node


def gone(pid: int) -> bool:
    """Tell whether a process ended, waiting for it as long as it may take."""
    for _ in range(500):
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.databases
def test_a_bundle_taken_there_is_acked_and_counted_as_here(office: Office, started: Takers) -> None:
    node = filled(office, b"a")

    taken = started.take(node.bundle().data)
    again = office.take(node.bundle())

    assert isinstance(taken, Taken)
    assert node.ack(taken).received == node.end == node.ack(again).received
    assert (taken.new_events, again.new_events) == (3_000, 0)
    assert office.store.totals().events == 3_000


@pytest.mark.parametrize("error", [BadBundle, Forgotten])
def test_what_cannot_be_taken_says_why_in_the_same_words(
    office: Office, started: Takers, error: type[SyncError]
) -> None:
    data = b"CHQR" + bytes(60) if error is Forgotten else filled(office, b"b", 30).bundle().data[:-1] + b"x"
    if error is BadBundle:
        data = data[:40]
    with pytest.raises(SyncError) as there:
        started.take(data)
    with pytest.raises(SyncError) as here:
        office.ingest.take(data)

    assert type(there.value) is type(here.value)
    assert there.value.said == here.value.said


def test_an_error_goes_from_one_process_to_another_as_it_is() -> None:
    import pickle

    from shared.errors import BadRow, RoadClosed, SequenceGap

    for error in (SequenceGap(3, 5), BadRow(4, "«%(text)s» no es.", text="100 %"), NewerFormat("Al 100 %."),
                  RoadClosed("No %(n)s.", 7.5, n=1), Untrusted("No.")):  # fmt: skip
        found = pickle.loads(pickle.dumps(error))

        assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))


def test_a_process_that_is_killed_costs_no_bundle(office: Office, started: Takers) -> None:
    node = filled(office, b"c")
    (killed,) = started.pids()
    os.kill(killed, signal.SIGKILL)

    taken = started.take(node.bundle().data)

    assert isinstance(taken, Taken)
    assert node.ack(taken).received == node.end
    assert killed not in started.pids()


def test_a_process_that_is_killed_with_a_bundle_in_hand_costs_none(office: Office, started: Takers) -> None:
    node = filled(office, b"d", 300)
    (killed,) = started.pids()
    # It takes the bundle and never comes to answer.
    os.kill(killed, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        taking = pool.submit(started.take, node.bundle().data)
        time.sleep(0.1)
        os.kill(killed, signal.SIGKILL)
        taken = taking.result()

    assert isinstance(taken, Taken)
    assert node.ack(taken).received == node.end
    assert office.store.totals().events == 300


def in_line(takers: Takers, pool: ThreadPoolExecutor, nodes: list[Node]) -> list[Future[Taken | Full]]:
    """Let the one process have a bundle in hand and not move, with the others in line behind it."""
    (stopped,) = takers.pids()
    os.kill(stopped, signal.SIGSTOP)
    taking = [pool.submit(takers.take, nodes[0].bundle().data)]
    wait_until(lambda: takers.is_busy() and not takers.in_line())
    taking += [pool.submit(takers.take, node.bundle().data) for node in nodes[1:]]
    wait_until(lambda: takers.in_line() == len(nodes) - 1)
    return taking


def wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if happened():
            return
        time.sleep(0.01)
    raise TimeoutError


def known_nodes(office: Office, many: int) -> list[Node]:
    found = [node_of(office, bytes([97 + at])) for at in range(many)]
    for at, node in enumerate(found):
        office.take(node.bundle())
        node.record(*uses(30, seed=at), name=f"n{at}")
    return found


def test_bundles_that_wait_for_a_process_are_given_to_it_together(office: Office, started: Takers) -> None:
    nodes, (pid,) = known_nodes(office, 6), started.pids()
    with ThreadPoolExecutor(6) as pool:
        taking = in_line(started, pool, nodes)
        os.kill(pid, signal.SIGCONT)
        taken = [one.result() for one in taking]

    assert [node.ack(one).received for node, one in zip(nodes, taken, strict=True)] == [node.end for node in nodes]  # type: ignore[arg-type]
    assert len(office.store.segments("events")) == 2


def test_a_process_that_is_killed_with_several_in_hand_costs_none_of_them(office: Office, started: Takers) -> None:
    nodes, (pid,) = known_nodes(office, 6), started.pids()
    with ThreadPoolExecutor(6) as pool:
        taking = in_line(started, pool, nodes)
        os.kill(pid, signal.SIGKILL)
        taken = [one.result() for one in taking]

    assert [node.ack(one).received for node, one in zip(nodes, taken, strict=True)] == [node.end for node in nodes]  # type: ignore[arg-type]
    assert office.store.totals().events == 180


def test_a_process_that_hangs_is_ended_and_costs_no_bundle(office: Office) -> None:
    node = filled(office, b"g", 30)
    with closing(Takers(office.config, office.ingest, most=1, take_s=0.2)) as takers:
        takers.start()
        (stuck,) = takers.pids()
        os.kill(stuck, signal.SIGSTOP)
        taken = takers.take(node.bundle().data)

    assert isinstance(taken, Taken)
    assert node.ack(taken).received == node.end
    assert gone(stuck)


def test_a_bundle_under_which_two_processes_end_is_refused_and_does_not_end_the_hub(office: Office) -> None:
    node = filled(office, b"h", 30)
    with closing(Takers(office.config, office.ingest, most=2, take_s=0.2)) as takers:
        takers.start()
        takers.start()
        for pid in takers.pids():
            os.kill(pid, signal.SIGSTOP)
        with pytest.raises(BadBundle, match="dos veces con este paquete"):
            takers.take(node.bundle().data)

    assert office.store.totals().events == 0


@pytest.mark.parametrize("one_was_taken", [True, False])
def test_after_five_deaths_in_a_row_no_process_is_started_and_what_was_taken_in_between_counts(
    office: Office, *, one_was_taken: bool
) -> None:
    first, last = filled(office, b"i", 30), filled(office, b"j", 6_000)
    with closing(Takers(office.config, office.ingest, most=1, _deaths=4)) as takers:
        takers.start()
        if one_was_taken:
            takers.take(first.bundle().data)
        os.kill(takers.pids()[0], signal.SIGKILL)
        takers.take(last.bundle().data)
        taken = takers.take(last.bundle().data)

        assert isinstance(taken, Taken)
        assert bool(takers.pids()) is one_was_taken


def test_a_hub_that_is_killed_leaves_no_process_behind(office: Office, tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(textwrap.dedent(ORPHAN))
    # Not from the script's folder: the hub's data lie there in a folder of the package's name.
    command = [sys.executable, "-P", str(script), str(office.config.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        pid = int(hub.stdout.readline())
        hub.kill()

    assert gone(pid)


def test_small_bundles_one_by_one_start_no_process_and_a_large_one_does(office: Office, takers: Takers) -> None:
    small, large = filled(office, b"e", 30).bundle(), filled(office, b"f").bundle()
    takers.take(small.data)
    before = takers.pids()
    takers.take(large.data)

    assert before == []
    assert len(small.data) < LARGE_BYTES < len(large.data)
    assert len(takers.pids()) == 1


@pytest.mark.databases
def test_many_large_bundles_at_once_are_each_acked_and_none_is_lost(office: Office) -> None:
    nodes = [filled(office, bytes([97 + n])) for n in range(6)]
    with serving(office.config) as url, ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda one: HttpRoad(url).deliver(one.bundle()), nodes))

    for node, reply in zip(nodes, replies, strict=True):
        assert reply is not None
        assert open_ack(reply.ack, office.keys.public, node.keys.node_id).received == node.end
    assert office.store.totals().events == 18_000
    files = {path.name for path in (office.config.lake_folder / "events").iterdir()}
    assert files == {name.removeprefix("events/") for name in office.store.segments("events")}
