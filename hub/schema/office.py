"""The office itself: its settings and lives, and who may sign in."""

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text

from hub.schema.columns import Hex8, Hex32, key, metadata

settings = Table("settings", metadata, key("name", String(80)), Column("value", LargeBinary, nullable=False))

lives = Table("lives", metadata, key("ms", BigInteger), key("rand", Hex8))

credentials = Table(
    "credentials", metadata,
    key("login", String(80)),
    Column("role", String(20), nullable=False),
    Column("secret", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    key("token", Hex32),
    Column("login", String(80), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("opened_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
)  # fmt: skip

throttles = Table("throttles", metadata, key("name", String(200)), Column("body", LargeBinary, nullable=False))
