"""The proofs of delivery that schools sent, as they are kept."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, select

from hub import left_out, schema
from hub.rows import DeliveryRow
from shared.facts import DeliveryLine
from shared.ids import SiteId

# Made once: a page of a large region decodes tens of thousands.
_LINES = msgspec.json.Decoder(tuple[DeliveryLine, ...])
_TABLE = schema.deliveries


def delivered(
    connection: Connection, *where: ColumnElement[bool], names: Mapping[str, tuple[str, ...]] | None = None
) -> list[DeliveryRow]:
    """Return the proofs that count, the newest first: those *where* it holds, with the *names* of the schools there."""
    query = select(_TABLE).where(left_out.of_own_decision(_TABLE), *where)
    order = (_TABLE.c.day.is_(None), _TABLE.c.day.desc(), _TABLE.c.pecosa, _TABLE.c.seq)
    return [_delivery(row, (names or {}).get(row.site, ())) for row in connection.execute(query.order_by(*order)).all()]


def _delivery(row: Row[Any], schools: tuple[str, ...]) -> DeliveryRow:
    return DeliveryRow(
        site=SiteId(row.site),
        schools=schools,
        decision=row.decision,
        pecosa=row.pecosa,
        day=row.day,
        lines=_LINES.decode(row.lines),
        acta=row.acta or "",
        kept_in=row.kept_in or "",
    )
