"""
A hub's own lake, opened by whoever analyses it: the files in force and no others, for pandas, DuckDB or Arrow.

Nothing is written. ``docs/notebooks/lago.ipynb`` uses it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlalchemy import select

from hub import schema, tables
from hub.config import Config
from hub.keyfiles import read_keys
from hub.lake_place import Local, Objects, system_of
from hub.store import Store
from shared.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow.dataset import Dataset

EVENTS = "events"
"""The records as they arrived; every other name is that of a computed table."""


class Lake:
    """A hub's lake, of the moment at which each of its methods is called."""

    def __init__(self, store: Store) -> None:
        """Read the lake that *store* lists."""
        self._store = store

    def names(self) -> list[str]:
        """Return what can be read: ``events``, and the tables that were computed."""
        with self._store.read() as connection:
            return [
                EVENTS,
                *connection.execute(select(schema.datasets.c.name).order_by(schema.datasets.c.name)).scalars(),
            ]

    def paths(self, name: str) -> list[Path]:
        """
        Return the Parquet files in force of *name*, or the one folder that a table lies in.

        Raises:
            BadInput: It was not computed yet, or there is none of that name.
            NotReady: They lie in a store of objects: ``dataset`` reads them there too.
        """
        root = self._store.config.lake_folder
        return [root / one for one in self.files(name)]

    def files(self, name: str) -> list[str]:
        """
        Return the names of the same files in the lake, be it a folder or a store of objects.

        Raises:
            BadInput: As ``paths``.
        """
        if name == EVENTS:
            return self._store.segments(EVENTS)
        known = self._store.dataset(name)
        if known is None:
            raise BadInput(
                "El lago no tiene «%(name)s»: hay %(names)s. Las demás tablas aparecen con «chasqui-hub nightly».",
                name=name[:80],
                names=", ".join(self.names()),
            )
        return list(tables.names(known))

    def dataset(self, name: str) -> "Dataset":
        """
        Return *name* for DuckDB or Arrow, which read of it only what they are asked for.

        Raises:
            BadInput: As ``paths``.
            DatabaseBusy: The store of objects does not answer.
        """
        return _dataset(self._store.config.lake_place, self.files(name))

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """
        Return the rows of *name*, or some columns of them; without a segment no rows and no columns.

        Raises:
            BadInput: As ``paths``.
            DatabaseBusy: The store of objects does not answer.
        """
        parts = [self._store.config.lake_place.rows(one, columns) for one in self.files(name)]
        return pa.concat_tables(parts) if parts else pa.table({})

    def frame(self, name: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """
        Return the same for pandas.

        Raises:
            BadInput: As ``paths``.
        """
        return self.table(name, columns).to_pandas()

    def close(self) -> None:
        """Close the database."""
        self._store.close()


def lake(folder: str | Path | None = None) -> Lake:
    """
    Open the lake of the hub in *folder*; without one, of that which ``CHASQUI_HUB_DIR`` names.

    Raises:
        NotInitialised: There is no hub.
    """
    config = Config.from_env(None if folder is None else Path(folder))
    read_keys(config)
    return Lake(Store(config, migrates=False))


def _dataset(place: Local | Objects, names: Sequence[str]) -> "Dataset":
    """Return files of Parquet as Arrow's dataset, of which whoever asks it reads only what the question needs."""
    from pyarrow import dataset as ds

    if isinstance(place, Objects):
        system, root = system_of(place.address)
        with place.answering():
            return ds.dataset([f"{root}/{name}" for name in names], format="parquet", filesystem=system)
    # An earlier version wrote a table as a folder of files.
    paths = [path for name in names for path in (sorted((place.root / name).rglob("*.parquet")) or [place.root / name])]
    return ds.dataset([str(path) for path in paths], format="parquet")
