"""Against which listing something left a depot or came back, and when a listing came: days alone need a right clock."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """What was written down before is of no listing that is known: its day tells, as it did."""
    op.add_column("listings", sa.Column("came", sa.Date(), nullable=True))
    for table in ("departures", "solutions"):
        op.add_column(table, sa.Column("listing", sa.Integer(), nullable=False, server_default="0"))
