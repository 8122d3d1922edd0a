"""What holds for one UGEL alone, and schools that another took over."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Change nothing yet."""
