"""Dates the events of the lake by Spark, by the one rule of ``shared.dating``: quality, day and week of each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hub.branches import Stretch, StretchRow, dated
from shared.dating import DAY_S, LONGEST_S, Mark, Piece, Quality
from shared.facts import ClockMark
from shared.occurred import Precision

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import Column, DataFrame, SparkSession

PIECES = "segment string, incarnation binary, from_seq long, until_seq long, quality string, earliest long, latest long"
_STRETCHES = (
    "id long, tree string, parent long, after_seq long, segment string, incarnation binary, first_seq long, "
    "last_seq long"
)
EARLIEST_S, LATEST_S = 1_577_836_800, 4_102_444_800
"""Claims outside 2020 to 2100 are of no week; what a clock may say is in ``shared.dating``."""
LIMA_S = -5 * 3600
MONDAY_S = 4 * DAY_S
"""Of 5 January 1970, the first Monday."""
_WEEK_DAYS = 7
_NO_END = 2**62
MOST_S = 2**48
_MOST_BROADCAST = 100_000


def pieces_frame(spark: "SparkSession", events: "DataFrame", stretches: Sequence[StretchRow]) -> "DataFrame":
    """
    Return how each stretch of *events* is dated: rows of ``PIECES``.

    A tree of events is dated in one place, by the function that a laptop uses: marks are few, and there are as many
    trees as laptops.
    """
    from pyspark.sql import functions as F  # noqa: N812 - as everybody writes it

    rows = [
        (one.id, one.tree, one.parent, one.after_seq, one.segment, one.incarnation, one.first_seq, one.last_seq)
        for one in stretches
    ]
    mark = F.struct("seq", *(_bounded(name).alias(name) for name in ("recorded_s", "wall", "hub_time")))
    cuts = sorted({(one.cut_segment, one.cut_incarnation, one.after_seq) for one in stretches if one.cut_segment})
    clocks = _with_cuts(spark, events, cuts).groupBy("segment", "incarnation").agg(
        F.max(_bounded("recorded_s")).alias("last_s"),
        F.max("received_s").alias("received_s"),
        F.collect_list(F.when(F.col("kind") == ClockMark.NUMBER, mark)).alias("marks"),
        F.collect_list(F.when(F.col("cut"), F.struct("seq", _bounded("recorded_s").alias("recorded_s")))).alias("cuts"),
    )  # fmt: skip
    known = spark.createDataFrame(rows, _STRETCHES).join(clocks, ["segment", "incarnation"], how="inner")
    found = known.groupBy("tree").applyInPandas(_dated_tree, PIECES)
    return F.broadcast(found) if len(rows) <= _MOST_BROADCAST else found


def _with_cuts(spark: "SparkSession", events: "DataFrame", cuts: Sequence[tuple[str, bytes, int]]) -> "DataFrame":
    """Mark the events in the middle of a stretch that another one follows: hardly ever there are any."""
    from pyspark.sql import functions as F  # noqa: N812

    if not cuts:
        return events.withColumn("cut", F.lit(False))
    frame = spark.createDataFrame(cuts, "segment string, incarnation binary, seq long").withColumn("cut", F.lit(True))
    return events.join(F.broadcast(frame), ["segment", "incarnation", "seq"], how="left").na.fill({"cut": False})


def _dated_tree(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Date the stretches of one tree."""
    import pandas as pd

    plain = [dict(zip(rows.columns, values, strict=True)) for values in rows.itertuples(index=False, name=None)]
    told = dated([_stretch(row) for row in plain])
    found = [piece for row in plain for piece in _rows_of(row, told[int(row["id"])])]
    return pd.DataFrame(found, columns=[field.split()[0] for field in PIECES.split(", ")])


def _stretch(row: dict[str, Any]) -> Stretch:
    marks = sorted(
        Mark(int(one["seq"]), int(one["recorded_s"] or 0), int(one["wall"]), _whole(one["hub_time"]))
        for one in row["marks"]
        if one["wall"] is not None
    )
    return Stretch(
        id=int(row["id"]),
        parent=int(row["parent"]),
        after_seq=int(row["after_seq"]),
        incarnation=bytes(row["incarnation"]),
        first_seq=int(row["first_seq"]),
        last_seq=int(row["last_seq"]),
        last_s=_whole(row["last_s"]) or 0,
        received_s=int(row["received_s"]),
        marks=tuple(marks),
        cuts={int(one["seq"]): int(one["recorded_s"] or 0) for one in row["cuts"]},
    )


def _whole(value: Any) -> int | None:
    """Return a whole number of pandas, which has no empty ones but not-a-number."""
    return None if value is None or value != value else int(value)


def _rows_of(row: dict[str, Any], told: Sequence[Piece]) -> Iterator[tuple[Any, ...]]:
    """Give the pieces that date some event of a stretch; the first one dates what comes before it, too."""
    ends = [*(piece.seq for piece in told[1:]), _NO_END]
    for at, (piece, until) in enumerate(zip(told, ends, strict=True)):
        start = piece.seq if at else 0
        if start <= row["last_seq"] and until > row["first_seq"]:
            yield row["segment"], row["incarnation"], start, until, piece.quality.value, piece.earliest, piece.latest


def with_dates(events: "DataFrame", told: "DataFrame") -> "DataFrame":
    """
    Add ``quality``, ``week`` (a Monday) and ``day`` to events: as claimed, else by *told*.

    Events of a span that no week holds whole have no week: they count in totals only.
    """
    from pyspark.sql import functions as F  # noqa: N812

    both = events.alias("e").join(told.alias("p"), _same(), how="left")
    first, last = (_local_day(F.col(f"p.{name}") + _within("e.recorded_s")) for name in ("earliest", "latest"))
    clock_day = F.when(first == last, first).when(_monday(first) == _monday(last), _monday(first))
    claims = F.col("e.occurred_value").isNotNull()
    day = F.when(claims, _claimed_day()).otherwise(clock_day)
    quality = F.when(claims, Quality.CLAIMED.value).otherwise(F.coalesce("p.quality", F.lit(Quality.BOUNDED.value)))
    return both.select(
        "e.*",
        quality.alias("quality"),
        F.date_from_unix_date(day.cast("int")).alias("day"),
        F.date_from_unix_date(_monday(day).cast("int")).alias("week"),
        (F.col("e.precision") == int(Precision.WEEK)).alias("whole_claim"),
    )


def _same() -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    placed = (F.col("e.segment") == F.col("p.segment")) & (F.col("e.incarnation") == F.col("p.incarnation"))
    return placed & (F.col("e.seq") >= F.col("p.from_seq")) & (F.col("e.seq") < F.col("p.until_seq"))


def _claimed_day() -> "Column":
    """Return the day that an event claims, in days since 1970; none where no week of ours holds it."""
    from pyspark.sql import functions as F  # noqa: N812

    value, precision = F.col("e.occurred_value"), F.col("e.precision")
    local_s = (
        F.when(precision == int(Precision.DATE), value * DAY_S)
        .when(precision == int(Precision.WEEK), value * _WEEK_DAYS * DAY_S + MONDAY_S)
        .otherwise(value + LIMA_S)
    )
    possible = F.when((value >= 0) & (value <= LATEST_S), local_s)
    return F.when((possible >= EARLIEST_S) & (possible <= LATEST_S), F.floor(possible / DAY_S))


def _local_day(unix_s: "Column") -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    return F.floor((unix_s + LIMA_S) / DAY_S)


def _monday(day: "Column") -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    return day - F.pmod(day - 4, F.lit(_WEEK_DAYS))


def _within(name: str) -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    return F.greatest(F.lit(0), F.least(F.coalesce(name, F.lit(0)), F.lit(LONGEST_S)))


def _bounded(name: str) -> "Column":
    """Return a column of seconds, as far as they can be added up: beyond, no clock is plausible anyway."""
    from pyspark.sql import functions as F  # noqa: N812

    column = F.col(name)
    return F.when(column > MOST_S, MOST_S).when(column < -MOST_S, -MOST_S).otherwise(column)
