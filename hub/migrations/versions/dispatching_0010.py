"""What left a depot, what came back to it, and what was answered."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Change nothing yet."""
