"""What became of units that arrived otherwise than they left, or that nobody confirmed (revisions 0014, 0020–0022)."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, Table, Text, false

from hub.schema.columns import key, metadata

solutions = Table(
    "solutions", metadata,
    key("pecosa", String(80)),
    key("resource", String(64)),
    key("number", Integer),
    Column("how", String(20), nullable=False),
    Column("units", Integer, nullable=False),
    Column("depot", String(80), nullable=False, index=True),
    Column("day", Date),
    Column("why", Text, nullable=False),
    Column("login", String(80), nullable=False),
    Column("office", String(80), nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Column("undone", Text, nullable=False),
    Column("unconfirmed", Boolean, nullable=False, server_default=false()),
    Column("listing", Integer, nullable=False, server_default="0"),
    Column("proved", Integer),
)  # fmt: skip
"""Of each line of a shipment what was solved, in order; one that was undone says why and holds no more. The
listing is that of the depot against which it was written down. Proved are the units of the line of which proofs
told by then: of what was written before revision 0022 nobody knows them."""
