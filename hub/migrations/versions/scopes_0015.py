"""Schools that were closed or merged, and the calendars of single UGELs."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Give every school the place to say that it is no more; make the table."""
    op.add_column("schools", sa.Column("superseded_by", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("closed", sa.Date(), nullable=True))
    op.create_table(
        "ugel_calendars",
        sa.Column("ugel", sa.String(length=80), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ugel", "version", name="pk_ugel_calendars"),
    )
