"""What people do to plans, kept so that no row is changed: triggers refuse it (migration 0007)."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from hub.schema.columns import Hex32, key, metadata

acts = Table(
    "acts", metadata,
    key("number", BigInteger),
    Column("at_s", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False, index=True),
    Column("login", String(80), nullable=False),
    Column("office", String(80), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Hex32, nullable=False),
    Column("hash", Hex32, nullable=False),
)  # fmt: skip
