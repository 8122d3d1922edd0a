"""A place for how the region's machine is: nothing yet."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Change nothing."""
