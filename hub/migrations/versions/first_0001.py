"""The first tables. Never edited once released: a change is another revision."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "credentials",
        sa.Column("login", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "datasets",
        sa.Column("name", sa.String(length=40), primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("made_s", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("plan", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_decisions_plan"), "decisions", ["plan"], unique=False)
    op.create_index(op.f("ix_decisions_site"), "decisions", ["site"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("incarnation", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("head", sa.String(length=32), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("pecosa", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_deliveries_decision"), "deliveries", ["decision"], unique=False)
    op.create_index(op.f("ix_deliveries_site"), "deliveries", ["site"], unique=False)
    op.create_table(
        "departures",
        sa.Column("plan", sa.String(length=40), primary_key=True, autoincrement=False),
        sa.Column("depot", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("resource", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "feed",
        sa.Column("stream", sa.String(length=30), primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_feed_subject"), "feed", ["subject"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("code", sa.String(length=20), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("issued_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=16), nullable=True),
    )
    op.create_index(op.f("ix_invitations_site"), "invitations", ["site"], unique=False)
    op.create_table(
        "listings",
        sa.Column("depot", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
    )
    op.create_table(
        "lives",
        sa.Column("ms", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("rand", sa.String(length=16), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "models",
        sa.Column("sha256", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("released_s", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "node_trees",
        sa.Column("node", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("tree", sa.String(length=50), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "nodes",
        sa.Column("node", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("verify_key", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("enrolled_s", sa.BigInteger(), nullable=False),
        sa.Column("last_bundle_s", sa.BigInteger(), nullable=True),
        sa.Column("health", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_nodes_site"), "nodes", ["site"], unique=False)
    op.create_table(
        "objections",
        sa.Column("incarnation", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("head", sa.String(length=32), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
    )
    op.create_index(op.f("ix_objections_decision"), "objections", ["decision"], unique=False)
    op.create_index(op.f("ix_objections_site"), "objections", ["site"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=40), primary_key=True, autoincrement=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_weeks", sa.Integer(), nullable=False),
        sa.Column("weights_version", sa.Integer(), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("prices", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("comparison", sa.LargeBinary(), nullable=False),
        sa.Column("simulated", sa.LargeBinary(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
    )
    op.create_table(
        "requests",
        sa.Column("incarnation", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("head", sa.String(length=32), primary_key=True, autoincrement=False),
        sa.Column("school", sa.String(length=20), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f("ix_requests_school"), "requests", ["school"], unique=False)
    op.create_table(
        "schools",
        sa.Column("id", sa.String(length=20), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ugel", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("management", sa.String(length=80), nullable=False),
        sa.Column("rurality", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.Column("ubigeo", sa.String(length=6), nullable=False),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("power", sa.String(length=20), nullable=False),
        sa.Column("coverage", sa.Boolean(), nullable=True),
        sa.Column("internet", sa.Boolean(), nullable=True),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("altitude_m", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("simulated", sa.String(length=200), nullable=False),
    )
    op.create_index(op.f("ix_schools_site"), "schools", ["site"], unique=False)
    op.create_index(op.f("ix_schools_ugel"), "schools", ["ugel"], unique=False)
    op.create_table(
        "segments",
        sa.Column("name", sa.String(length=120), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("committed_s", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("opened_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_s", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f("ix_sessions_login"), "sessions", ["login"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "shipments",
        sa.Column("pecosa", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_shipments_decision"), "shipments", ["decision"], unique=False)
    op.create_index(op.f("ix_shipments_site"), "shipments", ["site"], unique=False)
    op.create_table(
        "stock",
        sa.Column("site", sa.String(length=20), primary_key=True, autoincrement=False),
        sa.Column("resource", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("lent", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
    )
    op.create_table(
        "stretches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tree", sa.String(length=50), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("first_depth", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("parent_incarnation", sa.String(length=16), nullable=False),
        sa.Column("parent_seq", sa.BigInteger(), nullable=False),
        sa.Column("parent_head", sa.String(length=32), nullable=False),
        sa.Column("forks", sa.Boolean(), nullable=False),
        sa.Column("segment", sa.String(length=120), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
    )
    op.create_index(op.f("ix_stretches_incarnation_first_seq"), "stretches", ["incarnation", "first_seq"], unique=False)
    op.create_index(op.f("ix_stretches_parent_head"), "stretches", ["parent_head"], unique=False)
    op.create_index(op.f("ix_stretches_site"), "stretches", ["site"], unique=False)
    op.create_index(op.f("ix_stretches_tree"), "stretches", ["tree"], unique=False)
    op.create_table(
        "supply",
        sa.Column("depot", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("resource", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "throttles",
        sa.Column("name", sa.String(length=200), primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "tips",
        sa.Column("incarnation", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("head", sa.String(length=32), primary_key=True, autoincrement=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("tree", sa.String(length=50), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("folded", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_tips_site"), "tips", ["site"], unique=False)
    op.create_index(op.f("ix_tips_tree"), "tips", ["tree"], unique=False)
    op.create_table(
        "unreadable",
        sa.Column("incarnation", sa.String(length=16), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("head", sa.String(length=32), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("kind", sa.String(length=20), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "waiting",
        sa.Column("bundle", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("since_s", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f("ix_waiting_node"), "waiting", ["node"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("plan", sa.String(length=40), primary_key=True),
        sa.Column("login", sa.String(length=80), primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("on_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_approvals_plan")),
    )
    op.create_table(
        "plan_lines",
        sa.Column("plan", sa.String(length=40), primary_key=True),
        sa.Column("school", sa.String(length=20), primary_key=True, autoincrement=False),
        sa.Column("resource", sa.String(length=64), primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_plan_lines_plan")),
    )
