"""What is remembered of each node's last exchanges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of resumptions."""
    op.create_table(
        "resumptions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ticket", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_resumptions_node"), "resumptions", ["node"], unique=False)
