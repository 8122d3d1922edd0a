"""Bundles opened in another process are what they would be here, whatever becomes of that process."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from hub.front import OPENED_APART_BYTES
from hub.opening import Opener
from shared.errors import BadBundle, Forgotten, Untrusted
from sync.ack import open_ack
from sync.http_road import HttpRoad
from sync.opened import open_prefix
from tests.hub.builders import Office, node_of, use
from tests.hub.service import serving
from tests.sync.builders import HUB, run, sealed

ORPHAN = """
    import sys, time
    from hub.opening import Opener
    from tests.sync.builders import HUB, run, sealed
    opener = Opener(HUB)
    opener.open(sealed([run(30)]).data)
    print(*opener._pool._processes, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def opener() -> Iterator[Opener]:
    with closing(Opener(HUB)) as found:
        yield found


def child(opener: Opener) -> int:
    assert opener._pool is not None
    return next(iter(opener._pool._processes))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_bundle_whole_or_cut_holds_what_it_would_hold_here(opener: Opener, cut: int) -> None:
    data = sealed([run(1_700), run(3, "b")]).data
    data = data[: len(data) - cut]

    assert opener.open(data) == open_prefix(HUB, data)
    assert child(opener) != os.getpid()


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"CHQ2", BadBundle), (sealed().data[:-1] + b"x", BadBundle), (b"CHQR" + bytes(60), Forgotten)],
)
def test_what_cannot_be_opened_says_why_in_the_same_words(opener: Opener, data: bytes, error: type[Exception]) -> None:
    with pytest.raises((error, Untrusted)) as there:
        opener.open(data)
    with pytest.raises((error, Untrusted)) as here:
        open_prefix(HUB, data)

    assert str(there.value) == str(here.value)


def test_a_process_that_was_killed_costs_no_bundle(opener: Opener) -> None:
    data = sealed([run(50)]).data
    opener.open(data)
    killed = child(opener)
    os.kill(killed, signal.SIGKILL)
    found = [opener.open(data), opener.open(data)]

    assert found == [open_prefix(HUB, data)] * 2
    assert child(opener) != killed


def test_a_hub_that_is_killed_leaves_no_process_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(ORPHAN)], stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        pid = int(hub.stdout.readline())
        hub.kill()
    for _ in range(500):
        if not alive(pid):
            break
        time.sleep(0.01)

    assert not alive(pid)


def test_a_large_bundle_is_opened_apart_and_acked_as_a_small_one_is(office: Office) -> None:
    node, rng = node_of(office), Random(1)
    node.record(*[use(learner=rng.randbytes(8), units=rng.randrange(1, 99)) for _ in range(2_000)])
    bundle = node.bundle()
    with serving(office.config) as url:
        reply = HttpRoad(url).deliver(bundle)

    assert len(bundle.data) > OPENED_APART_BYTES
    assert reply is not None
    assert open_ack(reply.ack, office.keys.public, node.keys.node_id).received == bundle.end
    assert office.store.totals().events == 2_000
