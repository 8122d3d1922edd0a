"""How the schools' events arrive: nodes, invitations, the trees of events, and what waits."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from hub.schema.columns import Hex8, Hex16, Hex32, key, metadata

nodes = Table(
    "nodes", metadata,
    key("node", Hex8),
    Column("verify_key", LargeBinary, nullable=False),
    Column("site", String(20), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("enrolled_s", BigInteger, nullable=False),
    Column("last_bundle_s", BigInteger),
    Column("health", LargeBinary, nullable=False, default=b"\x80"),
    Column("heard_ms", BigInteger),
    Column("accepted", LargeBinary),
)  # fmt: skip

invitations = Table(
    "invitations", metadata,
    key("code", String(20)),
    Column("site", String(20), nullable=False, index=True),
    Column("issued_s", BigInteger, nullable=False),
    Column("expires_s", BigInteger, nullable=False),
    Column("used_by", Hex8),
    Column("life_ms", BigInteger),
)  # fmt: skip

stretches = Table(
    "stretches", metadata,
    Column("id", Integer, primary_key=True),
    Column("tree", String(50), nullable=False),
    Column("incarnation", Hex8, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("first_depth", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("heads", LargeBinary, nullable=False),
    Column("parent_incarnation", Hex8, nullable=False),
    Column("parent_seq", BigInteger, nullable=False),
    Column("parent_head", Hex16, nullable=False, index=True),
    Column("forks", Boolean, nullable=False),
    Column("segment", String(120), nullable=False, index=True),
    Column("node", Hex8, nullable=False),
    Column("site", String(20), nullable=False, index=True),
    Index(None, "incarnation", "first_seq"),
    Index(None, "tree", "site", "count"),
    # Those of two histories are few, and asked for by every page and every night.
    Index("ix_stretches_forks", "site", sqlite_where=text("forks = 1"), postgresql_where=text("forks")),
)  # fmt: skip

node_trees = Table("node_trees", metadata, key("node", Hex8), key("tree", String(50)))

tips = Table(
    "tips", metadata,
    key("incarnation", Hex8),
    key("seq", BigInteger),
    key("head", Hex16),
    Column("depth", BigInteger, nullable=False),
    Column("tree", String(50), nullable=False, index=True),
    Column("site", String(20), nullable=False, index=True),
    Column("folded", LargeBinary, nullable=False),
)  # fmt: skip

segments = Table(
    "segments", metadata,
    key("name", String(120)),
    Column("kind", String(10), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("committed_s", BigInteger, nullable=False),
)  # fmt: skip

resumptions = Table(
    "resumptions", metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", LargeBinary, nullable=False, unique=True),
    Column("node", Hex8, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip

waiting = Table(
    "waiting", metadata,
    key("bundle", Hex32),
    Column("node", Hex8, nullable=False, index=True),
    Column("site", String(20), nullable=False),
    Column("why", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("since_s", BigInteger, nullable=False),
    # The position that it goes on from; not known of what no key vouches for, and of what waited before revision 0005.
    Column("base", LargeBinary),
)  # fmt: skip
