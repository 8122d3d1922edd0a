"""An instance to files: the tables as Parquet or CSV and ``settings.json``, each whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pandas as pd

from hub.allocation.settings import FILE, Settings
from shared.whole import whole, write_whole

Frames = Mapping[str, pd.DataFrame]


def write_instance(folder: Path, tables: Frames, settings: Settings, *, csv: bool = False) -> list[Path]:
    """Write the tables of an instance into *folder*, in UTF-8 with commas where they are CSV; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [write_table(folder, name, table, csv=csv) for name, table in tables.items()]
    write_whole(folder / FILE, msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n")
    return [*files, folder / FILE]


def write_table(folder: Path, name: str, table: pd.DataFrame, *, csv: bool = False) -> Path:
    """Write one table and return its file."""
    path = folder / f"{name}.{'csv' if csv else 'parquet'}"
    with whole(path) as file:
        if csv:
            table.to_csv(file, index=False, encoding="utf-8", lineterminator="\n")
        else:
            table.to_parquet(file, index=False)
    return path
