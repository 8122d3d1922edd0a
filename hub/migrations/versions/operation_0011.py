"""How each run of the night's work went, alarms that were seen, and incidents."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Change nothing yet."""
