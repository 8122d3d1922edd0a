"""A place for what arrived otherwise than it left: nothing yet."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Change nothing."""
