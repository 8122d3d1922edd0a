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
