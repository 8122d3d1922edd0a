"""What the region knows besides events: schools, catalogues, depots, computed tables, models."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, LargeBinary, String, Table, Text

from hub.schema.columns import Hex16, Hex32, key, metadata

schools = Table(
    "schools", metadata,
    key("id", String(20)),
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
    Column("superseded_by", String(20), nullable=False, server_default=""),
    Column("closed", Date),
)  # fmt: skip

versions = Table(
    "versions", metadata,
    key("kind", String(20)),
    key("version", Integer),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
"""Catalogues and calendars, each version whole."""

supply = Table(
    "supply", metadata,
    key("depot", String(80)),
    key("resource", String(64)),
    Column("units", Integer, nullable=False),
    Column("simulated", Boolean, nullable=False),
)  # fmt: skip
"""What the newest listing of each depot counted; what has left since is in ``departures``."""

listings = Table(
    "listings", metadata,
    key("depot", String(80)),
    key("number", Integer),
    Column("digest", Hex16, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("came", Date),
)  # fmt: skip
"""What each depot counted and when, and the day on which that came (revision 0021)."""

departures = Table(
    "departures", metadata,
    key("plan", String(40)),
    key("depot", String(80)),
    key("resource", String(64)),
    Column("units", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("listing", Integer, nullable=False, server_default="0"),
)  # fmt: skip
"""What each published plan took off a depot, and against which of its listings (revision 0021)."""

datasets = Table(
    "datasets", metadata,
    key("name", String(40)),
    Column("path", Text, nullable=False),
    Column("version", String(64), nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("notes", LargeBinary, nullable=False),
)  # fmt: skip

models = Table(
    "models", metadata,
    key("sha256", Hex32),
    Column("version", String(80), nullable=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("released_s", BigInteger, nullable=False),
)  # fmt: skip
