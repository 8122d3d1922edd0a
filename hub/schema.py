"""The hub's tables, for SQLite and PostgreSQL alike; ``hub/migrations`` makes them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Identifiers as hexadecimal: readable in any client, and the same in every database.
Hex8, Hex16, Hex32 = String(16), String(32), String(64)


def _key(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


settings = Table("settings", metadata, _key("name", String(80)), Column("value", LargeBinary, nullable=False))
lives = Table("lives", metadata, _key("ms", BigInteger), _key("rand", Hex8))

nodes = Table(
    "nodes", metadata,
    _key("node", Hex8),
    Column("verify_key", LargeBinary, nullable=False),
    Column("site", String(20), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("enrolled_s", BigInteger, nullable=False),
    Column("last_bundle_s", BigInteger),
    Column("health", LargeBinary, nullable=False, default=b"\x80"),
)  # fmt: skip

invitations = Table(
    "invitations", metadata,
    _key("code", String(20)),
    Column("site", String(20), nullable=False, index=True),
    Column("issued_s", BigInteger, nullable=False),
    Column("expires_s", BigInteger, nullable=False),
    Column("used_by", Hex8),
)  # fmt: skip

stretches = Table(
    "stretches", metadata,
    Column("id", Integer, primary_key=True),
    Column("tree", String(50), nullable=False, index=True),
    Column("incarnation", Hex8, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("first_depth", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("heads", LargeBinary, nullable=False),
    Column("parent_incarnation", Hex8, nullable=False),
    Column("parent_seq", BigInteger, nullable=False),
    Column("parent_head", Hex16, nullable=False, index=True),
    Column("forks", Boolean, nullable=False),
    Column("segment", String(120), nullable=False),
    Column("node", Hex8, nullable=False),
    Column("site", String(20), nullable=False, index=True),
    Index(None, "incarnation", "first_seq"),
)  # fmt: skip

node_trees = Table("node_trees", metadata, _key("node", Hex8), _key("tree", String(50)))

tips = Table(
    "tips", metadata,
    _key("incarnation", Hex8),
    _key("seq", BigInteger),
    _key("head", Hex16),
    Column("depth", BigInteger, nullable=False),
    Column("tree", String(50), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("folded", LargeBinary, nullable=False),
)  # fmt: skip

segments = Table(
    "segments", metadata,
    _key("name", String(120)),
    Column("kind", String(10), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("committed_s", BigInteger, nullable=False),
)  # fmt: skip

waiting = Table(
    "waiting", metadata,
    _key("bundle", Hex32),
    Column("node", Hex8, nullable=False, index=True),
    Column("site", String(20), nullable=False),
    Column("why", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("since_s", BigInteger, nullable=False),
)  # fmt: skip


def _identity() -> list[Column[Any]]:
    return [_key("incarnation", Hex8), _key("seq", BigInteger), _key("head", Hex16)]


deliveries = Table(
    "deliveries", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("decision", String(80), nullable=False, index=True),
    Column("pecosa", String(80), nullable=False),
    Column("day", Date),
    Column("lines", LargeBinary, nullable=False),
)  # fmt: skip

requests = Table(
    "requests", metadata, *_identity(),
    Column("school", String(20), nullable=False, index=True),
    Column("resource", String(64), nullable=False),
    Column("units", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("day", Date),
    Column("depth", BigInteger, nullable=False),
    Column("received_s", BigInteger, nullable=False),
)  # fmt: skip

objections = Table(
    "objections", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("decision", String(80), nullable=False, index=True),
    Column("resource", String(64), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("day", Date),
)  # fmt: skip

unreadable = Table(
    "unreadable", metadata, *_identity(),
    Column("site", String(20), nullable=False),
    Column("why", Text, nullable=False),
)  # fmt: skip

stock = Table(
    "stock", metadata,
    _key("site", String(20)),
    _key("resource", String(64)),
    Column("on_hand", Integer, nullable=False),
    Column("lent", Integer, nullable=False),
    Column("as_of", Date),
)  # fmt: skip

schools = Table(
    "schools", metadata,
    _key("id", String(20)),
    Column("site", String(20), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("ugel", String(80), nullable=False, index=True),
    Column("level", String(80), nullable=False),
    Column("management", String(80), nullable=False),
    Column("rurality", String(20), nullable=False),
    Column("district", String(80), nullable=False),
    Column("ubigeo", String(6), nullable=False),
    Column("students", Integer),
    Column("power", String(20), nullable=False),
    Column("coverage", Boolean),
    Column("internet", Boolean),
    Column("languages", String(120), nullable=False),
    Column("altitude_m", Integer),
    Column("lat", Float),
    Column("lon", Float),
    Column("simulated", String(200), nullable=False),
)  # fmt: skip

versions = Table(
    "versions", metadata,
    _key("kind", String(20)),
    _key("version", Integer),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
"""Catalogues and calendars, each version whole."""

supply = Table(
    "supply", metadata,
    _key("depot", String(80)),
    _key("resource", String(64)),
    Column("units", Integer, nullable=False),
    Column("simulated", Boolean, nullable=False),
)  # fmt: skip
"""What the newest listing of each depot counted; what has left since is in ``departures``."""

listings = Table(
    "listings", metadata,
    _key("depot", String(80)),
    _key("number", Integer),
    Column("digest", Hex16, nullable=False),
    Column("as_of", Date, nullable=False),
)  # fmt: skip

departures = Table(
    "departures", metadata,
    _key("plan", String(40)),
    _key("depot", String(80)),
    _key("resource", String(64)),
    Column("units", Integer, nullable=False),
    Column("day", Date, nullable=False),
)  # fmt: skip
"""What each published plan took off a depot."""

datasets = Table(
    "datasets", metadata,
    _key("name", String(40)),
    Column("path", Text, nullable=False),
    Column("version", String(64), nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("notes", LargeBinary, nullable=False),
)  # fmt: skip

feed = Table(
    "feed", metadata,
    _key("stream", String(30)),
    _key("number", BigInteger),
    Column("subject", String(200), nullable=False, index=True),
    Column("entry", LargeBinary, nullable=False),
)  # fmt: skip

models = Table(
    "models", metadata,
    _key("sha256", Hex32),
    Column("version", String(80), nullable=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("released_s", BigInteger, nullable=False),
)  # fmt: skip

plans = Table(
    "plans", metadata,
    _key("id", String(40)),
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
)  # fmt: skip

plan_lines = Table(
    "plan_lines", metadata,
    Column("plan", String(40), ForeignKey("plans.id"), primary_key=True),
    _key("school", String(20)),
    _key("resource", String(64)),
    Column("site", String(20), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("units", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
)  # fmt: skip

approvals = Table(
    "approvals", metadata,
    Column("plan", String(40), ForeignKey("plans.id"), primary_key=True),
    _key("login", String(80)),
    Column("role", String(80), nullable=False),
    Column("on_s", BigInteger, nullable=False),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    _key("id", String(80)),
    Column("plan", String(40), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("published", Date, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip

shipments = Table(
    "shipments", metadata,
    _key("pecosa", String(80)),
    Column("decision", String(80), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip

credentials = Table(
    "credentials", metadata,
    _key("login", String(80)),
    Column("role", String(20), nullable=False),
    Column("secret", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    _key("token", Hex32),
    Column("login", String(80), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("opened_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
)  # fmt: skip

throttles = Table("throttles", metadata, _key("name", String(200)), Column("body", LargeBinary, nullable=False))
