"""A place for who may come in, and with what besides a passphrase: nothing yet."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Change nothing."""
