"""What the events tell, kept ready for the pages and the plans: deliveries, requests, objections, stock."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, Table, Text

from hub.schema.columns import Hex8, Hex16, key, metadata


def _identity() -> list[Column[Any]]:
    return [key("incarnation", Hex8), key("seq", BigInteger), key("head", Hex16)]


deliveries = Table(
    "deliveries", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("decision", String(80), nullable=False, index=True),
    Column("pecosa", String(80), nullable=False),
    Column("day", Date),
    Column("lines", LargeBinary, nullable=False),
    Column("acta", String(80)),
    Column("kept_in", String(80)),
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
    Column("school", String(20)),
)  # fmt: skip

losses = Table(
    "losses", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("resource", String(64), nullable=False),
    Column("serial", String(80), nullable=False),
    Column("units", Integer, nullable=False),
    Column("cause", String(80), nullable=False),
    Column("report_number", String(80), nullable=False),
    Column("day", Date),
)  # fmt: skip

duties = Table(
    "duties", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("person", Hex8, nullable=False),
    Column("role", String(80), nullable=False),
    Column("action", String(80), nullable=False),
    Column("audit", Hex16, nullable=False),
    Column("day", Date),
    Column("depth", BigInteger, nullable=False),
    Column("received_s", BigInteger, nullable=False),
)  # fmt: skip

own_days = Table(
    "own_days", metadata, *_identity(),
    Column("site", String(20), nullable=False, index=True),
    Column("school", String(20), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("cause", String(80), nullable=False),
    Column("depth", BigInteger, nullable=False),
    Column("received_s", BigInteger, nullable=False),
)  # fmt: skip

unreadable = Table(
    "unreadable", metadata, *_identity(),
    Column("site", String(20), nullable=False),
    Column("why", Text, nullable=False),
)  # fmt: skip

stock = Table(
    "stock", metadata,
    key("site", String(20)),
    key("resource", String(64)),
    Column("on_hand", Integer, nullable=False),
    Column("lent", Integer, nullable=False),
    Column("as_of", Date),
    Column("dated", String(10)),
)  # fmt: skip
