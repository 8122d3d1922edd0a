"""What a restored hub got back; and in which of the hub's lives nodes were heard and accepted, and codes issued."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table of readmitted items, and the columns that tell what came before a restore."""
    op.create_table(
        "readmitted",
        sa.Column("stream", sa.String(length=30), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "number", name=op.f("pk_readmitted")),
    )
    op.add_column("nodes", sa.Column("heard_ms", sa.BigInteger(), nullable=True))
    op.add_column("nodes", sa.Column("accepted", sa.LargeBinary(), nullable=True))
    op.add_column("invitations", sa.Column("life_ms", sa.BigInteger(), nullable=True))
