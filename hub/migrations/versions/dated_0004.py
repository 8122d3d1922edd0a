"""By what the last count of a site's stock is dated; what was folded before says nothing of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column, and have the stock folded again where there is any."""
    op.add_column("stock", sa.Column("dated", sa.String(length=10), nullable=True))
    op.execute("INSERT INTO settings (name, value) SELECT 'refold', folded FROM tips LIMIT 1")
