"""What schools tell of lost units, duties and own days; what came before is in the lake until a rebuild."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    _make(
        "losses",
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("report_number", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
    )
    _make(
        "duties",
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("audit", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
    )
    _make(
        "own_days",
        sa.Column("site", sa.String(length=20), nullable=False),
        sa.Column("school", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
    )


def _make(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("incarnation", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("head", sa.String(length=32), autoincrement=False, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("incarnation", "seq", "head", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_site", name, ["site"])
