"""The history of plans: a table to which rows are added and in which nothing is changed, whoever asks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_SQLITE = (
    """
    CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
    """
    CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER acts_no_replace BEFORE INSERT ON acts WHEN EXISTS (SELECT 1 FROM acts WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
)
# "OR REPLACE": a restore drops the tables and makes them again, and the function outlives them.
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION chasqui_acts_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the history is only added to' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER acts_no_change BEFORE UPDATE OR DELETE ON acts
    FOR EACH ROW EXECUTE FUNCTION chasqui_acts_refuse()
    """,
    """
    CREATE TRIGGER acts_no_truncate BEFORE TRUNCATE ON acts
    FOR EACH STATEMENT EXECUTE FUNCTION chasqui_acts_refuse()
    """,
)


def upgrade() -> None:
    """Make the table and what guards it."""
    op.create_table(
        "acts",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_acts"),
    )
    op.create_index("ix_acts_subject", "acts", ["subject"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
