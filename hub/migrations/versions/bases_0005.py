"""From where each bundle that waits goes on: it is opened again only once the hub holds that."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; what waits already has none until the hub starts the next time."""
    op.add_column("waiting", sa.Column("base", sa.LargeBinary(), nullable=True))
