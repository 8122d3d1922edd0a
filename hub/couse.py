"""Who used what in the lake, by Spark: counts of learners of pairs of materials, and a sample to judge them by."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from hub import left_out, tree
from hub.dating import pieces_frame, with_dates
from hub.lake_frame import once, read_events
from hub.store import Store
from shared.facts import Use
from shared.materials import offered, whole_packs
from shared.recommend import Learner, Material
from shared.recommend_scores import Uses
from shared.resources import KOLIBRI, Catalogue, ResourceKind
from shared.school_year import Week, monday
from shared.similarity import LEAST_LEARNERS, MOST_ITEMS, ItemId, Similarity, similarity

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_BUCKETS = 1_000_000


def uses_frame(spark: "SparkSession", store: Store) -> "DataFrame":
    """
    Return the uses of packs by learners that have a week: ``learner, room, item, week, progress``, each once.

    What counts for demand counts here. ``room`` is the school: of classes the region knows nothing.
    """
    from pyspark.sql import functions as F  # noqa: N812 - as everybody writes it

    with store.one_state(), store.read() as connection:
        segments, schools = store.segments("events"), store.placed()
        stretches, unread = tree.stretches(connection), left_out.unreadable(connection)
    events = read_events(spark, store.config.lake_place, segments, more="content string")
    events = left_out.judged(spark, events, unread, schools)
    told = pieces_frame(spark, left_out.as_marks(events), stretches)
    dated = left_out.counting(with_dates(once(events), told))
    whole = F.col("resource").isin([str(name) for name in whole_packs(store.catalogue())])
    known = F.col("learner").isNotNull() & F.col("week").isNotNull() & _is_pack(store.catalogue())
    content = F.when((F.col("content") != "") & ~whole, F.col("content"))
    rows = dated.where((F.col("kind") == Use.NUMBER) & known).select(
        F.concat_ws("/", "site", F.hex("learner")).alias("learner"),
        F.col("school").alias("room"),
        F.concat_ws("/", "resource", content).alias("item"),
        (F.datediff(F.col("week").cast("date"), F.lit(monday(Week(0)))) / 7).cast("int").alias("week"),
        # Of a pack that is offered whole, the end of a content is no end.
        F.when(whole, -1).otherwise(F.coalesce("progress_pct", F.lit(-1))).cast("int").alias("progress"),
    )
    return rows.groupBy("learner", "room", "item", "week").agg(F.max("progress").alias("progress"))


def _is_pack(catalogue: Catalogue) -> "Column":
    from pyspark.sql import functions as F  # noqa: N812

    packs = [str(one.id) for one in catalogue.resources if one.kind is ResourceKind.PACK]
    return F.col("resource").isin(packs) | F.col("resource").startswith(KOLIBRI)


def until(uses: "DataFrame", last: Week) -> "DataFrame":
    """Return the uses up to the week *last*: of what claims to be of a later one, the clock or the file was wrong."""
    return uses.where(f"week <= {int(last)}")


def some_learners(uses: "DataFrame", most: int) -> "DataFrame":
    """Return the uses of about *most* learners, the same ones each time; of all where there are not more."""
    from pyspark.sql import functions as F  # noqa: N812

    count = uses.select("learner").distinct().count()
    if count <= most:
        return uses
    return uses.where(F.pmod(F.xxhash64("learner"), F.lit(_BUCKETS)) < int(_BUCKETS * most / count))


def likeness(uses: "DataFrame", before: int, weight_pct: int) -> Similarity:
    """
    Return the likeness of what was used before the week *before*.

    Counts of pairs of fewer than ``LEAST_LEARNERS`` learners never leave Spark.
    """
    from pyspark.sql import functions as F  # noqa: N812

    first = uses.where(F.col("week") < before).groupBy("learner", "item").agg(F.min("week").alias("week")).persist()
    most = first.groupBy("item").count().where(F.col("count") >= LEAST_LEARNERS)
    kept = most.orderBy(F.desc("count"), "item").limit(MOST_ITEMS)
    users = {ItemId(row["item"]): int(row["count"]) for row in kept.collect()}
    mine = first.where(F.col("item").isin(list(users)))
    then = mine.withColumnsRenamed({"item": "then", "week": "later"})
    pairs = mine.join(then, "learner", how="inner").where("item != then AND week <= later").groupBy("item", "then")
    rows = pairs.count().where(F.col("count") >= LEAST_LEARNERS).collect()
    first.unpersist()
    after = {(ItemId(row["item"]), ItemId(row["then"])): int(row["count"]) for row in rows}
    return similarity(users, after, until=Week(before - 1), weight_pct=weight_pct)


def weeks_of(uses: "DataFrame") -> list[int]:
    """Return the weeks in which anything was used."""
    return sorted(int(row["week"]) for row in uses.select("week").distinct().collect())


def collected(uses: "DataFrame", catalogue: Catalogue) -> Uses:
    """Return a sample as what recommendations are judged by; it stays in this process."""
    rows = uses.orderBy("week", "learner", "item").toPandas()
    learners, learner = np.unique(rows["learner"].to_numpy(dtype=str), return_inverse=True)
    items, item = np.unique(rows["item"].to_numpy(dtype=str), return_inverse=True)
    room = np.unique(rows["room"].to_numpy(dtype=str), return_inverse=True)[1]
    of_learner = np.zeros(len(learners), dtype=np.int64)
    of_learner[learner] = room
    return Uses(
        materials_of(items.tolist(), catalogue),
        (Learner(),) * len(learners),
        of_learner,
        learner.astype(np.int64),
        item.astype(np.int64),
        rows["week"].to_numpy(dtype=np.int64),
        rows["progress"].to_numpy(dtype=np.int64),
    )


def materials_of(items: Collection[str], catalogue: Catalogue) -> tuple[Material, ...]:
    """
    Return materials by their ids, as the catalogue knows them; of others nothing is known.

    >>> [one.id for one in materials_of(["kolibri-aa/1"], Catalogue(1, ()))]
    ['kolibri-aa/1']
    """
    known = offered(catalogue)
    named = [(ItemId(item), known.get(ItemId(item))) for item in items]
    return tuple(one.material if one else Material(item) for item, one in named)
