"""What of the lake does not count: what cannot be read, and what speaks of a school that is not of its own site."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, exists, func, select

from hub import schema
from hub.region_rows import Placed
from hub.rows import Dataset
from shared.fact_fields import MOST_UNITS
from shared.facts import Unserved, Use, WeeklyTotal
from shared.sentences import N_, counted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

UNREADABLE, FOREIGN, DECISION = "unreadable", "foreign", "decision"
WHY: Mapping[str, str] = {
    UNREADABLE: N_(
        "Tienen un número o un texto que ningún registro admite. Se guardan enteros y no se suman. "
        "Actualice Chasqui en esa laptop; si se repite, avise a soporte."
    ),
    FOREIGN: N_(
        "Hablan de una escuela que el listado no tiene en ese local. Se guardan enteros y no se suman. "
        "Si la escuela está en ese local, importe el listado de servicios; si no, llame al local."
    ),
    DECISION: N_("Confirman u objetan una decisión de otro local. Se guardan enteros y no cuentan. Llame al local."),
}
COUNTED = tuple(kind.NUMBER for kind in (Use, WeeklyTotal, Unserved))
_MOST_BROADCAST = 100_000


class Unreadable(NamedTuple):
    """The position of an event that the hub's folds could not read."""

    incarnation: bytes
    seq: int
    head: bytes


def unreadable(connection: Connection) -> list[Unreadable]:
    """Return the positions of all events that could not be read when they came, in a fixed order."""
    table = schema.unreadable
    columns = (table.c.incarnation, table.c.seq, table.c.head)
    rows = connection.execute(select(*columns).order_by(*columns))
    return [Unreadable(bytes.fromhex(row.incarnation), row.seq, bytes.fromhex(row.head)) for row in rows]


def judged(
    spark: "SparkSession", events: "DataFrame", unread: Sequence[Unreadable], schools: Sequence[Placed]
) -> "DataFrame":
    """
    Add ``left_out`` to events: null where they count, else why they do not.

    The lake is immutable and keeps what anybody sent. What counts is what the folds count: an event that is not within
    the bounds of its kind does not. Nor does one of a school that the region's listing has not at the sender's site.
    """
    from pyspark.sql import functions as F  # noqa: N812 - as everybody writes it

    known = spark.createDataFrame(unread, "incarnation binary, seq long, head binary").withColumn("bad", F.lit(True))
    own = spark.createDataFrame([(one.id, one.site) for one in schools], "school string, site string")
    own = own.distinct().withColumn("own", F.lit(True))
    known = F.broadcast(known) if len(unread) <= _MOST_BROADCAST else known
    joined = events.join(known, ["incarnation", "seq", "head"], how="left")
    joined = joined.join(F.broadcast(own), ["school", "site"], how="left")
    # The list may be of an older version of the hub: whatever it says, no sum can overflow.
    beyond = F.lit(False)
    for name in ("units", "learners", "peak"):
        beyond = beyond | (F.coalesce(F.col(name), F.lit(0)) < 0) | (F.coalesce(F.col(name), F.lit(0)) > MOST_UNITS)
    bad = F.col("bad").isNotNull() | (F.col("kind").isin(*COUNTED) & beyond)
    foreign = F.col("school").isNotNull() & F.col("own").isNull()
    why = F.when(bad, UNREADABLE).when(foreign, FOREIGN)
    return joined.withColumn("left_out", why).drop("bad", "own")


def as_marks(events: "DataFrame") -> "DataFrame":
    """Return events as they tell the time: of one that cannot be read nothing is believed, not even that."""
    from pyspark.sql import functions as F  # noqa: N812

    believed = F.coalesce(F.col("left_out") != UNREADABLE, F.lit(True))
    blanked = {name: F.when(believed, F.col(name)) for name in ("kind", "recorded_s")}
    return events.withColumns(blanked)


def counting(events: "DataFrame") -> "DataFrame":
    """Return the events that count."""
    from pyspark.sql import functions as F  # noqa: N812

    return events.where(F.col("left_out").isNull())


def tallies(events: "DataFrame") -> list[dict[str, Any]]:
    """Return how many events of which computer do not count, and why."""
    from pyspark.sql import functions as F  # noqa: N812

    rows = events.where(F.col("left_out").isNotNull()).groupBy("node", "site", "left_out").agg(F.count("*").alias("n"))
    found = sorted((row["site"], row["node"], row["left_out"], int(row["n"])) for row in rows.collect())
    return [{"site": site, "node": node, "why": why, "facts": count} for site, node, why, count in found]


class LeftOut(NamedTuple):
    """Records of one computer that do not count; ``why`` is a key of ``WHY``."""

    site: str
    node: str
    why: str
    facts: int


def rows(connection: Connection, demand: Dataset | None) -> list[LeftOut]:
    """Return what does not count, by computer: of what was summed up last, and of proofs and objections now."""
    noted = demand.notes.get("left_out", []) if demand else []
    found = Counter({LeftOut(one["site"], one["node"], one["why"], 0): int(one["facts"]) for one in noted})
    for table in (schema.deliveries, schema.objections):
        query = select(table.c.site, _brought_by(table)).where(~of_own_decision(table))
        found.update(LeftOut(site, node or "", DECISION, 0) for site, node in connection.execute(query).all())
    return sorted(one._replace(facts=count) for one, count in found.items())


def words(found: Sequence[LeftOut]) -> list[str]:
    """
    Say in Spanish what does not count, a line for each computer.

    >>> print(*words([LeftOut("074294", "0badc0de0badc0de", DECISION, 2)]))
    2 registros del local 074294 (equipo 0badc0de0badc0de) no cuentan. Confirman u objetan una decisión de otro local.
    Se guardan enteros y no cuentan. Llame al local.
    """
    return [
        f"{counted(one.facts, 'registro', 'registros')} del local {one.site} (equipo {one.node}) no "
        f"{'cuenta' if one.facts == 1 else 'cuentan'}. {WHY[one.why]}"
        for one in found
    ]


def of_own_decision(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row of *table* is not about a decision for another site than its sender's."""
    decisions = schema.decisions.c
    return ~exists().where(decisions.id == table.c.decision, decisions.site != table.c.site)


def of_own_school(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row of *table* is about a school of its sender's site."""
    stretches, schools = schema.stretches.c, schema.schools.c
    return exists().where(*holding(table), schools.id == table.c.school, schools.site == stretches.site)


def _brought_by(table: Table) -> Any:
    return select(func.min(schema.stretches.c.node)).where(*holding(table)).scalar_subquery()


def holding(table: Table) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a stretch holds the event of a row of *table*."""
    stretches = schema.stretches.c
    return (
        stretches.incarnation == table.c.incarnation,
        stretches.first_seq <= table.c.seq,
        stretches.first_seq + stretches.count > table.c.seq,
    )
