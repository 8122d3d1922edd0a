"""How a node that runs for weeks on a small laptop keeps its memory small."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LARGE_BYTES = 4 * 1024**2
_M_MMAP_THRESHOLD = -3


def give_back_large_blocks() -> bool:
    """
    Let the C library give blocks of 4 MiB and more back to the system as soon as they are free; tell whether it will.

    A secret is checked in 19 MiB. Left to itself, glibc keeps such a block for each thread that ever checked one, and
    often two: ``after_class_pss_mb`` of ``tests/benchmarks/edge.py`` tells how much that is. Other systems give large
    blocks back anyway.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES) == 1


@contextmanager
def kept_for_good() -> Iterator[None]:
    """
    Import inside: what modules bring stays as long as the process, and is never looked through for what is garbage.

    Looking through it again and again while it grows is a tenth of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
