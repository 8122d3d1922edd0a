"""The shape of ``weekly_demand``: one row per school, resource and week with a sign of life."""

import pyarrow as pa

from shared.demand import TOLD

SCHEMA = pa.schema(
    [
        ("school", pa.string()),
        ("ugel", pa.string()),
        ("resource", pa.string()),
        ("week", pa.date32()),
        ("units", pa.int64()),
        ("peak_concurrent", pa.int64()),
        ("learners", pa.int64()),
        ("unserved", pa.int64()),
        ("stockout_days", pa.int64()),
        ("recorded_days", pa.int64()),
        *((name, pa.int64()) for name in TOLD),
        ("source", pa.string()),
    ]
)
"""``week`` is a Monday; ``source`` is ``events`` where nodes recorded it, else what the imported panel says.

``peak_concurrent`` is null where there was use and nobody wrote how many at once.
"""

EVENTS = "events"

TELLERS = {"score_learners": ("score_sum", "scores"), "progress_learners": ("progress_sum", "progresses")}
"""Columns of ``weekly_demand`` that no file shows: the learners behind sums, which below five are not shown."""
