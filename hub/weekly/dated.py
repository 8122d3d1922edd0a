"""Events with their days: what a bucket keeps of each one that counts, and where it goes when its day changes. Pure."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hub.weekly.days import NO_DAY, claimed_days, clock_days
from hub.weekly.ledger import Stretch
from hub.weekly.raw import WHY
from hub.weekly.sums import Bools, Pair, ints, is_used, week_of
from hub.weekly.words import WORDS, Ints, numbered
from shared.dating import Quality
from shared.occurred import Precision

SCHEMA = pa.schema(
    [
        *((name, pa.int64()) for name in ("stretch", "seq", "recorded_s")),
        ("claimed", pa.bool_()),
        ("day", pa.int64()),
        *((name, WORDS) for name in ("site", "school", "resource")),
        ("kind", pa.int64()),
        ("whole_claim", pa.bool_()),
        ("learner", pa.binary()),
        *((name, pa.int64()) for name in ("units", "learners", "peak", "progress_pct", "score")),
        ("whole_week", pa.bool_()),
        ("depth", pa.int64()),
        ("head", pa.binary(16)),
    ]
)
"""
Of a dated event that counts. ``claimed``: somebody says its day, which no clock changes. ``depth`` and ``head``, the
order of the chain, are there of totals of a whole week alone: nothing else asks for it.
"""
SUMMED = [name for name in SCHEMA.names if name not in ("stretch", "seq", "recorded_s", "claimed")]
"""What the sums of a week ask of an event; the rest says what dates it."""
RAW = [
    "stretch", "seq", "recorded_s", "site", "school", "resource", "kind", "learner", "units", "learners", "peak",
    "progress_pct", "score", "whole_week", "depth", "head", "occurred_value", "precision",
]  # fmt: skip
"""What it is made of."""
BLOCK_WEEKS = 13
"""How many weeks lie in one file: a night writes those anew that it touches."""
UNDATED = -1
"""The block of events of no week, which a later mark may yet date."""
_QUALITIES = tuple(Quality)
_CLAIMED, _BOUNDED = _QUALITIES.index(Quality.CLAIMED), _QUALITIES.index(Quality.BOUNDED)


def blocks_of(day: Ints) -> Ints:
    """
    Return the block of each day.

    >>> blocks_of(np.array([4, 4 + BLOCK_WEEKS * 7, NO_DAY])).tolist()
    [0, 1, -1]
    """
    return np.where(day == NO_DAY, UNDATED, week_of(day) // BLOCK_WEEKS)


def dated(rows: pa.Table, held: Mapping[int, Stretch]) -> tuple[pa.Table, Ints]:
    """Return raw events that count (``RAW``) as rows of ``SCHEMA``, each with its day, and by what each is dated."""
    precision = ints(rows, "precision")
    claimed = rows["occurred_value"].is_valid().to_numpy()
    told, quality = by_clock(rows, held)
    day = np.where(claimed, claimed_days(ints(rows, "occurred_value"), precision), told)
    whole = pc.fill_null(rows["whole_week"], False)
    columns = {
        "claimed": claimed,
        "day": day,
        "whole_claim": precision == int(Precision.WEEK),
        "depth": pc.if_else(whole, rows["depth"], None),
        "head": pc.if_else(whole, rows["head"], None),
    }
    kept = [columns[field.name] if field.name in columns else rows[field.name] for field in SCHEMA]
    table = pa.table(dict(zip(SCHEMA.names, kept, strict=True))).cast(SCHEMA)
    return table, np.where(claimed, _CLAIMED, quality)


def by_clock(rows: pa.Table, held: Mapping[int, Stretch]) -> tuple[Ints, Ints]:
    """Return the day of each event by the clocks of its stretch, and by what it is known: a place in ``Quality``."""
    ids, rank = np.unique(ints(rows, "stretch"), return_inverse=True)
    told = [piece for at, one in enumerate(ids.tolist()) for piece in _placed(at, held[one])]
    if not told:
        return np.full(rows.num_rows, NO_DAY), np.full(rows.num_rows, _BOUNDED)
    of, start, quality, earliest, latest, known = (np.array(column) for column in zip(*told, strict=True))
    seq = ints(rows, "seq") - np.array([held[one].first_seq for one in ids.tolist()])[rank]
    span = int(seq.max()) + 1
    at = np.searchsorted(of * span + start.clip(max=span - 1), rank * span + seq, side="right") - 1
    return clock_days(ints(rows, "recorded_s"), earliest[at], latest[at], known[at]), quality[at]


def _placed(rank: int, one: Stretch) -> list[tuple[int, int, int, int, int, bool]]:
    """Return the pieces of a stretch with where they begin in it: whatever comes before the first is dated by it."""
    return [
        (rank, max(0, seq - one.first_seq) if at else 0, _QUALITIES.index(Quality(quality)), earliest, latest, True)
        for at, (seq, quality, earliest, latest) in enumerate(one.told)
    ] or [(rank, 0, _BOUNDED, 0, 0, False)]


def count(rows: pa.Table, quality: Ints, held: Mapping[int, Stretch]) -> None:
    """Note in each stretch how many of *rows*, of ``SCHEMA`` and dated so, are facts that demand counts."""
    used = is_used(ints(rows, "kind"))
    stretch, units = ints(rows, "stretch")[used], ints(rows, "units", 1)[used]
    undated = ints(rows, "day")[used] == NO_DAY
    key = stretch * len(_QUALITIES) + quality[used]
    keys, at = np.unique(key, return_inverse=True)
    sums = np.zeros((4, len(keys)), dtype=np.int64)
    for row, values in enumerate((np.ones_like(units), units, undated.astype(np.int64), np.where(undated, units, 0))):
        np.add.at(sums[row], at, values)
    for number, each in zip(keys.tolist(), sums.T.tolist(), strict=True):
        held[number // len(_QUALITIES)].counts[_QUALITIES[number % len(_QUALITIES)]] = each


def leave_out(stretch: Ints, why: Ints, held: Mapping[int, Stretch]) -> None:
    """Note in each stretch how many of its events, of which these are the stretches, do not count, and why."""
    out = why > 0
    for (one, reason), facts in Counter(zip(stretch[out].tolist(), why[out].tolist(), strict=True)).items():
        held[one].left_out[WHY[reason]] = facts


def first_weeks(rows: pa.Table) -> dict[Pair, int]:
    """Return the first week of each series in *rows*, of ``SCHEMA``."""
    mine = is_used(ints(rows, "kind")) & (ints(rows, "day") != NO_DAY)
    mine &= rows["school"].is_valid().to_numpy() & rows["resource"].is_valid().to_numpy()
    some = rows.select(["school", "resource", "day"]).filter(pa.array(mine)).combine_chunks()
    least = some.group_by(["school", "resource"]).aggregate([("day", "min")])
    weeks = week_of(ints(least, "day_min")).tolist()
    return dict(
        zip(zip(*(least[name].to_pylist() for name in ("school", "resource")), strict=True), weeks, strict=True)
    )


def by_block(rows: pa.Table) -> dict[int, pa.Table]:
    """Return *rows* of ``SCHEMA`` by their blocks; what claims an impossible day, and so is never dated, is in none."""
    day = ints(rows, "day")
    lost = (day == NO_DAY) & rows["claimed"].to_numpy()
    block, (site, _) = blocks_of(day), numbered(rows["site"])
    # Those of a site lie together, so that a reader of a few sites skips the others.
    order = np.argsort(block * (int(site.max(initial=0)) + 1) + site, kind="stable")
    order = order[~lost[order]]
    found, begins = np.unique(block[order], return_index=True)
    placed = rows.take(pa.array(order))
    ends = [*begins.tolist()[1:], len(order)][: len(found)]
    return {int(one): placed.slice(at, end - at) for one, at, end in zip(found, begins.tolist(), ends, strict=True)}


def note_blocks(parts: Mapping[int, pa.Table], held: Mapping[int, Stretch], sites: dict[str, list[int]]) -> None:
    """Note in which blocks each stretch has events that a clock dates, and each site any."""
    for block, rows in parts.items():
        for id_ in pc.unique(rows["stretch"].filter(pc.invert(rows["claimed"]))).to_pylist():
            held[id_].blocks = sorted({*held[id_].blocks, block})
        for site in pc.unique(rows["site"]).to_pylist():
            sites[site] = sorted({*sites.get(site, ()), block})


def moved(rows: pa.Table, held: Mapping[int, Stretch]) -> tuple[pa.Table, Bools, Ints]:
    """Return events that a clock dates with their days of now, whose day is another one, and by what it is known."""
    day, quality = by_clock(rows, held)
    at = rows.schema.get_field_index("day")
    return rows.set_column(at, SCHEMA.field("day"), pa.array(day)), day != ints(rows, "day"), quality
