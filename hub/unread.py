"""The records that no fold could read: how many of each cause a computer sent, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, select

from hub import schema


@dataclass(frozen=True, slots=True)
class Unread:
    """Records of one computer that cannot be read for one cause."""

    site: str
    node: str
    """Empty where nobody knows."""
    why: str
    records: int
    since_s: int | None
    """When the first of them came; None: nobody knows."""
    segment: str
    """The file in which it came, by which it is dated; empty where nobody knows."""


def unread(connection: Connection) -> list[Unread]:
    """Return what cannot be read, by computer and cause."""
    found: dict[tuple[str, str, str], Unread] = {}
    for one in _records(connection):
        key = (one.site, one.node, one.why)
        found[key] = _joined(found[key], one) if key in found else one
    return list(found.values())


def dated_by(found: Iterable[Unread]) -> frozenset[str]:
    """Return the files that tell since when: they stay as they came (``hub.compacting``), one for each cause."""
    return frozenset(one.segment for one in found if one.segment)


def without_number(why: str) -> str:
    """
    Return why a record cannot be read without saying which, so that those of one cause are one.

    >>> without_number("Registro 12: un código demasiado largo."), without_number("El tipo 99 no se conoce.")
    ('un código demasiado largo.', 'El tipo 99 no se conoce.')
    """
    head, mark, rest = why.partition(": ")
    return rest if mark and head.startswith("Registro ") else why


def _records(connection: Connection) -> Iterable[Unread]:
    """Give each record as one of its cause; of several stretches that hold its number, the one that came first."""
    table, stretch, segments = schema.unreadable, schema.stretches, schema.segments
    holds = and_(
        stretch.c.incarnation == table.c.incarnation,
        stretch.c.first_seq <= table.c.seq,
        stretch.c.first_seq + stretch.c.count > table.c.seq,
    )
    joined = table.outerjoin(stretch, holds).outerjoin(segments, segments.c.name == stretch.c.segment)
    identity = (table.c.incarnation, table.c.seq, table.c.head)
    query = select(*identity, table.c.site, table.c.why, stretch.c.node, segments.c.name, segments.c.committed_s)
    first: dict[tuple[str, int, str], Unread] = {}
    for row in connection.execute(query.select_from(joined).order_by(*identity, stretch.c.id)):
        one = Unread(row.site, row.node or "", without_number(row.why), 1, row.committed_s, row.name or "")
        key = (row.incarnation, row.seq, row.head)
        first[key] = _earlier(first.get(key, one), one)
    return first.values()


def _joined(one: Unread, other: Unread) -> Unread:
    return replace(_earlier(one, other), records=one.records + other.records)


def _earlier(one: Unread, other: Unread) -> Unread:
    """Return the one that came first; what nobody dates came last."""
    if other.since_s is None or (one.since_s is not None and one.since_s <= other.since_s):
        return one
    return other
