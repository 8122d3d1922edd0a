"""
Logs of a region's laptops, column by column: a million events take a second or two.

Mostly uses dated by the laptop's clock marks; some claim an instant, some are weekly totals of a paper register, some
were not served, and some were imported by two computers of a school. What a resource is asked for follows Zipf, after
one event of each.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hub import lake
from hub.region_rows import School
from shared.facts import ClockMark, Unserved, Use, WeeklyTotal
from shared.occurred import Precision

FIRST = datetime(2026, 3, 9, 13, tzinfo=UTC)
WEEKS, RESOURCES, LEARNERS = 26, 24, 60
DAY_S = 86_400
_IMPORTED, _CLAIMED, _NOBODY = 0.02, 0.05, 8
"""Of one use in eight nobody knows who it was."""
_KINDS = (Use.NUMBER, Unserved.NUMBER, WeeklyTotal.NUMBER)
_SHARES = (0.94, 0.03, 0.03)
_HEAD, _BODY = 16, 40
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def logs(
    rng: np.random.Generator,
    schools: Sequence[School],
    numbers: Sequence[int],
    count: int,
    *,
    resources: int = RESOURCES,
    spans: tuple[int, int] = (0, WEEKS * 7),
    after: int = 0,
) -> pa.Table:
    """
    Return *count* events of a laptop of each of *schools*, one log behind the other; *numbers* are the laptops'.

    *spans*: the days, from the first Monday on, in whose school hours they were recorded. *after*: so many events came
    before them; a log's first is a mark of its clock, which the hub's time confirms.
    """
    size = len(schools), count
    kind = rng.choice(_KINDS, size=size, p=_SHARES)
    days = np.array([day for day in range(*spans) if day % 7 < 5])
    recorded = np.sort(rng.choice(days, size=size) * DAY_S + rng.integers(0, 5 * 3_600, size), axis=1)
    resource = rng.zipf(1.4, size) % resources
    if not after:
        kind[:, 0], recorded[:, 0] = ClockMark.NUMBER, 0
        some = min(count - 1, resources)
        resource[:, 1 : 1 + some] = np.arange(some)
    columns = _columns(rng, kind.ravel(), recorded.ravel(), resource.ravel(), count)
    columns["received_s"] = pa.array(np.full(len(schools) * count, int(FIRST.timestamp()) + spans[1] * DAY_S))
    of = pa.array(np.repeat(np.arange(len(schools)), count))
    each = {
        "node": pa.array([f"{one:016x}" for one in numbers]),
        "site": pa.array([one.site for one in schools]),
        "school": pa.array([one.id for one in schools]),
        "incarnation": pa.array([one.to_bytes(8, "big") for one in numbers], pa.binary(8)),
        "body": pa.array([rng.bytes(_BODY) for _ in schools], pa.binary()),
    }
    seq = pa.array(np.tile(np.arange(after + 1, after + 1 + count), len(schools)))
    told = {**columns, **{name: values.take(of) for name, values in each.items()}, "seq": seq, "depth": seq}
    told["school"] = _where(told["school"], kind.ravel() != ClockMark.NUMBER)
    return pa.table(
        [told.get(one.name, pa.nulls(len(of), one.type)).cast(one.type) for one in lake.SCHEMA], lake.SCHEMA
    )


def _columns(rng: np.random.Generator, kind: Ints, recorded: Ints, resource: Ints, count: int) -> dict[str, pa.Array]:
    """Return the columns in which events of all logs are drawn alike."""
    rows, opened = len(kind), int(FIRST.timestamp())
    mark, total, use = (kind == one for one in (ClockMark.NUMBER, WeeklyTotal.NUMBER, Use.NUMBER))
    claimed = use & (rng.random(rows) < _CLAIMED)
    day = opened + recorded
    value = np.where(total, _week(day), day + rng.integers(-DAY_S, DAY_S, rows))
    # Two computers of one school import the same file: half of its rows are there already.
    sources = pa.array([one.to_bytes(8, "little") for one in range(count // 20 + 1)])
    learners = pa.array([one.to_bytes(8, "big") for one in range(LEARNERS)])
    drawn, source = rng.integers(0, LEARNERS, rows), rng.integers(0, len(sources), rows)
    some = total | (use & (rng.random(rows) < 0.1))
    return {
        "head": pa.Array.from_buffers(pa.binary(_HEAD), rows, [None, pa.py_buffer(rng.bytes(_HEAD * rows))]),
        "kind": pa.array(kind),
        "recorded_s": pa.array(recorded),
        "occurred_value": _some(value, claimed | total),
        "precision": _some(np.where(total, int(Precision.WEEK), int(Precision.INSTANT)), claimed | total),
        "source": _where(pa.array(["person"]).take(pa.array(np.zeros(rows, dtype=np.int64))), claimed | total),
        "source_key": sources.take(_some(source, use & (rng.random(rows) < _IMPORTED))),
        "learner": learners.take(_some(drawn, use & (drawn % _NOBODY > 0))),
        "resource": pa.array([f"r-{one:02d}" for one in range(int(resource.max(initial=0)) + 1)]).take(
            _some(resource, ~mark)
        ),
        "units": _some(rng.integers(1, 6, rows), some),
        "seconds": _some(rng.integers(5, 600, rows), use),
        "learners": _some(rng.integers(1, 30, rows), total & (rng.random(rows) < 0.7)),
        "peak": _some(rng.integers(1, 20, rows), total & (rng.random(rows) < 0.5)),
        "wall": _some(day, mark),
        "hub_time": _some(day, mark),
        "whole_week": _some(rng.random(rows) < 0.5, total),
    }


def _some(values: NDArray[np.generic], there: Bools) -> pa.Array:
    return pa.array(values, mask=~there)


def _where(values: pa.Array, there: Bools) -> pa.Array:
    return values.take(pa.array(np.arange(len(values)), mask=~there))


def _week(unix_s: Ints) -> Ints:
    """Return the number of the week, counted from Monday 5 January 1970, at Lima."""
    return ((unix_s - 5 * 3_600) // DAY_S - 4) // 7
