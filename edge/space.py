"""What can be given up when the disk fills: copies of what the region has. Never a record."""

import logging

from edge.models_store import ModelFiles
from edge.store import Store
from shared.disk import room_in

KEPT_MODELS = ("active", "previous")
"""The model in use, and the last good one."""
_log = logging.getLogger(__name__)


def make_room(store: Store, files: ModelFiles) -> int:
    """Drop caches where the disk has less than its reserve; return how many bytes came free."""
    room = room_in(store.path.parent)
    if room is None or not room.low:
        return 0
    kept = {row.sha256 for row in store.models() if row.state in KEPT_MODELS}
    freed = files.forget_but(kept) + store.fold_journal()
    _log.warning("disk low free_mb=%d caches_dropped=%d", room.free // 1_000_000, freed)
    return freed
