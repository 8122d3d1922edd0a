"""What holds for a part of the region; closed schools are columns of ``hub.schema.region`` (revision 0015)."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from hub.schema.columns import key, metadata

ugel_calendars = Table(
    "ugel_calendars", metadata,
    key("ugel", String(80)),
    key("version", Integer),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
"""Calendars of single UGELs, each version whole; an empty body is a UGEL that follows the region's again."""
