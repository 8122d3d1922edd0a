"""One writer at a time: a lock that the operating system lets go of when its holder dies, on Windows too."""

import sqlite3
from pathlib import Path
from typing import Self

from shared.errors import DatabaseBusy


class WriterLock:
    """
    Held from construction to ``close``.

    SQLite's own exclusive lock on an empty file beside the data: portable, and gone with the process after a kill.
    """

    def __init__(self, path: Path, busy: str, **values: object) -> None:
        """
        Take the lock.

        Raises:
            DatabaseBusy: Another process, or another holder in this one, has it; *busy* says so, with *values*.
        """
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            # A lock asks for no journal: on a full disk it would be refused one, and look as if somebody held it.
            self._connection.execute("PRAGMA journal_mode=MEMORY")
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise DatabaseBusy(busy, **values) from error

    def close(self) -> None:
        """Let go of the lock."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
