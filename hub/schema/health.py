"""How the region does: on which days schools were heard, what was seen of what they told (revision 0017)."""

from sqlalchemy import BigInteger, Column, Date, String, Table

from hub.schema.columns import key, metadata

heard_days = Table("heard_days", metadata, key("site", String(20)), key("day", Date))

alarms_seen = Table(
    "alarms_seen", metadata,
    key("kind", String(40)),
    key("subject", String(80)),
    Column("mark", String(80), nullable=False),
    Column("seen_s", BigInteger, nullable=False),
)  # fmt: skip
"""A person looked into an alarm that tells of something that happened; what happens after has another mark."""
