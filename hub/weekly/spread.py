"""Where the buckets are brought up to date: few new events here, many by Spark, on all processors that it has."""

from collections.abc import Sequence

import msgspec

from hub.config import Config
from hub.spark import session
from hub.weekly.bucket import Outcome, Work, bring_up

HERE = 500_000
"""Up to so many new events it takes longer to start Spark than to count them."""


def spread(config: Config, works: Sequence[Work], *, here: int = HERE) -> list[Outcome]:
    """Return what each of *works* came to; up to *here* new events are counted in this process."""
    rows = [sum(one.last_seq - one.first_seq + 1 for one in work.new) for work in works]
    if len(works) < 2 or sum(rows) <= here:
        return [bring_up(work) for work in works]
    largest = sorted(range(len(works)), key=lambda at: -rows[at])
    tasks = [msgspec.msgpack.encode(works[at]) for at in largest]
    with session(config) as spark:
        # A task each: whoever is free takes the next, and no bucket waits for one that came with it.
        done = spark.sparkContext.parallelize(tasks, len(tasks)).map(run).collect()
    found = {at: msgspec.msgpack.decode(one, type=Outcome) for at, one in zip(largest, done, strict=True)}
    return [found[at] for at in range(len(works))]


def run(task: bytes) -> bytes:
    """Bring one bucket up to date, wherever Spark runs this."""
    return msgspec.msgpack.encode(bring_up(msgspec.msgpack.decode(task, type=Work)))
