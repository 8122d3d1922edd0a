"""Use that is doubted, and what people said when they looked at it (revision 0016)."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table, Text

from hub.schema.columns import key, metadata

doubts = Table(
    "doubts", metadata,
    key("school", String(20)),
    key("resource", String(64)),
    Column("why", String(40), nullable=False),
    Column("since", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("usual", BigInteger, nullable=False),
    Column("weekly", BigInteger, nullable=False),
)  # fmt: skip
"""What the last night doubted; computed anew each night."""

looks = Table(
    "looks", metadata,
    key("number", Integer),
    Column("school", String(20), nullable=False),
    Column("resource", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("week", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("login", String(80), nullable=False),
    Column("office", String(80), nullable=False),
    Index("ix_looks_school", "school", "resource"),
)  # fmt: skip
"""What people said of doubted use, and of how many units; of each school and resource the last number holds."""
