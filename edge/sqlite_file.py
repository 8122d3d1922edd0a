"""sqlite-utils without what it would drag in: it imports pandas wherever pandas happens to be installed (50 MB)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Migrations", "SqliteFile"]


@contextmanager
def _out_of_sight(name: str) -> Iterator[None]:
    """Make the import of a package fail, unless somebody has imported it already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _out_of_sight("pandas"):
    from sqlite_utils import Database as SqliteFile
    from sqlite_utils import Migrations
