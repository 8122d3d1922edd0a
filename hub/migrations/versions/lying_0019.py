"""Which stretches lie in a file, and which of them fork, is read from an index: of both every night asks."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the indexes; that of the forks holds these alone."""
    op.create_index("ix_stretches_segment", "stretches", ["segment"])
    op.create_index(
        "ix_stretches_forks",
        "stretches",
        ["site"],
        sqlite_where=sa.text("forks = 1"),
        postgresql_where=sa.text("forks"),
    )
