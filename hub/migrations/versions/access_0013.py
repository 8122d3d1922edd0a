"""Who may come in, and with what besides a passphrase: tokens of programs, second factors, closed accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables; until now there was nothing but a passphrase, and no account was ever closed."""
    op.create_table(
        "programs",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("made_s", sa.BigInteger(), nullable=False),
        sa.Column("until_s", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Date(), nullable=True),
        sa.Column("ended_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_programs"),
    )
    op.create_index("ix_programs_token", "programs", ["token"])
    op.create_table(
        "factors",
        sa.Column("login", sa.String(length=80), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("since_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_factors"),
    )
    op.create_table(
        "recovery",
        sa.Column("login", sa.String(length=80), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("login", "code", name="pk_recovery"),
    )
    op.create_table(
        "closed",
        sa.Column("login", sa.String(length=80), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("closed_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_closed"),
    )
