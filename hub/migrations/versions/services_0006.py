"""For which service of its site an objection is; those of older nodes name none, and are for all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; ``chasqui-hub rebuild`` fills it for what newer nodes sent to an older hub."""
    op.add_column("objections", sa.Column("school", sa.String(length=20), nullable=True))
