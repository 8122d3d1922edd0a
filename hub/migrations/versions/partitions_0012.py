"""The parts that a table of the lake is kept in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table: the next night fills it, from the lake."""
    op.create_table(
        "partitions",
        sa.Column("name", sa.String(length=120), autoincrement=False, nullable=False),
        sa.Column("dataset", sa.String(length=40), nullable=False),
        sa.Column("layer", sa.String(length=10), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_partitions"),
    )
    op.create_index("ix_partitions_dataset", "partitions", ["dataset"])
