"""Use that is doubted, and who cleared it."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Change nothing yet."""
