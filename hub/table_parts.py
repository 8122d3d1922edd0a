"""A table of several files: which they are is in the database, and others take their place in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from hub import tables
from hub.schema.partitions import partitions
from hub.store import Store

_table = partitions.c
_LAYER, _NO_BUCKET = "demand", -4
"""As what ``Store.dataset`` looks for files of a table."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a table that is in the lake, whole."""

    name: str
    rows: int


def swap(store: Store, name: str, parts: Sequence[Written], *, version: str, notes: Mapping[str, Any]) -> None:
    """Let readers use *parts* as table *name*, and remove what no reader reads any more."""
    known = store.dataset(name)
    basis = {"dataset": name, "layer": _LAYER, "bucket": _NO_BUCKET, "block": 0, "notes": b"", "over": False}

    def list_(connection: Connection) -> None:
        mine = _table.dataset == name
        connection.execute(delete(partitions).where(mine, or_(_table.over, _table.layer != _LAYER)))
        connection.execute(update(partitions).where(mine).values(over=True))
        connection.execute(partitions.insert(), [{**basis, "name": one.name, "rows": one.rows} for one in parts])

    rows = sum(one.rows for one in parts)
    path = f"{tables.FOLDER}/{name}/parts"
    store.swap_dataset(name, path=path, version=version, rows=rows, notes=dict(notes), also=list_)
    with store.read() as connection:
        listed = list(connection.execute(select(_table.name).where(_table.dataset == name)).scalars())
    tables.sweep(store.config.lake_place, name, but=[*listed, *(tables.names(known) if known else ())])
