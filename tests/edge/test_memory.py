"""What checking secrets took of memory is given back, and nobody looks for garbage in what was imported."""

import gc
import subprocess
import sys

import pytest

from edge.memory import kept_for_good

CHECKS = """
import gc, os
from concurrent.futures import ThreadPoolExecutor
from edge.memory import give_back_large_blocks
from shared.web import hash_secret
from tests.benchmarks.processes import rss_mb
assert not {give} or give_back_large_blocks()
before, kept = rss_mb(os.getpid()), []
with ThreadPoolExecutor(4) as threads:
    for _ in range(4):
        kept += threads.map(hash_secret, ["uno", "dos", "tres", "cuatro"])
    print(rss_mb(os.getpid()) - before)
"""


def _kept_mb(*, give: bool) -> float:
    script = CHECKS.format(give=give)
    return float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only there does the C library keep it")
def test_a_class_that_signed_in_leaves_no_memory_behind() -> None:
    assert _kept_mb(give=True) < 15 < _kept_mb(give=False)


def test_what_is_imported_is_not_looked_through_for_garbage_then_or_later() -> None:
    before = gc.get_freeze_count()
    with kept_for_good():
        looked = gc.isenabled()
    after = gc.get_freeze_count()
    gc.unfreeze()

    assert (looked, gc.isenabled(), after > before) == (False, True, True)


def test_an_import_that_fails_leaves_everything_as_it_is_otherwise() -> None:
    with pytest.raises(ImportError), kept_for_good():
        raise ImportError
    gc.unfreeze()

    assert gc.isenabled()
