"""The lines of the last plan that was drawn, back in the lake beside the forecasts and lots: table ``plan_lines``."""

import msgspec
import pyarrow as pa

from hub import tables
from hub.plan_rows import PlanRow
from hub.rows import Dataset
from hub.store import Store
from shared.allocation import Line

NAME = "plan_lines"
_NAMES = ("school", "site", "resource", "depot", "reason", "limit", "made_by")
_NUMBERS = ("units", "lots", "lot", "on_hand", "in_transit", "asked", "urgency_pct", "value", "price", "changes_at")
_NEEDS = ("p10", "p50", "p90")
SCHEMA = pa.schema(
    [
        ("plan", pa.string()),
        *((name, pa.string()) for name in _NAMES),
        *((name, pa.int64()) for name in (*_NUMBERS, *_NEEDS)),
        ("line", pa.binary()),
    ]
)
"""``line`` is the whole of it as JSON; ``value`` and ``price`` are millionths a lot."""


def write(store: Store, plan: PlanRow) -> Dataset:
    """
    Write the lines of *plan* as the table of the lake; where they are there already they stay.

    Call it within ``tables.one_at_a_time``.
    """
    root, known = store.config.lake_place, store.dataset(NAME)
    if known is not None and known.version == plan.plan_hash and tables.are_there(root, known):
        return known
    rows = table_of(plan.id, store.plan_lines(plan.id))
    path = tables.write(root, NAME, rows)
    store.swap_dataset(NAME, path=path, version=plan.plan_hash, rows=rows.num_rows, notes={"plan": plan.id})
    tables.sweep(root, NAME, but=(path, known.path if known else ""))
    made = store.dataset(NAME)
    assert made is not None
    return made


def table_of(plan: str, lines: list[Line]) -> pa.Table:
    """Return *lines* as rows of ``SCHEMA``, by school and resource."""
    rows = [
        {
            "plan": plan,
            **{name: getattr(line, name) for name in (*_NAMES, *_NUMBERS)},
            **{name: getattr(line.need, name) for name in _NEEDS},
            "line": msgspec.json.encode(line),
        }
        for line in sorted(lines, key=lambda line: (line.school, line.resource))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
