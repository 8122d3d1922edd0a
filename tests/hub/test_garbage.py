"""The service and the processes of its pages seldom look for garbage, and what is garbage goes all the same."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.garbage import YOUNGEST, looked_for_seldom
from tests.benchmarks.frame import PROJECT
from tests.hub.office import office

_LOAD = """
import gc, sys
from pathlib import Path
from hub.page_workers import Workers
Workers(Path(sys.argv[1]), "127.0.0.1:0", 1, 2).load()
print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0])
"""


@pytest.fixture
def usual() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_is_not_looked_through_and_what_comes_later_still_goes(usual: None) -> None:
    class Ring:
        me: "Ring"

    looked_for_seldom()
    kept = gc.get_freeze_count()
    one = Ring()
    one.me = one
    gone = weakref.ref(one)
    del one
    made = [[number] for number in range(YOUNGEST + 1_000)]

    assert kept > 0
    assert gone() is None
    assert made


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn is for POSIX")
def test_a_process_of_the_pages_looks_seldom_once_it_is_open(tmp_path: Path) -> None:
    office(tmp_path / "hub").close()

    order = [sys.executable, "-c", _LOAD, str(tmp_path / "hub")]
    said = subprocess.run(order, check=True, capture_output=True, text=True, cwd=PROJECT).stdout

    assert said.split() == ["True", str(YOUNGEST)]
