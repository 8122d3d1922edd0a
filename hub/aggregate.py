"""Events to ``weekly_demand``: one row per school, resource and week with a sign of life, by Spark."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, func, select

from hub import left_out, schema, table_frames, table_parts, tables, tree
from hub.dating import pieces_frame, with_dates
from hub.lake_frame import once, read_events
from hub.panel import EVENTS, TELLERS
from hub.region_rows import Placed
from hub.rows import Dataset
from hub.spark import session
from hub.store import Store
from hub.weekly import plan
from hub.weekly.run import bring_up_to_date
from shared.demand import TOLD
from shared.fact_fields import DONE
from shared.facts import Feedback, Unserved, Use, WeeklyTotal

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

NAME = "weekly_demand"
_USED = tuple(kind.NUMBER for kind in (Use, WeeklyTotal, Unserved))
_log = logging.getLogger(__name__)


def aggregate(store: Store, *, anew: bool = False) -> Dataset:
    """
    Bring ``weekly_demand`` up to date with the lake, and let readers use it.

    *anew*: compute the whole of it, by other means (``whole``); the rows are the same.

    Raises:
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config):
        with store.one_state(), store.read() as connection:
            schools = store.placed()
            version = _fingerprint(connection, store.segments("panel"), schools)
        known = store.dataset(NAME)
        if anew:
            return _aggregated(store, version)
        if known is not None and known.version == version and tables.are_there(store.config.lake_place, known):
            return known
        return bring_up_to_date(store, NAME, version, schools)


def _aggregated(store: Store, version: str) -> Dataset:
    with session(store.config) as spark, whole(store, spark) as (demand, notes):
        parts = table_frames.write(demand.coalesce(2), store.config.lake_place, NAME)
        rows, told = sum(one.rows for one in parts), notes()
    # What was brought up to date until now is made from nothing after this: whoever asks for the whole doubts it.
    table_parts.swap(store, NAME, parts, version=version, notes=told)
    _log.info("aggregated whole rows=%d segments=%d", rows, told["segments"])
    return _now(store)


@contextmanager
def whole(store: Store, spark: "SparkSession") -> Iterator[tuple["DataFrame", Callable[[], dict[str, Any]]]]:
    """Give ``weekly_demand`` of everything in the lake, by Spark alone, and what makes its notes."""
    with store.one_state(), store.read() as connection:
        segments, panels, schools = store.segments("events"), store.segments("panel"), store.placed()
        stretches, unread = tree.stretches(connection), left_out.unreadable(connection)
    root = store.config.lake_place
    events = left_out.judged(spark, read_events(spark, root, segments), unread, schools)
    told = pieces_frame(spark, left_out.as_marks(events), stretches)
    # The steps of the sum and the counts read it.
    dated = with_dates(once(events), told).persist()
    counted = left_out.counting(dated)
    demand = weekly_demand(counted, schools_frame(spark, schools))
    if panels:
        demand = with_panel(demand, table_frames.read(spark, root, panels))
    yield (
        demand,
        lambda: {"segments": len(segments), "dating": counts(counted), "left_out": left_out.tallies(dated)},
    )
    dated.unpersist()


def schools_frame(spark: "SparkSession", schools: Sequence[Placed]) -> "DataFrame":
    """Return the schools with their site and UGEL."""
    rows = [(school.id, school.site, school.ugel) for school in schools]
    return spark.createDataFrame(rows, "school string, school_site string, ugel string")


def weekly_demand(events: "DataFrame", schools: "DataFrame") -> "DataFrame":
    """
    Return what was used and asked for, in rows of school, resource and week with a sign of life of the school's node.

    *events* are dated (``hub.dating.with_dates``); those of no week are in ``counts`` only.

    A week that is alive, after a resource's first, and has no use of it is a row of zeros; a silent week is no row.
    The rules are those of the node's own fold (``edge/folds.py``): both sides forecast from the same numbers.
    """
    from pyspark.sql import functions as F  # noqa: N812

    known = events.where(F.col("week").isNotNull())
    keys = ["school", "resource", "week"]
    mine = known.where(F.col("school").isNotNull() & F.col("resource").isNotNull())
    used = _used(mine, keys)
    # A face or a request is no use, and begins no series.
    counted = mine.where(F.col("kind").isin(*_USED))
    first = counted.groupBy("school", "resource").agg(F.min("week").alias("first"), F.max("site").alias("site"))
    weeks = first.drop("site").join(_alive(known, first), "school", how="inner").where(F.col("week") >= F.col("first"))
    return (
        weeks.select(*keys, "recorded_days")
        .join(used, keys, how="left")
        .join(_told(mine, keys), keys, how="left")
        .na.fill(0)
        .join(F.broadcast(schools.select("school", "ugel")), "school", how="left")
        .withColumn("ugel", F.coalesce("ugel", F.lit("")))
        .withColumn("source", F.lit(EVENTS))
        .select(*_columns())
    )


def counts(events: "DataFrame") -> dict[str, dict[str, int]]:
    """
    Return how many uses, totals and requests there are, and of how many units, by what dates them.

    This is where what is of no week counts: ``undated`` and ``undated_units`` are in ``facts`` and ``units`` too.
    """
    from pyspark.sql import functions as F  # noqa: N812

    counted = F.col("kind").isin(*_USED)
    units, undated = F.coalesce("units", F.lit(1)), F.col("week").isNull()
    rows = events.where(counted).groupBy("quality").agg(
        F.count("*").alias("facts"),
        F.sum(units).alias("units"),
        F.count_if(undated).alias("undated"),
        _sum(undated, units).alias("undated_units"),
    )  # fmt: skip
    return {row["quality"]: {name: int(row[name]) for name in rows.columns[1:]} for row in rows.collect()}


def _used(mine: "DataFrame", keys: list[str]) -> "DataFrame":
    """Return units, peak, learners and requests that were not served, per school, resource and week."""
    from pyspark.sql import functions as F  # noqa: N812

    use, total, unserved = (F.col("kind") == kind.NUMBER for kind in (Use, WeeklyTotal, Unserved))
    whole = total & F.coalesce("whole_week", F.lit(False))
    # A default is not stored: a use without units is of one.
    units = F.coalesce("units", F.lit(1)).cast("long")
    # The order of the chain: of two branches, the longer one.
    last = F.struct("depth", "head")
    # On one day a learner counts once towards the peak; where nobody is named, units do.
    unnamed = _sum(F.col("learner").isNull(), units)
    daily = mine.where(use).groupBy(*keys, "day").agg((F.count_distinct("learner") + unnamed).alias("at_once"))
    peaks = daily.groupBy(*keys).agg(F.max("at_once").alias("use_peak"))
    sums = mine.where(use | total | unserved).groupBy(*keys).agg(
        _sum(use | (total & ~whole), units).alias("part"),
        F.count_distinct(F.when(use, F.col("learner"))).alias("known_learners"),
        _sum(total & ~whole, F.col("learners")).alias("more_learners"),
        F.max(F.when(total & ~whole, F.col("peak"))).alias("part_peak"),
        # The last total of a whole week stands: a later one corrects it.
        F.max_by(F.when(whole, units), F.when(whole, last)).alias("whole"),
        F.max_by(F.when(whole, F.coalesce("learners", F.lit(0))), F.when(whole, last)).alias("whole_learners"),
        F.max_by(F.when(whole, F.col("peak")), F.when(whole, last)).alias("whole_peak"),
        _sum(unserved, units).alias("unserved"),
        F.count_distinct(F.when(unserved, F.col("day"))).alias("stockout_days"),
    )  # fmt: skip
    return sums.join(peaks, keys, how="left").select(
        *keys,
        F.coalesce("whole", "part").alias("units"),
        F.coalesce("whole_peak", F.greatest(F.coalesce("use_peak", F.lit(0)), F.coalesce("part_peak", F.lit(0)))).alias(
            "peak_concurrent"
        ),
        F.coalesce(F.col("whole_learners"), F.col("known_learners") + F.col("more_learners")).alias("learners"),
        "unserved",
        F.least("stockout_days", F.lit(5)).alias("stockout_days"),
    )


def _told(mine: "DataFrame", keys: list[str]) -> "DataFrame":
    """Return the sums of faces and of progress (``shared.demand.TOLD``), and of how many, by school, resource, week."""
    from pyspark.sql import functions as F  # noqa: N812

    face = (F.col("kind") == Feedback.NUMBER) & F.col("score").between(1, 3)
    step = (F.col("kind") == Use.NUMBER) & (F.col("progress_pct") >= 0)
    return mine.where(face | step).groupBy(*keys).agg(
        _sum(face, F.col("score")).alias("score_sum"),
        F.count_if(face).alias("scores"),
        _sum(step, F.least("progress_pct", F.lit(DONE))).alias("progress_sum"),
        F.count_if(step).alias("progresses"),
        F.count_distinct(F.when(face, F.col("learner"))).alias("score_learners"),
        F.count_distinct(F.when(step, F.col("learner"))).alias("progress_learners"),
    )  # fmt: skip


def _sum(condition: "Column", value: "Column") -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    return F.sum(F.when(condition, F.coalesce(value, F.lit(0))).otherwise(0))


def _alive(known: "DataFrame", first: "DataFrame") -> "DataFrame":
    """Return the days with a sign of life of each school and week: its own, and those of its whole site."""
    from pyspark.sql import functions as F  # noqa: N812

    what = ("school", "week", "day", "whole_claim")
    places = F.broadcast(first.select("school", "site").distinct())
    of_site = known.where(F.col("school").isNull()).drop("school").join(places, "site", how="inner")
    signs = known.where(F.col("school").isNotNull()).select(*what).unionByName(of_site.select(*what))
    weekend = F.count_distinct(F.when(F.weekday("day") > 4, F.col("day")))
    # What is claimed for a whole week vouches for its five school days.
    days = F.when(F.max(F.coalesce("whole_claim", F.lit(False))), weekend + 5).otherwise(F.count_distinct("day"))
    return signs.groupBy("school", "week").agg(days.alias("recorded_days"))


def with_panel(demand: "DataFrame", panel: "DataFrame") -> "DataFrame":
    """Return the rows of both; where a school has a week of its own, the imported rows of that week are left out."""
    own = demand.select("school", "week").distinct()
    rest = panel.join(own, ["school", "week"], how="left_anti")
    return demand.unionByName(with_all_told(rest).select(*_columns()))


def with_all_told(rows: "DataFrame") -> "DataFrame":
    """Return *rows* with every column of what is told besides use: 0, nobody told, where they have none."""
    from pyspark.sql import functions as F  # noqa: N812

    full = rows.withColumns({name: F.lit(0) for name in TOLD if name not in rows.columns})
    # Whoever imports sums does not say of how many: no more than learners, nor than sums count.
    return full.withColumns({name: F.least("learners", sums[-1]) for name, sums in TELLERS.items()})


def _columns() -> list["Column"]:
    from pyspark.sql import functions as F  # noqa: N812

    counts = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days", *TOLD, *TELLERS)
    return [
        *(F.col(name).cast("string") for name in ("school", "ugel", "resource")),
        F.col("week").cast("date"),
        *(_told_peak() if name == "peak_concurrent" else F.col(name).cast("long") for name in counts),
        F.col("source").cast("string"),
    ]


def _told_peak() -> "Column":
    """Return the peak, null where units were used and nobody wrote how many at once: never a nought."""
    from pyspark.sql import functions as F  # noqa: N812

    untold = (F.col("units") > 0) & (F.col("peak_concurrent") == 0)
    return F.when(~untold, F.col("peak_concurrent").cast("long")).alias("peak_concurrent")


def _fingerprint(connection: Connection, panels: Sequence[str], schools: Sequence[Placed]) -> str:
    """Return what differs where the table may: the same events are the same, in however many files they lie."""
    table, unread = schema.stretches.c, left_out.unreadable(connection)
    last = connection.execute(select(func.max(table.id))).scalar()
    # Both are in an index, without the last one: a row is long.
    events = last, *connection.execute(select(func.count(), func.sum(table.count))).one()
    places = [(school.id, school.site, school.ugel) for school in schools]
    told = [plan.RULES, [int(one or 0) for one in events], panels, sorted(places), unread]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _now(store: Store) -> Dataset:
    found = store.dataset(NAME)
    assert found is not None
    return found
