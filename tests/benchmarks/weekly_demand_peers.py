"""``weekly_demand`` once more, by DuckDB and by Polars, from the same segments: the peers of the hub's Spark job."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shared.dating import PLAUSIBLE_FROM_S, PLAUSIBLE_UNTIL_S, STEP_S
from shared.facts import ClockMark, Unserved, Use, WeeklyTotal

if TYPE_CHECKING:
    import polars as pl

_FROM, _UNTIL = 1_577_836_800, 4_102_444_800
COLUMNS = (
    "school", "ugel", "resource", "week", "units", "peak_concurrent", "learners", "unserved", "stockout_days",
    "recorded_days",
)  # fmt: skip

_READ = (
    "site", "incarnation", "seq", "head", "depth", "kind", "recorded_s", "occurred_value", "precision", "source_key",
    "learner", "school", "resource", "units", "learners", "peak", "wall", "hub_time", "whole_week",
)  # fmt: skip
"""Of a segment, what the rows are counted from."""

_SQL = f"""
CREATE OR REPLACE TABLE once AS
  SELECT * FROM (SELECT DISTINCT ON (incarnation, seq, head) {", ".join(_READ)} FROM read_parquet($segments)
    WHERE site BETWEEN $first AND $last)
  QUALIFY source_key IS NULL
       OR row_number() OVER (PARTITION BY site, source_key ORDER BY incarnation, seq, head) = 1;
CREATE OR REPLACE TABLE known AS
  WITH clocks AS (
    SELECT *,
      last_value(CASE WHEN kind = {ClockMark.NUMBER} THEN wall - recorded_s END IGNORE NULLS) OVER before + recorded_s
        AS wall_s,
      first_value(CASE WHEN kind = {ClockMark.NUMBER} AND hub_time >= {PLAUSIBLE_FROM_S}
        AND hub_time < {PLAUSIBLE_UNTIL_S} THEN hub_time - recorded_s END IGNORE NULLS) OVER whole + recorded_s
        AS anchored_s
    FROM once
    WINDOW before AS (PARTITION BY incarnation ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
      whole AS (PARTITION BY incarnation ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ), told AS (
    SELECT *, CASE WHEN anchored_s IS NULL OR abs(wall_s - anchored_s) <= {STEP_S} THEN wall_s ELSE anchored_s END
      AS clock_s FROM clocks
  ), local AS (
    SELECT *, CASE
      WHEN occurred_value IS NOT NULL THEN
        CASE WHEN occurred_value BETWEEN 0 AND {_UNTIL} THEN CASE precision
          WHEN 1 THEN occurred_value * 86400 WHEN 2 THEN occurred_value * 604800 + 345600
          ELSE occurred_value - 18000 END END
      WHEN clock_s >= {PLAUSIBLE_FROM_S} AND clock_s < {PLAUSIBLE_UNTIL_S} THEN clock_s - 18000 END AS local_s
    FROM told
  )
  SELECT *, local_s // 86400 AS day, local_s // 86400 - (local_s // 86400 + 3) % 7 AS week,
    coalesce(precision = 2, false) AS whole_claim
  FROM local WHERE local_s BETWEEN {_FROM} AND {_UNTIL};
CREATE OR REPLACE TABLE mine AS SELECT *, coalesce(units, 1) AS n,
    kind = {Use.NUMBER} AS use, kind = {WeeklyTotal.NUMBER} AS total, kind = {Unserved.NUMBER} AS unserved,
    kind = {WeeklyTotal.NUMBER} AND coalesce(whole_week, false) AS whole
  FROM known WHERE school IS NOT NULL AND resource IS NOT NULL;
CREATE OR REPLACE TABLE peaks AS
  SELECT school, resource, week, max(at_once) AS use_peak FROM (
    SELECT school, resource, week, day,
      count(DISTINCT learner) + coalesce(sum(n) FILTER (learner IS NULL), 0) AS at_once
    FROM mine WHERE use GROUP BY ALL) GROUP BY ALL;
CREATE OR REPLACE TABLE used AS
  SELECT school, resource, week,
    coalesce(arg_max(n, (depth, head)) FILTER (whole), sum(n) FILTER (use OR (total AND NOT whole)), 0) AS units,
    coalesce(arg_max_null(peak, (depth, head)) FILTER (whole), greatest(
      coalesce(any_value(use_peak), 0), coalesce(max(peak) FILTER (total AND NOT whole), 0))) AS peak_concurrent,
    coalesce(arg_max(coalesce(learners, 0), (depth, head)) FILTER (whole), count(DISTINCT learner) FILTER (use)
      + coalesce(sum(coalesce(learners, 0)) FILTER (total AND NOT whole), 0)) AS learners,
    coalesce(sum(n) FILTER (unserved), 0) AS unserved,
    least(count(DISTINCT day) FILTER (unserved), 5) AS stockout_days
  FROM mine LEFT JOIN peaks USING (school, resource, week) WHERE use OR total OR unserved
  GROUP BY school, resource, week;
CREATE OR REPLACE TABLE first AS SELECT school, resource, min(week) AS first, max(site) AS site FROM mine GROUP BY ALL;
CREATE OR REPLACE TABLE alive AS
  WITH signs AS (
    SELECT school, week, day, whole_claim FROM known WHERE school IS NOT NULL
    UNION ALL
    SELECT p.school, week, day, whole_claim FROM known k JOIN (SELECT DISTINCT school, site FROM first) p USING (site)
    WHERE k.school IS NULL)
  SELECT school, week, CASE WHEN bool_or(whole_claim) THEN
      count(DISTINCT day) FILTER ((day + 3) % 7 > 4) + 5 ELSE count(DISTINCT day) END AS recorded_days
  FROM signs GROUP BY ALL;
COPY (
  SELECT school, coalesce(ugel, '') AS ugel, resource, DATE '1970-01-01' + week::INTEGER AS week,
    coalesce(units, 0)::BIGINT AS units,
    CASE WHEN coalesce(units, 0) = 0 OR peak_concurrent > 0 THEN coalesce(peak_concurrent, 0)::BIGINT END
      AS peak_concurrent,
    coalesce(learners, 0)::BIGINT AS learners, coalesce(unserved, 0)::BIGINT AS unserved,
    coalesce(stockout_days, 0)::BIGINT AS stockout_days, recorded_days::BIGINT AS recorded_days
  FROM first JOIN alive USING (school) LEFT JOIN used USING (school, resource, week)
    LEFT JOIN places USING (school)
  WHERE alive.week >= first.first
) TO '{{target}}' (FORMAT parquet);
"""


_DUCKDB_MB = 4_096
"""What it may hold in memory; the rest it keeps in files."""
DUCKDB_AT_ONCE, POLARS_AT_ONCE = 20_000_000, 10_000_000
"""Of more events each takes the sites in turn, a part of them at a time: it holds all that it counts."""


def by_duckdb(segments: Sequence[Path], places: pa.Table, target: Path, at_once: int = DUCKDB_AT_ONCE) -> None:
    """Write ``weekly_demand`` of *segments* into the folder *target*; *places* holds school and ugel."""
    import duckdb

    target.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_DUCKDB_MB}MB'")
        connection.execute(f"SET temp_directory = '{target}.spill'")
        connection.execute("SET preserve_insertion_order = false")
        connection.register("places", places)
        for first, last in _turns(segments, at_once):
            for statement in _SQL.replace("{target}", str(target / f"{first}.parquet")).split(";\n"):
                if statement.strip():
                    given = {"segments": [str(one) for one in segments], "first": first, "last": last}
                    connection.execute(statement, given if "$segments" in statement else None)


def by_polars(segments: Sequence[Path], places: pa.Table, target: Path, at_once: int = POLARS_AT_ONCE) -> None:
    """Write the same with Polars' lazy frames, by its engine for more than memory holds."""
    import polars as pl

    target.mkdir()
    events = pl.scan_parquet([str(one) for one in segments]).select(_READ)
    for first, last in _turns(segments, at_once):
        part = events.filter(pl.col("site").is_between(pl.lit(first), pl.lit(last)))
        _polars_demand(part, places).collect(engine="streaming").write_parquet(target / f"{first}.parquet")


def _turns(segments: Sequence[Path], at_once: int) -> list[tuple[str, str]]:
    """Return the first and the last site of each part of about so many events."""
    rows = sum(pq.read_metadata(one).num_rows for one in segments)
    turns = -(-rows // at_once)
    found = set[str]()
    for one in segments:
        sites = pq.read_table(one, columns=["site"], read_dictionary=["site"])["site"]
        found.update(pc.unique(sites).to_pylist())
    every = sorted(found)
    cuts = [len(every) * turn // turns for turn in range(turns + 1)]
    return [(every[first], every[last - 1]) for first, last in pairwise(cuts) if last > first]


def _polars_demand(events: "pl.LazyFrame", places: pa.Table) -> "pl.LazyFrame":
    import polars as pl

    c = pl.col
    # Two steps read it: as it is lazy, Polars would compute it once for each.
    known = _polars_dated(_polars_once(events)).collect(engine="streaming").lazy()
    mine = known.filter(c("school").is_not_null() & c("resource").is_not_null()).with_columns(n=c("units").fill_null(1))
    first = mine.group_by("school", "resource").agg(first=c("week").min(), site=c("site").max())
    return (
        first.join(_polars_alive(known, first), on="school").filter(c("week") >= c("first"))
        .join(_polars_used(mine), on=["school", "resource", "week"], how="left")
        .join(pl.from_arrow(places).lazy(), on="school", how="left")
        .with_columns(c("ugel").fill_null(""), week=pl.from_epoch(c("week"), time_unit="d"))
        .select(*COLUMNS[:4], *(c(name).fill_null(0).cast(pl.Int64) for name in COLUMNS[4:]))
        .with_columns(pl.when((c("units") == 0) | (c("peak_concurrent") > 0)).then("peak_concurrent"))
    )  # fmt: skip


def _polars_once(events: "pl.LazyFrame") -> "pl.LazyFrame":
    import polars as pl

    names = ["incarnation", "seq", "head"]
    imported = pl.col("source_key").is_not_null()
    again = imported & (pl.int_range(pl.len()).over("site", "source_key") > 0)
    return events.unique(names).sort(names).filter(~again)


def _polars_dated(events: "pl.LazyFrame") -> "pl.LazyFrame":
    import polars as pl

    c, value = pl.col, pl.col("occurred_value")
    mark = c("kind") == ClockMark.NUMBER
    plausible = {"lower_bound": PLAUSIBLE_FROM_S, "upper_bound": PLAUSIBLE_UNTIL_S, "closed": "left"}
    anchor = pl.when(mark & c("hub_time").is_between(**plausible)).then(c("hub_time") - c("recorded_s"))
    clocks = events.sort("incarnation", "seq").with_columns(
        wall_s=pl.when(mark).then(c("wall") - c("recorded_s")).forward_fill().over("incarnation") + c("recorded_s"),
        anchored_s=anchor.drop_nulls().first().over("incarnation") + c("recorded_s"),
    )
    agrees = c("anchored_s").is_null() | ((c("wall_s") - c("anchored_s")).abs() <= STEP_S)
    clock = clocks.with_columns(clock_s=pl.when(agrees).then("wall_s").otherwise("anchored_s"))
    claimed = (
        pl.when(c("precision") == 1).then(value * 86_400)
        .when(c("precision") == 2).then(value * 604_800 + 345_600).otherwise(value - 18_000)
    )  # fmt: skip
    told = pl.when(c("clock_s").is_between(**plausible)).then(c("clock_s") - 18_000)
    local = pl.when(value.is_not_null()).then(pl.when(value.is_between(0, _UNTIL)).then(claimed)).otherwise(told)
    return (
        clock.with_columns(local_s=local).filter(c("local_s").is_between(_FROM, _UNTIL))
        .with_columns(day=c("local_s") // 86_400, whole_claim=(c("precision") == 2).fill_null(False))
        .with_columns(week=c("day") - (c("day") + 3) % 7)
    )  # fmt: skip


def _polars_used(mine: "pl.LazyFrame") -> "pl.LazyFrame":
    import polars as pl

    c, keys = pl.col, ["school", "resource", "week"]
    use, total, unserved = (c("kind") == one.NUMBER for one in (Use, WeeklyTotal, Unserved))
    whole = total & c("whole_week").fill_null(False)
    named = c("learner").filter(use & c("learner").is_not_null()).n_unique()
    last = (c("depth").filter(whole) == c("depth").filter(whole).max()).arg_true().first()
    peaks = (
        mine.filter(use).group_by(*keys, "day")
        .agg(at_once=c("learner").drop_nulls().n_unique() + c("n").filter(c("learner").is_null()).sum())
        .group_by(keys).agg(use_peak=c("at_once").max())
    )  # fmt: skip
    sums = mine.filter(use | total | unserved).group_by(keys).agg(
        part=c("n").filter(use | (total & ~whole)).sum(),
        whole=c("n").filter(whole).get(last, null_on_oob=True),
        whole_learners=c("learners").filter(whole).fill_null(0).get(last, null_on_oob=True),
        part_learners=named + c("learners").filter(total & ~whole).fill_null(0).sum(),
        whole_peak=c("peak").filter(whole).get(last, null_on_oob=True),
        part_peak=c("peak").filter(total & ~whole).max(),
        unserved=c("n").filter(unserved).sum(),
        stockout_days=c("day").filter(unserved).n_unique().clip(upper_bound=5),
    )  # fmt: skip
    return sums.join(peaks, on=keys, how="left").select(
        *keys,
        "unserved",
        "stockout_days",
        units=pl.coalesce("whole", "part"),
        peak_concurrent=pl.coalesce(
            "whole_peak", pl.max_horizontal(c("use_peak").fill_null(0), c("part_peak").fill_null(0))
        ),
        learners=pl.coalesce("whole_learners", "part_learners"),
    )


def _polars_alive(known: "pl.LazyFrame", first: "pl.LazyFrame") -> "pl.LazyFrame":
    import polars as pl

    c, what = pl.col, ["school", "week", "day", "whole_claim"]
    at_site = (
        known.filter(c("school").is_null()).drop("school").join(first.select("school", "site").unique(), on="site")
    )
    signs = pl.concat([known.filter(c("school").is_not_null()).select(what), at_site.select(what)])
    weekend = c("day").filter((c("day") + 3) % 7 > 4).n_unique()
    days = pl.when(c("whole_claim").any()).then(weekend + 5).otherwise(c("day").n_unique())
    return signs.group_by("school", "week").agg(recorded_days=days)


def same(ours: Sequence[str], peer: Path) -> bool:
    """Tell whether two results hold the same rows, in whatever order."""
    one, other = (_rows(paths) for paths in (ours, [str(peer)]))
    return one.equals(other)


def _rows(paths: Sequence[str]) -> pa.Table:
    table = pa.concat_tables([pq.read_table(path, columns=list(COLUMNS)) for path in paths])
    fields = [(name, kind) for name, kind in zip(COLUMNS, _TYPES, strict=True)]
    return table.cast(pa.schema(fields)).sort_by([(name, "ascending") for name in COLUMNS[:4]]).combine_chunks()


_TYPES = (pa.string(), pa.string(), pa.string(), pa.date32(), *[pa.int64()] * 6)
