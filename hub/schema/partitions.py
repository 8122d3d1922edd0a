"""The parts that a table of the lake is kept in, and what a night needs to bring it up to date."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table

from hub.schema.columns import key, metadata

partitions = Table(
    "partitions", metadata,
    key("name", String(120)),
    Column("dataset", String(40), nullable=False, index=True),
    Column("layer", String(10), nullable=False),
    Column("bucket", Integer, nullable=False),
    Column("block", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("notes", LargeBinary, nullable=False),
    # A reader may be in the middle of it: what another part took the place of goes one night later.
    Column("over", Boolean, nullable=False),
)  # fmt: skip
