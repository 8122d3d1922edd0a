"""
Which came first is told by numbers, and not by the hub's clock.

Against which listing something left a depot or came back, and when a listing came; which plan was drawn and went out
first, and the records that it had heard.
"""

from bisect import bisect_left
from itertools import accumulate, islice

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock

revision = "0021"
down_revision = "0020"

CAME = """
SELECT requests.received_s, MAX(stretches.id) FROM requests JOIN stretches
    ON stretches.incarnation = requests.incarnation
    AND stretches.first_seq <= requests.seq AND stretches.first_seq + stretches.count > requests.seq
GROUP BY requests.received_s ORDER BY requests.received_s
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

    What was written down before is of no listing that is known: its day tells, as it did.
    """
    op.add_column("listings", sa.Column("came", sa.Date(), nullable=True))
    for table in ("departures", "solutions"):
        op.add_column(table, sa.Column("listing", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("heard", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("plans", sa.Column("out", sa.Integer(), nullable=False, server_default="0"))
    op.execute(ORDER)
    note_heard(op.get_bind(), int(SystemClock().now().timestamp()))


def note_heard(connection: sa.Connection, now_s: int) -> None:
    """
    Note of each plan the last record that it had heard: what had come before its moment.

    Where a later plan, or now, is earlier than that, the clock was ahead and the earlier moment tells: what came
    between the two, nobody knows whether that plan had heard.
    """
    came = list(connection.execute(sa.text(CAME)))
    moments, lasts = [row[0] for row in came], [0, *accumulate((row[1] for row in came), max)]
    plans = connection.execute(sa.text("SELECT id, created_s FROM plans ORDER BY number DESC")).all()
    bounds = accumulate((created_s for _, created_s in plans), min, initial=now_s)
    rows = [{"plan": id_, "last": lasts[bisect_left(moments, bound)]}
            for (id_, _), bound in zip(plans, islice(bounds, 1, None), strict=True)]  # fmt: skip
    if rows:
        connection.execute(sa.text("UPDATE plans SET heard = :last WHERE id = :plan"), rows)
