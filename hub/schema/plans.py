"""What the region decides: plans and signatures, decisions and shipments, and the feed that carries them."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from hub.schema.columns import Hex8, Hex32, key, metadata

plans = Table(
    "plans", metadata,
    key("id", String(40)),
    Column("status", String(12), nullable=False),
    Column("created_s", BigInteger, nullable=False),
    Column("period_first", Date, nullable=False),
    Column("period_weeks", Integer, nullable=False),
    Column("weights_version", Integer, nullable=False),
    Column("plan_hash", Hex32, nullable=False),
    Column("inputs", LargeBinary, nullable=False),
    Column("prices", LargeBinary, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("comparison", LargeBinary, nullable=False),
    Column("simulated", LargeBinary, nullable=False),
    Column("published", Date),
    Column("heard", Integer, nullable=False, server_default="0"),
    Column("number", Integer, nullable=False, server_default="0"),
    Column("out", Integer, nullable=False, server_default="0"),
)  # fmt: skip
"""
Plans in the order of their number, those that went out in that of ``out`` too; ``heard``: the last stretch of records
that each knew (revision 0021).
"""

plan_lines = Table(
    "plan_lines", metadata,
    Column("plan", String(40), ForeignKey("plans.id"), primary_key=True),
    key("school", String(20)),
    key("resource", String(64)),
    Column("site", String(20), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("units", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
)  # fmt: skip

approvals = Table(
    "approvals", metadata,
    Column("plan", String(40), ForeignKey("plans.id"), primary_key=True),
    key("login", String(80)),
    Column("role", String(80), nullable=False),
    Column("on_s", BigInteger, nullable=False),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    key("id", String(80)),
    Column("plan", String(40), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("published", Date, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip

shipments = Table(
    "shipments", metadata,
    key("pecosa", String(80)),
    Column("decision", String(80), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip

readmitted = Table(
    "readmitted", metadata,
    key("stream", String(30)),
    key("number", BigInteger),
    Column("node", Hex8, nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Column("seen", Boolean, nullable=False),
)  # fmt: skip
"""Which entries of the feed a node gave back, and whether the hub had another item of the subject by then."""

feed = Table(
    "feed", metadata,
    key("stream", String(30)),
    key("number", BigInteger),
    Column("subject", String(200), nullable=False, index=True),
    Column("entry", LargeBinary, nullable=False),
)  # fmt: skip
