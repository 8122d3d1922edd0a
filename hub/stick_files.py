"""The files of sticks that were not taken: named until a later visit takes them or somebody says why not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, delete, select

from hub import schema
from hub.carried import Problem
from hub.database import put
from shared.errors import BadInput
from shared.sentences import Sentence, kept, read
from sync.foreign_files import shown

KIND = "stick"
"""Of the subject of the acts that take them off the list, ``stick/KINGSTON``."""
MOST = 500
"""Of all sticks together: what is not taken is named and not kept, and the oldest gives way."""
MOST_AT_ONCE = 100
"""Of one visit: a stick full of somebody's own files takes no room from all the others."""
_MOST_LETTERS = 600
_NAME = "refused:"


class _Row(msgspec.Struct):
    """One file, as its setting keeps it."""

    stick: str
    file: str
    why: str
    since_s: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Files of one stick that were not taken for one cause."""

    id: str
    """Of these very files: with one more it is another."""
    stick: str
    """What people call it; empty where they came through a browser."""
    why: Sentence
    files: tuple[str, ...]
    since_s: int


def note(connection: Connection, now_s: int, stick: str, refused: Sequence[Problem], taken: Iterable[str]) -> None:
    """
    Note what one visit of a stick did not take, and forget what it did.

    A file that is refused again is noted since the first time. Names are somebody else's: see ``shown``.
    """
    stick, table = shown(stick), schema.settings
    settled = {_name(stick, shown(file)) for file in taken}
    known = {name: row for name, row in _rows(connection).items() if name not in settled}
    connection.execute(delete(table).where(table.c.name.in_(settled)))
    for one in refused[:MOST_AT_ONCE]:
        file, name = shown(one.file), _name(stick, shown(one.file))
        since_s = known[name].since_s if name in known else now_s
        known[name] = _Row(stick, file, _bounded(one.why), since_s)
        put(connection, table, {"name": name, "value": msgspec.json.encode(known[name])})
    newest_first = sorted(known, key=lambda name: (-known[name].since_s, name))
    connection.execute(delete(table).where(table.c.name.in_(newest_first[MOST:])))


def not_taken(connection: Connection) -> list[NotTaken]:
    """Return what was not taken, by stick and cause."""
    return [_told(own) for own in _by_cause(_rows(connection)).values()]


def forget(connection: Connection, id_: str) -> NotTaken:
    """
    Take files off the list, and return which.

    Raises:
        BadInput: They are not on it any more, or there are others with them.
    """
    for own in _by_cause(_rows(connection)).values():
        one = _told(own)
        if one.id == id_:
            table, names = schema.settings, [_name(row.stick, row.file) for row in own]
            connection.execute(delete(table).where(table.c.name.in_(names)))
            return one
    raise BadInput("Esos archivos ya no están en la lista, o llegó otro. Vuelva a «Detenidos» y repita.")


def _rows(connection: Connection) -> dict[str, _Row]:
    table = schema.settings.c
    query = select(table.name, table.value).where(table.name.startswith(_NAME, autoescape=True)).order_by(table.name)
    return {name: msgspec.json.decode(value, type=_Row) for name, value in connection.execute(query).all()}


def _by_cause(rows: dict[str, _Row]) -> dict[tuple[str, str], list[_Row]]:
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in rows.values():
        found.setdefault((row.stick, row.why), []).append(row)
    return found


def _told(own: Collection[_Row]) -> NotTaken:
    first = min(own, key=lambda row: row.since_s)
    files = tuple(sorted(row.file for row in own))
    id_ = _digest(first.stick, first.why, *files)[:16]
    return NotTaken(id_, first.stick, read(first.why), files, first.since_s)


def _name(stick: str, file: str) -> str:
    return _NAME + _digest(stick, file)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def _bounded(why: Sentence) -> str:
    """Return a sentence as it is kept; one that quotes too much as its beginning."""
    text = kept(why)
    return text if len(text) <= _MOST_LETTERS else kept(Sentence(why.text()[: _MOST_LETTERS // 2]))
