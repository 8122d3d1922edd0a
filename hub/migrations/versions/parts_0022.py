"""Of what the office says became of units: of how many of its line the school's proofs told by then."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Nobody knows it of what was closed until now; lines were closed whole, and nothing of them was left over."""
    op.add_column("solutions", sa.Column("proved", sa.Integer(), nullable=True))
