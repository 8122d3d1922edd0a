"""
Which came first is told by numbers, and not by the hub's clock.

Against which listing something left a depot or came back, and when a listing came; which plan was drawn and went out
first, and the records that it had heard.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

HEARD = """
UPDATE plans SET heard = COALESCE((
    SELECT MAX(stretches.id) FROM requests JOIN stretches ON stretches.incarnation = requests.incarnation
        AND stretches.first_seq <= requests.seq AND stretches.first_seq + stretches.count > requests.seq
    WHERE requests.received_s < plans.created_s), 0)
"""

# As the history has it; plans of before there was any are older, by their moment.
ORDER = """
UPDATE plans SET
    number = COALESCE((SELECT MIN(acts.number) FROM acts WHERE acts.kind = 'proposed' AND acts.subject = plans.id),
        -(SELECT COUNT(*) FROM plans AS other WHERE other.created_s > plans.created_s
            OR other.created_s = plans.created_s AND other.id >= plans.id)),
    out = COALESCE((SELECT MAX(acts.number) FROM acts WHERE acts.kind = 'published' AND acts.subject = plans.id), 0)
"""


def upgrade() -> None:
    """
    Add the columns.

    What was written down before is of no listing that is known: its day tells, as it did. A plan had heard what its
    moment says.
    """
    op.add_column("listings", sa.Column("came", sa.Date(), nullable=True))
    for table in ("departures", "solutions"):
        op.add_column(table, sa.Column("listing", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("heard", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("out", sa.Integer(), nullable=False, server_default="0"))
    op.execute(HEARD)
    op.execute(ORDER)
