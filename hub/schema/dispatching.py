"""What left a depot, what came back to it, and what was answered (revision 0010)."""

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table, Text

from hub.schema.columns import key, metadata

dispatches = Table(
    "dispatches", metadata,
    key("pecosa", String(80)),
    key("number", Integer),
    Column("day", Date),
    Column("carrier", String(120), nullable=False),
    Column("why", Text, nullable=False),
    Column("login", String(80), nullable=False),
    Column("office", String(80), nullable=False),
    Column("at_s", BigInteger, nullable=False),
)  # fmt: skip
"""When each shipment left, and with whom: the last number of a PECOSA holds; without a day it did not leave."""

adjustments = Table(
    "adjustments", metadata,
    key("number", Integer),
    Column("depot", String(80), nullable=False, index=True),
    Column("resource", String(64), nullable=False),
    Column("listing", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("login", String(80), nullable=False),
    Column("office", String(80), nullable=False),
)  # fmt: skip
"""Units that came to a depot or went from it otherwise than by a plan; they hold until its next listing counts."""
