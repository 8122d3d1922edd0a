"""What the hub keeps that is no record, by class: which of it is old enough to go, and how it goes."""

import logging
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from sqlalchemy import ColumnElement, Table, func, select

from hub import alarms, schema
from hub.database import at
from hub.store import Store
from shared.clock import LIMA
from shared.web import Role
from shared.web.accounts import Session, expired

_DATED = re.compile(r"^(?!incident-).+-(\d{4}-\d{2}-\d{2})\.(?:json|txt)$")
"""A report of ``hub.reports``; those of incidents stay."""
_log = logging.getLogger(__name__)


class Held(StrEnum):
    """The classes of data that are kept for a time; what is none of them is kept."""

    REPORTS = "reports"
    BROUGHT = "brought"
    DRAFTS = "drafts"
    SESSIONS = "sessions"
    THROTTLES = "throttles"
    INVITATIONS = "invitations"
    COPIES = "copies"
    ALARMS_SEEN = "alarms_seen"
    HEARD_DAYS = "heard_days"


SAID: Mapping[Held, str] = {
    Held.REPORTS: "informes de la noche y de sus pasos (los de incidentes quedan)",
    Held.BROUGHT: "archivos que llegaron por el navegador y quedaron de una lectura cortada",
    Held.DRAFTS: "archivos por importar que nadie confirmó",
    Held.SESSIONS: "sesiones que ya terminaron",
    Held.THROTTLES: "intentos fallidos de entrar o de inscribirse",
    Held.INVITATIONS: "códigos de inscripción usados",
    Held.COPIES: "notas de copias hechas (la última y la última de fuera quedan)",
    Held.ALARMS_SEEN: "avisos que alguien atendió y que ya no están",
    Held.HEARD_DAYS: "días en que envió cada local",
}


@dataclass(frozen=True, slots=True)
class Old:
    """Something that was kept long enough, and how it goes."""

    count: int
    since: date | None
    go: Callable[[], int]
    bytes: int = 0


Source = Callable[[Store, datetime], Iterable[Old]]


def _reports(store: Store, before: datetime) -> Iterator[Old]:
    folder = store.config.reports_folder
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (named := _DATED.match(path.name)) and (day := _day(named[1])) and day < before.date():
            yield Old(1, day, _remover(path), path.stat().st_size)


def _folders(name: str) -> Source:
    def found(store: Store, before: datetime) -> Iterator[Old]:
        place = store.config.folder / name
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            inside = [path, *path.rglob("*")]
            newest = max(one.stat().st_mtime for one in inside)
            if newest < before.timestamp():
                size = sum(one.stat().st_size for one in inside if one.is_file())
                yield Old(1, datetime.fromtimestamp(newest, UTC).date(), _remover(path), size)

    return found


def _remover(path: Path) -> Callable[[], int]:
    def go() -> int:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            # The next night tries again; this one has more to do.
            _log.warning("retention_left what=%s why=%s", path.parent.name, type(error).__name__)
            return 0
        return 1

    return go


def _sessions(store: Store, before: datetime) -> Iterator[Old]:
    table, now_s = schema.sessions, store.now_s()
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.seen_s < before.timestamp())).all()
    for row in rows:
        if expired(Session(b"", row.login, Role(row.role), b"", row.opened_s, row.seen_s), now_s):
            yield _row(store, table, row.seen_s, table.c.token == row.token)


def _throttles(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.throttles
    with store.read() as connection:
        rows = connection.execute(select(table)).all()
    for row in rows:
        last_s = _last_s(row.body)
        if last_s is not None and last_s < before.timestamp():
            # One that was tried again meanwhile has another body.
            yield _row(store, table, last_s, table.c.name == row.name, table.c.body == row.body)


def _last_s(body: bytes) -> int | None:
    """Return when something was last tried (``shared.web.throttle``), or when trying began (``hub.guesses``)."""
    kept = msgspec.msgpack.decode(body)
    found = kept.get("last_s") if isinstance(kept, dict) else kept[1] if len(kept) > 1 else None
    return found if isinstance(found, int) else None


def _invitations(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.invitations
    used = table.c.used_by.is_not(None), table.c.expires_s < before.timestamp()
    with store.read() as connection:
        rows = connection.execute(select(table.c.code, table.c.expires_s).where(*used)).all()
    yield from (_row(store, table, row.expires_s, table.c.code == row.code, *used) for row in rows)


def _copies(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.copies
    with store.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.number)).all()
    last = {row.here: row.number for row in rows}
    kept = {*last.values(), max(last.values(), default=0)}
    for row in rows:
        if row.made_s < before.timestamp() and row.number not in kept:
            yield _row(store, table, row.made_s, table.c.number == row.number)


def _alarms_seen(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.alarms_seen
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.seen_s < before.timestamp())).all()
    # One whose cause is still there would be told again.
    there = {(one.kind, one.subject) for one in alarms.every(store)} if rows else set()
    for row in rows:
        if (row.kind, row.subject) not in there:
            yield _row(store, table, row.seen_s, table.c.kind == row.kind, table.c.subject == row.subject)


def _heard_days(store: Store, before: datetime) -> Iterator[Old]:
    table = schema.health.heard_days
    old = table.c.day < before.date()
    with store.read() as connection:
        count, first = connection.execute(select(func.count(), func.min(table.c.day)).where(old)).one()
    if count:
        yield Old(int(count), first, lambda: _delete(store, table, old))


def _row(store: Store, table: Table, seconds: int, *mine: ColumnElement[bool]) -> Old:
    return Old(1, at(seconds).astimezone(LIMA).date(), lambda: _delete(store, table, *mine))


def _delete(store: Store, table: Table, *mine: ColumnElement[bool]) -> int:
    with store.begin() as connection:
        return int(connection.execute(table.delete().where(*mine)).rowcount)


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
