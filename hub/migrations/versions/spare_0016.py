"""For what none of the revisions before it is about."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Change nothing yet."""
