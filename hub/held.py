"""What the hub keeps that is no record, by class: which of it is old enough to go, and how it goes."""

import logging
import math
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Table, func, select

from hub import alarms, schema
from hub.database import at
from hub.held_words import Held
from hub.store import Store
from shared.clock import LIMA
from shared.web import Role
from shared.web.accounts import Session, expired

_DATED = re.compile(r"^(?!incident-).+-(\d{4}-\d{2}-\d{2})\.(?:json|txt)$")
"""A report of ``hub.reports``; those of incidents stay."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Old:
    """Something that was kept long enough, and how it goes."""

    count: int
    since: date | None
    go: Callable[[], int]
    bytes: int = 0


Source = Callable[[Store, datetime], Iterable[Old]]
Clauses = Sequence[ColumnElement[bool]]
_TOGETHER = 500


def _reports(store: Store, before: datetime) -> Iterator[Old]:
    for path in _inside(store.config.reports_folder):
        if (named := _DATED.match(path.name)) and (day := _day(named[1])) and day < before.date():
            size = _newest_and_size(path)[1]
            yield Old(1, day, partial(_remove, path, Path.unlink), size)


def _folders(name: str) -> Source:
    def found(store: Store, before: datetime) -> Iterator[Old]:
        for path in _inside(store.config.folder / name):
            newest, size = _newest_and_size(path)
            if newest < before.timestamp():
                go = partial(_remove, path, partial(_remove_old, before=before.timestamp()))
                yield Old(1, datetime.fromtimestamp(newest, LIMA).date(), go, size)

    return found


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            _left(folder, error)
        return []


def _newest_and_size(path: Path) -> tuple[float, int]:
    """Return when a file of *path* was last written, and their bytes; of what went meanwhile, that it is new."""
    try:
        found = [one.lstat() for one in (path, *path.rglob("*"))]
    except OSError:
        return math.inf, 0
    files = [one for one in found if S_ISREG(one.st_mode)]
    # A folder changes when a file in it is removed: of one that a killed night left half, the files say how old it is.
    return max(one.st_mtime for one in files or found), sum(one.st_size for one in files)


def _remove(path: Path, how: Callable[[Path], None]) -> int:
    try:
        how(path)
    except OSError as error:
        # The next night tries again; this one has more to do.
        _left(path, error)
        return 0
    return 1


def _remove_old(path: Path, before: float) -> None:
    # Somebody may have written into it since it was found.
    if _newest_and_size(path)[0] >= before:
        raise FileExistsError(path)
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _left(path: Path, error: OSError) -> None:
    _log.warning("retention_left what=%s why=%s", path.parent.name, type(error).__name__)


def _sessions(store: Store, before: datetime) -> Iterator[Old]:
    table, now_s = schema.sessions, store.now_s()
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.seen_s < before.timestamp())).all()
    over = (row for row in rows if expired(_session(row), now_s))
    yield from _rows(store, table, ((row.seen_s, (table.c.token == row.token,)) for row in over))


def _session(row: Row[Any]) -> Session:
    return Session(b"", row.login, Role(row.role), b"", row.opened_s, row.seen_s)


def _throttles(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.throttles
    with store.read() as connection:
        rows = connection.execute(select(table)).all()
    tried = ((_last_s(row.body), row) for row in rows)
    # One that was tried again meanwhile has another body.
    yield from _rows(store, table, (
        (last_s, (table.c.name == row.name, table.c.body == row.body))
        for last_s, row in tried if last_s is not None and last_s < before.timestamp()
    ))  # fmt: skip


def _last_s(body: bytes) -> int | None:
    """Return when something was last tried (``shared.web.throttle``), or when trying began (``hub.guesses``)."""
    try:
        kept = msgspec.msgpack.decode(body)
    except msgspec.DecodeError:
        return None
    if isinstance(kept, list):
        kept = dict(zip(("failures", "last_s"), kept, strict=False))
    found = kept.get("last_s") if isinstance(kept, dict) else None
    return found if isinstance(found, int) else None


def _invitations(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.invitations
    used = table.c.used_by.is_not(None), table.c.expires_s < before.timestamp()
    with store.read() as connection:
        rows = connection.execute(select(table.c.code, table.c.expires_s).where(*used)).all()
    yield from _rows(store, table, ((row.expires_s, (table.c.code == row.code, *used)) for row in rows))


def _copies(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.copies
    with store.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.number)).all()
    last = {row.here: row.number for row in rows}
    kept = {*last.values(), max(last.values(), default=0)}
    old = (row for row in rows if row.made_s < before.timestamp() and row.number not in kept)
    yield from _rows(store, table, ((row.made_s, (table.c.number == row.number,)) for row in old))


def _alarms_seen(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.alarms_seen
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.seen_s < before.timestamp())).all()
    # One whose cause is still there would be told again.
    there = {(one.kind, one.subject) for one in alarms.every(store)} if rows else set()
    over = (row for row in rows if (row.kind, row.subject) not in there)
    # One that somebody attended to again meanwhile was seen later.
    yield from _rows(store, table, (
        (row.seen_s, (table.c.kind == row.kind, table.c.subject == row.subject, table.c.seen_s == row.seen_s))
        for row in over
    ))  # fmt: skip


def _heard_days(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.heard_days
    old = table.c.day < before.date()
    with store.read() as connection:
        count, first = connection.execute(select(func.count(), func.min(table.c.day)).where(old)).one()
    if count:
        yield Old(int(count), first, lambda: _delete(store, table, [(old,)]))


def _rows(store: Store, table: Table, found: Iterable[tuple[int, Clauses]]) -> Iterator[Old]:
    rows = list(found)
    # Some in each transaction: neither a wait for the disk for each of many, nor schools that wait for all of them.
    for first in range(0, len(rows), _TOGETHER):
        some = rows[first : first + _TOGETHER]
        since = at(min(seconds for seconds, _ in some)).astimezone(LIMA).date()
        yield Old(len(some), since, partial(_delete, store, table, [mine for _, mine in some]))


def _delete(store: Store, table: Table, rows: Iterable[Clauses]) -> int:
    with store.begin() as connection:
        return sum(connection.execute(table.delete().where(*mine)).rowcount for mine in rows)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


SOURCES: Mapping[Held, Source] = {
    Held.REPORTS: _reports,
    Held.BROUGHT: _folders("brought"),
    Held.DRAFTS: _folders("drafts"),
    Held.SESSIONS: _sessions,
    Held.THROTTLES: _throttles,
    Held.INVITATIONS: _invitations,
    Held.COPIES: _copies,
    Held.ALARMS_SEEN: _alarms_seen,
    Held.HEARD_DAYS: _heard_days,
}
