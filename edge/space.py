"""What can be given up when the disk fills: copies of what the region has. Never a record."""

import logging

from edge.models_store import ModelFiles, wanted
from edge.sealing import KEPT_WHEN_LOW, seal_all
from edge.store import Store
from shared.disk import Room, room_in
from shared.errors import NotReady

KEPT_MODELS = ("active", "previous")
"""The model in use, and the last good one."""
_EVERY_PAGE = 2**31 - 1
_log = logging.getLogger(__name__)


def sealed_bytes(store: Store) -> int:
    """
    Seal all that the region has, but for the newest, and give the space back; return how much came free.

    What cannot be sealed now, as on a disk without room for a journal, stays as it is: sending must go on.
    """
    before = store.path.stat().st_size
    try:
        seal_all(store, KEPT_WHEN_LOW)
        store.db.give_back(_EVERY_PAGE)
    except NotReady as error:
        _log.warning("not sealed why=%s", error)
    journal = store.db.fold_journal()
    return journal + before - store.path.stat().st_size


def make_shrinkable(store: Store) -> bool:
    """
    Write a file from before sealing anew, once, so that it gives back what it frees; tell whether it was.

    While nobody records, and only where the disk has room for it three times: the copy, its journal, and what it was.
    A cut at any moment leaves the file as it was.
    """
    if store.db.value("PRAGMA auto_vacuum"):
        return False
    size, room = store.path.stat().st_size, room_in(store.path.parent)
    if room is None or Room(room.free - 3 * size, room.total).low:
        _log.warning("not made shrinkable bytes=%d free=%s", size, room.free if room else "unknown")
        return False
    try:
        store.db.rewrite()
    except NotReady as error:
        _log.warning("not made shrinkable why=%s", error)
        return False
    _log.info("made shrinkable bytes=%d before=%d", store.path.stat().st_size, size)
    return True


def make_room(store: Store, files: ModelFiles) -> int:
    """
    Drop caches where the disk has less than its reserve, expired packs first; return how many bytes came free.

    The model that is on its way stays as far as it came: on a disk that stays low it would else begin anew at each
    attempt, and never come.
    """
    room = room_in(store.path.parent)
    if room is None or not room.low:
        return 0
    freed = store.packs.make_room(store.days.today()) + store.coming.drop_all()
    kept = {row.sha256 for row in store.models.all() if row.state in KEPT_MODELS}
    if (coming := wanted(store)) is not None:
        kept.add(coming.sha256)
    freed += files.forget_but(kept) + sealed_bytes(store)
    _log.warning("disk low free_mb=%d caches_dropped=%d", room.free // 1_000_000, freed)
    return freed
