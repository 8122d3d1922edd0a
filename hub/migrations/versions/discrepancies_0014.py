"""What became of units that arrived otherwise than they left, and what a proof says of its paper and of the room."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table and add the columns; ``chasqui-hub rebuild`` fills these for proofs that came before."""
    op.create_table(
        "solutions",
        sa.Column("pecosa", sa.String(length=80), autoincrement=False, nullable=False),
        sa.Column("resource", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("depot", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pecosa", "resource", "number", name="pk_solutions"),
    )
    op.create_index("ix_solutions_depot", "solutions", ["depot"])
    op.add_column("deliveries", sa.Column("acta", sa.String(length=80), nullable=True))
    op.add_column("deliveries", sa.Column("kept_in", sa.String(length=80), nullable=True))
