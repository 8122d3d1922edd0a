"""What people laid down for a school and a resource. Who, when and why is in the acts that each row names."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table; until now nobody could lay anything down."""
    op.create_table(
        "locks",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.String(length=20), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("lifted", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_locks"),
    )
    op.create_index("ix_locks_school", "locks", ["school"])
