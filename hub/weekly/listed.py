"""The parts of ``weekly_demand`` in the database: which are in force, and how others take their place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from hub.schema.partitions import partitions
from hub.weekly.files import DATED, DEMAND, LEDGER
from shared.errors import DatabaseBusy

STATE = "state"
_table = partitions.c
_NO_BUCKET = -1


class State(msgspec.Struct):
    """What all buckets were made by, and how far they go."""

    rules: int
    """Of which version."""
    buckets: int
    joined: list[tuple[str, ...]]
    """Sites that lie together, as a computer went from one to another."""
    last: int
    """The last stretch that they hold."""
    panels: list[str] = []
    """The imported files of which they hold the weeks that nobody recorded."""


class Basis(msgspec.Struct):
    """Beside a bucket's ledger: what its rows rest on besides events, and what they add up to."""

    context: str
    counts: dict[str, dict[str, int]]
    left_out: list[tuple[str, str, str, int]]


class Listed(msgspec.Struct, frozen=True):
    """A part in force."""

    name: str
    layer: str
    bucket: int
    block: int
    rows: int
    notes: bytes = b""


def state(connection: Connection, dataset: str) -> State | None:
    """Return what all parts of *dataset* were made by, or None where there are none."""
    query = select(_table.notes).where(_table.dataset == dataset, _table.layer == STATE)
    notes = connection.execute(query).scalar()
    return None if notes is None else msgspec.json.decode(notes, type=State)


def in_force(connection: Connection, dataset: str) -> list[Listed]:
    """Return the parts of *dataset* in force."""
    columns = (_table.name, _table.layer, _table.bucket, _table.block, _table.rows, _table.notes)
    query = select(*columns).where(_table.dataset == dataset, ~_table.over, _table.layer.in_([DEMAND, DATED, LEDGER]))
    return [Listed(*row) for row in connection.execute(query.order_by(_table.name))]


def names(connection: Connection, dataset: str) -> set[str]:
    """Return the files of *dataset*, those that were in force until the last run with them."""
    return set(
        connection.execute(select(_table.name).where(_table.dataset == dataset, _table.layer != STATE)).scalars()
    )


def swap(
    connection: Connection,
    dataset: str,
    new: Iterable[Listed],
    *,
    over: Iterable[str],
    notes: Mapping[str, bytes],
    before: State | None,
    now: State,
) -> None:
    """
    List *new* parts in place of those that are *over*, and note anew what others hold; the caller commits.

    Raises:
        DatabaseBusy: What is listed is not of the state *before* any more: another job listed its own meanwhile.
    """
    if state(connection, dataset) != before:
        raise DatabaseBusy("Otro cálculo de la región cambió mientras tanto las tablas. Repita. No se cambió nada.")
    connection.execute(delete(partitions).where(_table.dataset == dataset, _table.over))
    for name in over:
        connection.execute(partitions.update().where(_table.name == name).values(over=True))
    for name, note in notes.items():
        connection.execute(partitions.update().where(_table.name == name).values(notes=note))
    connection.execute(delete(partitions).where(_table.dataset == dataset, _table.layer == STATE))
    _insert(
        connection, dataset, [*new, Listed(f"{dataset}/{STATE}", STATE, _NO_BUCKET, 0, 0, msgspec.json.encode(now))]
    )


def forget(connection: Connection, dataset: str) -> None:
    """List no parts of *dataset* any more: the next run makes all of them anew."""
    connection.execute(delete(partitions).where(_table.dataset == dataset))


def _insert(connection: Connection, dataset: str, new: Sequence[Listed]) -> None:
    rows: list[dict[str, Any]] = [{**msgspec.structs.asdict(one), "dataset": dataset, "over": False} for one in new]
    connection.execute(partitions.insert(), rows)
