"""The lines of a plan as they are kept: written once with it, and never again."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, select, tuple_

from hub import schema
from shared.allocation import Line
from shared.ids import ResourceId, SchoolId

Keys = Collection[tuple[SchoolId, ResourceId]]
_LINE = msgspec.json.Decoder(Line)


def lines_in(
    connection: Connection,
    id_: str,
    *,
    first: int = 0,
    most: int | None = None,
    school: str = "",
    only: Keys | None = None,
) -> list[Line]:
    """
    Return the lines of a plan, or of a *school*, by school and resource, in the caller's transaction.

    At most so many, but the *first*; *only* those of these schools and resources.
    """
    table = schema.plan_lines
    query = select(table.c.line).where(table.c.plan == id_).order_by(table.c.school, table.c.resource)
    query = query.where(table.c.school == school) if school else query
    query = query if only is None else query.where(tuple_(table.c.school, table.c.resource).in_(list(only)))
    if first or most is not None:
        query = query.offset(first).limit(most)
    return [_LINE.decode(line) for line in connection.execute(query).scalars().all()]
