"""Who may come in, and with what besides a passphrase (revision 0013)."""

from sqlalchemy import BigInteger, Column, Date, LargeBinary, String, Table

from hub.schema.columns import Hex32, key, metadata

programs = Table(
    "programs", metadata,
    key("number", BigInteger),
    Column("name", String(80), nullable=False),
    Column("token", Hex32, nullable=False, index=True),
    Column("scopes", String(200), nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("until_s", BigInteger, nullable=False),
    Column("used", Date),
    Column("ended_s", BigInteger),
)  # fmt: skip
"""Tokens of programs, each by its SHA-256, with the scopes that it opens and the last day on which it was used."""

factors = Table(
    "factors", metadata,
    key("login", String(80)),
    Column("secret", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("since_s", BigInteger, nullable=False),
)  # fmt: skip
"""The second factor of an account; ``step`` is the last one whose code was used: no code counts twice."""

recovery = Table("recovery", metadata, key("login", String(80)), key("code", Hex32))
"""Codes for whoever lost the telephone, each by its SHA-256 and gone once it was used."""

closed = Table(
    "closed", metadata,
    key("login", String(80)),
    Column("role", String(20), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("closed_s", BigInteger, nullable=False),
)  # fmt: skip
"""Accounts that were closed: the history names them, so nobody else is given the same name."""
