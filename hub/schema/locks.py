"""What people laid down for a school and a resource."""

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table

from hub.schema.columns import key, metadata

locks = Table(
    "locks", metadata,
    key("number", BigInteger),
    Column("school", String(20), nullable=False, index=True),
    Column("resource", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("units", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("until", Date, nullable=False),
    Column("lifted", BigInteger),
)  # fmt: skip
"""``number`` is that of the act that laid it down, ``lifted`` of the one that took it back: who and why is there."""
