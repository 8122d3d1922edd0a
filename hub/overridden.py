"""What an import replaced of what was known of schools: each that has a computer reads it, and why."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from hub import notices, schema
from hub.school_changes import FIELDS, as_read_there
from hub.store import Store
from shared.acts import Actor
from shared.differing import Fate, FieldChange, RowChange
from shared.notices import About, What
from shared.resources import Power

_NOTHING = (None, "", (), Power.UNKNOWN)


def was_known(field: FieldChange) -> bool:
    """
    Tell whether a field said something before: what fills a gap overrides nothing.

    >>> was_known(FieldChange("power", Power.UNKNOWN, Power.SOLAR)), was_known(FieldChange("internet", False, True))
    (False, True)
    """
    return field.before not in _NOTHING


def tell(
    store: Store, connection: Connection, changes: Iterable[RowChange], number: int, *, why: str, by: Actor
) -> int:
    """
    Tell the schools of which an import replaced what was known, inside its transaction; return how many it told.

    *number*: of the import's act, which no other act has. Of a school whose site has no computer nobody read anything.
    """
    replaced = dict(_replaced(changes))
    nodes, schools = schema.nodes.c, schema.schools.c
    there = select(schools.id, schools.site).where(schools.site.in_(select(nodes.site)), schools.site != "")
    told = [
        (row.site, About(school=row.id, number=number, fields=as_read_there(replaced[row.id])))
        for row in connection.execute(there.order_by(schools.id))
        if row.id in replaced
    ]
    return notices.tell_each(store, connection, told, What.CORRECTED, why=why, by=by)


def _replaced(changes: Iterable[RowChange]) -> Iterator[tuple[str, list[FieldChange]]]:
    for one in changes:
        fields = [field for field in one.fields if field.name in FIELDS and was_known(field)]
        if one.fate is Fate.CHANGED and fields:
            yield one.key, fields
