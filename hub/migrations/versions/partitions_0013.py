"""The parts of the lake's tables, and segments that were merged."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Change nothing yet."""
