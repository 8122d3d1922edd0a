"""How a file gets onto a stick: whole, there to stay and read back, or not at all."""

import os
from pathlib import Path

from shared import os_errors, whole
from shared.errors import RoadClosed
from shared.whole import Disk, Sync, make_folder


def write_whole(path: Path, data: bytes, *, sync: Sync = os.fsync) -> None:
    """
    Write *data* to *path* as ``shared.whole.write_whole`` does, its folders too, and read it back.

    Raises:
        RoadClosed: The disk is full, read-only or was pulled out; or what it gives back is not what was written.
    """
    disk = Disk(sync)
    try:
        make_folder(path.parent, disk)
        whole.write_whole(path, data, disk=disk)
        same = path.read_bytes() == data
    except OSError as error:
        raise RoadClosed(
            "No se pudo escribir en «%(folder)s»: %(reason)s. Revise el USB y repita.",
            folder=path.parent,
            reason=os_errors.reason(error),
        ) from error
    if not same:
        raise RoadClosed("Lo escrito en «%(folder)s» no se lee igual: ese USB falla. Use otro.", folder=path.parent)
