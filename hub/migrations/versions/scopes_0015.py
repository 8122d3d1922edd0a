"""A place for what holds for one UGEL alone, and drafts of imports: nothing yet."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Change nothing."""
