"""Of what the office says became of units: whether a school rejected them, or nobody confirmed them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Until now only what was rejected had something said of it."""
    op.add_column("solutions", sa.Column("unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
