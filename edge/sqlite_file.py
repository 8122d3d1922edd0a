"""The node's file as SQLite serves it: one statement at a time, or all of a transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SqliteFile:
    """
    A connection for all threads of a process, whose users take turns.

    A statement is kept when it ends, unless a transaction is open around it.
    """

    def __init__(self, path: Path, *, wait_s: float) -> None:
        # Nothing begins a transaction by itself.
        self.connection = sqlite3.connect(path, timeout=wait_s, check_same_thread=False, isolation_level=None)
        # The triggers that guard the audit hold for rows that are replaced, too.
        self.connection.execute("PRAGMA recursive_triggers=ON")
        self.execute = self.connection.execute
        self.executescript = self.connection.executescript
        self.close = self.connection.close

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Keep all that happens inside, or nothing. One inside another is undone alone, and kept with the outer one."""
        begin, keep, undo = (
            ("SAVEPOINT inner_one", "RELEASE inner_one", "ROLLBACK TO inner_one; RELEASE inner_one")
            if self.connection.in_transaction
            else ("BEGIN", "COMMIT", "ROLLBACK")
        )
        self.execute(begin)
        try:
            yield
            self.execute(keep)
        except BaseException:
            # SQLite undoes everything by itself where the disk is full or the file is damaged.
            if self.connection.in_transaction:
                for statement in undo.split("; "):
                    self.execute(statement)
            raise
