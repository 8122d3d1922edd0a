"""The history in the database: acts are appended inside the transaction of what they tell, and never changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from hub import schema
from hub.acts import Kind
from shared.acts import Act, Actor, act_after

_BY_NUMBER = select(schema.acts).order_by(schema.acts.c.number)
_LAST = select(schema.acts).order_by(schema.acts.c.number.desc()).limit(1)
_ROWS = 500
_SOME = {"yield_per": _ROWS}


def append(
    connection: Connection,
    now_s: int,
    kind: Kind,
    subject: str,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
) -> Act:
    """Append an act; it stands if the caller's transaction does."""
    act = act_after(last(connection), at_s=now_s, kind=kind, subject=subject, by=by, detail=detail)
    row = {name: getattr(act, name) for name in Act.__slots__}
    connection.execute(schema.acts.insert().values(**row))
    return act


def last(connection: Connection) -> Act | None:
    """Return the newest act."""
    row = connection.execute(_LAST).mappings().one_or_none()
    return None if row is None else Act(**row)


def acts(connection: Connection, subject: str = "", *, kind: str = "") -> Iterator[Act]:
    """Give every act in order, or those of one subject, or of one kind."""
    query = _BY_NUMBER.where(schema.acts.c.subject == subject) if subject else _BY_NUMBER
    query = query.where(schema.acts.c.kind == kind) if kind else query
    yield from _acts(connection, query)


def _acts(connection: Connection, query: Select[Any]) -> Iterator[Act]:
    for some in connection.execute(query, execution_options=_SOME).mappings().partitions(_ROWS):
        yield from (Act(**row) for row in some)


def of_versions(connection: Connection, kind: str) -> dict[int, Act]:
    """Return the acts that brought in a version of what every school hears under *kind*, by its number."""
    table = schema.acts.c
    query = _BY_NUMBER.where((table.kind == kind) | (table.subject == f"import/{kind}"))
    told = [(act, act.told()) for act in _acts(connection, query)]
    return {detail["version"]: act for act, detail in told if "version" in detail and "ugel" not in detail}
