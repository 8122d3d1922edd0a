"""One writer at a time: a lock that the operating system lets go of when its holder dies, on Windows too."""

import sqlite3
from pathlib import Path
from typing import Self

from shared.errors import DatabaseBusy


class WriterLock:
    """
    Held from construction to ``close``.

    SQLite's own exclusive lock on an empty file beside the database: portable, and gone with the process after a kill.
    """

    def __init__(self, path: Path) -> None:
        """
        Take the lock.

        Raises:
            DatabaseBusy: Another process, or another store of this one, holds it.
        """
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise DatabaseBusy(
                "Chasqui ya está abierto con esta carpeta (¿«chasqui-edge run»?). "
                "Use sus páginas, o ciérrelo y repita la orden. No se cambió nada."
            ) from error

    def close(self) -> None:
        """Let go of the lock."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
