"""Schools that were closed or merged."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Give every school the place to say that it is no more."""
    op.add_column("schools", sa.Column("superseded_by", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("closed", sa.Date(), nullable=True))
