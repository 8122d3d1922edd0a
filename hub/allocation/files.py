"""An instance as files: a directory of tables and ``settings.json`` (docs/instances.md) into arrays."""

from collections.abc import Mapping
from dataclasses import fields, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from hub.allocation.assembling import Assembled, assemble
from hub.allocation.faults import Faults
from hub.allocation.filling import check
from hub.allocation.grids import empty_grid, frame_grid, read_grid
from hub.allocation.ready import Ready
from hub.allocation.settings import Settings, read_settings
from hub.allocation.tables import OF_PACKS, TABLES
from shared.errors import BadInput
from shared.sentences import Sentence
from shared.tabular import Mark


def read_instance(folder: Path, *, mark: Mark | None = None, settings: Settings | None = None) -> Assembled:
    """
    Read an instance: the same whatever the order of rows and whatever the parts of a folder of Parquet.

    Args:
        mark: The decimal mark of its CSV files, where they can be read both ways.
        settings: Instead of those of ``settings.json``.

    Raises:
        BadInput: There is no such directory, or something in it is wrong: the first faults with file and line.
    """
    if not folder.is_dir():
        raise BadInput("«%(folder)s» no es una carpeta con tablas. Vea docs/instances.md y repita.", folder=folder)
    settings = settings or read_settings(folder)
    faults, notes = Faults(), list[Sentence]()
    grids = {
        table.name: read_grid(folder, table.name, faults, notes, mark) for table in TABLES if table.name not in OF_PACKS
    }
    notes += check(grids["earlier"], settings, faults)
    faults.stop(folder)
    return assemble(grids, settings, folder, faults, notes)


def from_frames(
    tables: Mapping[str, pd.DataFrame], settings: Settings, name: str, ready: Ready | None = None
) -> Assembled:
    """
    Return the instance of tables that are in memory: the one that ``read_instance`` makes of them once written.

    *ready*: the lots of these very needs, where they are made already.

    Raises:
        BadInput: Something in them is wrong; *name* says what they are.
    """
    faults, notes = Faults(), list[Sentence]()
    grids = {
        table.name: frame_grid(table.name, tables[table.name], faults, notes)
        if table.name in tables
        else empty_grid(table.name)
        for table in TABLES
    }
    notes += check(grids["earlier"], settings, faults)
    faults.stop(Path(name))
    return assemble(grids, settings, Path(name), faults, notes, ready)


def fingerprints(read: Assembled) -> dict[str, str]:
    """Return a short hash of each part of an instance: equal where the instance is, whatever its files look like."""
    one, parts = read.instance, dict[str, Any]()
    for name in ("schools", "resources", "pairs", "kits", "limits"):
        parts[name] = getattr(one, name)
    parts["needs"] = read.asked
    # Where a lock stands in its file is no part of it.
    parts["locks"] = replace(read.locks, line=np.zeros(0, dtype=np.int64))
    parts["settings"] = msgspec.json.encode(read.settings, order="deterministic").decode()
    return {name: _hash(part) for name, part in parts.items()}


def _hash(part: Any) -> str:
    digest = blake2b(digest_size=8)
    _feed(digest, part)
    return digest.hexdigest()


def _feed(digest: Any, part: Any) -> None:
    if isinstance(part, np.ndarray):
        digest.update(f"{part.dtype}{part.shape}".encode())
        digest.update("\0".join(map(str, part)).encode() if part.dtype == object else part.tobytes())
    elif isinstance(part, Mapping):
        for name in sorted(part):
            digest.update(name.encode())
            _feed(digest, part[name])
    elif hasattr(part, "__dataclass_fields__"):
        for field in fields(part):
            digest.update(field.name.encode())
            _feed(digest, getattr(part, field.name))
    else:
        digest.update(str(part).encode())
