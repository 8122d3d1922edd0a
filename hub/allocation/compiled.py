"""
The one way in which this package compiles: to machine code at the first call, kept on disk for the next process.

Numba looks only at a function's own file to tell whether what is on disk is still right; but a compiled function holds
those it calls, from other files, within it. So what is kept lies in a folder named after all sources that it may hold.
"""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., object])
_HERE = Path(__file__).parent
_HELD = ("instance.py", "kit_groups.py")
"""Sources of constants and of the arrays' names, beside those that are compiled."""


def stamp_of(folder: Path) -> str:
    """Return a name that is another as soon as any source in *folder* is that compiled code may hold."""
    digest = blake2b(digest_size=8)
    for source in sorted(folder.glob("*.py")):
        text = source.read_bytes()
        if b"compiled" in text or source.name in _HELD:
            digest.update(source.name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()


# Where this cannot be written numba falls back to a folder of the user's, as it does without it.
numba.config.CACHE_DIR = str(_HERE / "__pycache__" / f"compiled-{stamp_of(_HERE)}")


def compiled(function: _Function) -> _Function:
    """
    Return *function* as machine code. What it may use is numbers, arrays and tuples of them.

    It holds no lock of the interpreter's: threads may run it beside each other (``side_by_side``).
    """
    return cast(_Function, numba.njit(cache=True, nogil=True)(function))


def is_kept(function: Callable[..., object]) -> bool:
    """Tell whether machine code of a compiled *function* lies on disk: if not, its first call makes it, for seconds."""
    made: Any = function
    return any(Path(made.stats.cache_path).glob(f"*.{made.py_func.__qualname__}-*.nbi"))
