"""How the region does: on which days schools were heard, what was seen of what they told (revision 0017)."""

from sqlalchemy import BigInteger, Boolean, Column, Date, LargeBinary, String, Table, Text

from hub.schema.columns import Hex32, key, metadata

heard_days = Table("heard_days", metadata, key("site", String(20)), key("day", Date))

alarms_seen = Table(
    "alarms_seen", metadata,
    key("kind", String(40)),
    key("subject", String(80)),
    Column("mark", String(80), nullable=False),
    Column("seen_s", BigInteger, nullable=False),
)  # fmt: skip
"""A person looked into an alarm that tells of something that happened; what happens after has another mark."""

copies = Table(
    "copies", metadata,
    key("number", BigInteger),
    Column("name", String(200), nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("sha256", Hex32, nullable=False),
    Column("here", Boolean, nullable=False),
)  # fmt: skip
"""Each copy that was opened again and is as it was written; ``here``: on the very disk of the hub."""

incidents = Table(
    "incidents", metadata,
    key("number", BigInteger),
    Column("opened_s", BigInteger, nullable=False),
    Column("noticed_s", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("sites", LargeBinary, nullable=False),
)  # fmt: skip

incident_entries = Table(
    "incident_entries", metadata,
    key("incident", BigInteger),
    key("number", BigInteger),
    Column("at_s", BigInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("words", Text, nullable=False),
)  # fmt: skip
"""What was done about it, and who was told, in order; none is ever changed."""
