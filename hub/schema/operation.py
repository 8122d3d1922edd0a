"""How each run of the night's work went (revision 0011)."""

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table

from hub.schema.columns import key, metadata

runs = Table(
    "runs", metadata,
    key("number", BigInteger),
    Column("name", String(40), nullable=False, index=True),
    Column("began_s", BigInteger, nullable=False),
    Column("ended_s", BigInteger),
    Column("step", String(40), nullable=False),
    Column("why", String(500), nullable=False),
    Column("seconds", LargeBinary, nullable=False),
)  # fmt: skip
"""One that has no end is under way, or was cut; ``why`` says what a failed one failed of, at ``step``."""
