"""The node's SQLite file: opened safely, one transaction at a time, with errors that say what to do."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from edge.migrating import check_known, migrate, up_to_date
from edge.sqlite_file import SqliteFile
from shared.clock import Clock
from shared.disk import FULL, means_full
from shared.errors import ChasquiError, Damaged, DatabaseBusy, NoSpace, NotInitialised, NotReady
from shared.sentences import Sentence
from sync.lock import WriterLock
from sync.wire import pack, unpack

BUSY_S = 5.0
"""How long to wait for somebody else's transaction."""
_MAX_SETTING = 8 * 1_048_576
OPEN = (
    "Chasqui ya está abierto con esta carpeta, en otra ventana. "
    "Use sus páginas, o espere a que termine o ciérrelo, y repita. No se cambió nada."
)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Database:
    """
    One connection for all threads of a process, one transaction at a time.

    What a transaction wrote is on the disk when it ends (``synchronous=FULL``). A writer holds the node's write lock
    from opening to ``close``; a reader needs none, and changes nothing. ``rows`` to ``put`` are for the parts of the
    store: nobody else writes SQL.
    """

    def __init__(
        self, path: Path, clock: Clock, *, writer: bool = True, create: bool = False, older: bool = False
    ) -> None:
        """
        Open the database at *path*; a writer brings its tables to this version, a reader may take *older* ones.

        Raises:
            NotInitialised: There is none, and *create* was not asked for.
            DatabaseBusy: Another process holds the write lock.
            NotReady: The file is damaged, or of another version.
        """
        if not create and not path.exists():
            raise NotInitialised(
                "En «%(folder)s» no hay un nodo todavía. Use: chasqui-edge init, con --invitation ARCHIVO, --card "
                "TEXTO o --words",
                folder=path.parent,
            )
        self.path = path
        self.clock = clock
        self.gate = threading.RLock()
        """Whoever holds it reads what nobody else changes meanwhile."""
        self._lock = WriterLock(path.with_suffix(".lock"), OPEN) if writer else None
        try:
            with told_plainly(path):
                self._db = _opened(path, writer=writer, older=older)
        except ChasquiError:
            self._release()
            raise

    def close(self) -> None:
        """Close the file and let go of the write lock."""
        with self.gate:
            self._db.close()
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what happens inside one transaction: all of it, on the disk, or nothing. May be nested."""
        with self.gate, told_plainly(self.path), self._db.atomic():
            yield

    @property
    def is_writer(self) -> bool:
        """Whether this process holds the write lock."""
        return self._lock is not None

    @property
    def execute(self) -> Callable[..., Any]:
        """What runs a statement inside the transaction around it, with nothing between it and SQLite: for the folds."""
        execute: Callable[..., Any] = self._db.execute
        return execute

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.gate, told_plainly(self.path):
            rows: list[tuple[Any, ...]] = self._db.execute(sql, parameters).fetchall()
        return rows

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """Return the first row of a query."""
        return next(iter(self.rows(sql, *parameters)), None)

    def value(self, sql: str, *parameters: object) -> Any:
        """Return the first value of a query, or None."""
        row = self.row(sql, *parameters)
        return row[0] if row else None

    def give_back(self, pages: int) -> None:
        """Give up to *pages* pages that nothing uses back to the disk; not inside a transaction."""
        with self.gate, told_plainly(self.path):
            # One step of this pragma frees one page: only a script runs it to its end.
            self._db.executescript(f"PRAGMA incremental_vacuum({pages})")

    def rewrite(self) -> None:
        """
        Write the file anew from what is in it, without what was ever deleted; not inside a transaction.

        Raises:
            DatabaseBusy: Somebody still reads what was there before.
        """
        with self.gate, told_plainly(self.path):
            # A file from before sealing was made to keep what it frees: only this changes it.
            self._db.executescript("PRAGMA auto_vacuum=INCREMENTAL; VACUUM")
            [(busy, _in_log, _moved)] = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise DatabaseBusy("Otro programa está leyendo los datos de Chasqui. Espere a que termine y repita.")

    def fold_journal(self) -> int:
        """Fold SQLite's journal into the database and give its space back; return the bytes that came free."""
        journal = self.path.with_name(f"{self.path.name}-wal")
        before = journal.stat().st_size if journal.exists() else 0
        with self.gate:
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - (journal.stat().st_size if journal.exists() else 0)

    def write(self, sql: str, *parameters: object) -> None:
        """Change something; part of the transaction around it, or one of its own."""
        with self.gate, told_plainly(self.path):
            self._db.execute(sql, parameters)

    def setting(self, name: str, shape: type[T], default: T) -> T:
        """Return a value kept under a name."""
        raw = self.value("SELECT value FROM settings WHERE name = ?", name)
        return default if raw is None else unpack(raw, shape, max_bytes=_MAX_SETTING, what=f"el ajuste {name}")

    def put(self, name: str, value: object) -> None:
        """Keep a value under a name."""
        self.write("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, pack(value))

    def now_s(self) -> int:
        """Return the wall time in Unix seconds, as this computer claims."""
        return int(self.clock.now().timestamp())


def _opened(path: Path, *, writer: bool, older: bool) -> SqliteFile:
    db = SqliteFile(path, wait_s=BUSY_S)
    try:
        if writer:
            if db.execute("PRAGMA page_count").fetchone() == (0,):
                # Only a file that begins so can give back what sealing frees; an older one is written anew, once.
                db.execute("PRAGMA auto_vacuum=INCREMENTAL")
            db.execute("PRAGMA journal_mode=WAL").fetchall()
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA foreign_keys=ON")
            migrate(db.connection)
        else:
            db.execute("PRAGMA query_only=ON")
            check_known(db.connection)
            if not older and not up_to_date(db.connection):
                raise NotReady("Los datos son de una versión anterior. Abra «chasqui-edge run» una vez y repita.")
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """
    Say in words what SQLite found.

    Raises:
        DatabaseBusy: Somebody else's transaction did not end in time.
        NotReady: No space, no permission, or a damaged file.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        _log.error("database error=%s", error)
        raise _in_words(error, path) from error


def _in_words(error: sqlite3.DatabaseError, path: Path) -> ChasquiError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return DatabaseBusy(
            "Otro programa está usando los datos de Chasqui. No se guardó nada de esto: espere un momento y repita."
        )
    if means_full(error, path.parent):
        return NoSpace(FULL)
    if "readonly" in text or "unable to open" in text:
        return NotReady(
            "No se puede escribir en «%(folder)s» (%(text)s). Revise los permisos de la carpeta.",
            folder=path.parent,
            text=text,
        )
    return damaged(path, text)


def damaged(path: Path, why: str) -> Damaged:
    """Return what to say of a file that cannot be trusted."""
    return Damaged(
        "Los datos de «%(name)s» están dañados (%(reason)s). No los borre: copie la carpeta y avise a soporte.",
        name=path.name,
        reason=why,
    )


def tells_of_damage(said: Sentence) -> bool:
    """
    Tell whether a sentence, or one inside it, is that of ``damaged``.

    >>> tells_of_damage(Sentence("%(why)s", {"why": damaged(Path("node.db"), "x").said}))
    True
    >>> tells_of_damage(Sentence("No hay espacio."))
    False
    """
    inner = [one for one in said.params.values() if isinstance(one, Sentence)]
    return said.msgid == damaged(Path(), "").said.msgid or any(map(tells_of_damage, inner))
