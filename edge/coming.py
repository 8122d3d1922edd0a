"""What came so far of long items of the feed, in files: a road that breaks often brings them part by part."""

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

from shared.errors import BadBundle
from shared.whole import OWNER_ONLY, forget, make_folder, write_whole
from sync.feed import MAX_SLICE_BYTES, Slice
from sync.lives import FeedPosition
from sync.parts import Begun, Part, whole, with_part
from sync.wire import pack, unpack

FOLDER = "coming"
_MAX_BYTES = MAX_SLICE_BYTES + 1_024
_DIGEST = 8
_log = logging.getLogger(__name__)


class Coming:
    """
    The beginnings of entries, one for each stream: a copy of what the region has, given up before anything else.

    Each file is whole or not there; one that cannot be kept comes again from its beginning.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begun(self, places: Mapping[str, FeedPosition]) -> list[Begun]:
        """Return what is kept of the entries that follow *places*; what was of others is removed."""
        found = []
        for path in sorted(self._folder.glob("*.part")):
            one = self._read(path)
            # A kill between writing and naming leaves a file under another name, to which nothing is ever added.
            if one is not None and path == self._path(one.stream) and one.base == places.get(one.stream):
                found.append(one)
            elif one is not None:
                forget(path)
        return found

    def joined(self, part: Part) -> Slice | None:
        """Keep a part of an entry; return the page that it completes, where it was the last of them."""
        path = self._path(part.stream)
        before = self._read(path)
        now = with_part(before, part)
        if now is None:
            return None
        try:
            page = whole(now, part)
        except BadBundle as error:
            _log.warning("parts do not fit stream=%s bytes=%d why=%s", part.stream, len(now.data), error)
            forget(path)
            return None
        if page is None and now is not before:
            self._keep(path, now)
        return page

    def _keep(self, path: Path, begun: Begun) -> None:
        try:
            make_folder(self._folder)
            data = pack(begun)
            write_whole(path, _digest(data) + data, mode=OWNER_ONLY)
        except OSError as error:
            # It comes again from its beginning, once there is room.
            _log.warning("part not kept bytes=%d error=%s", len(begun.data), error.strerror)
            forget(path)

    def drop_all(self) -> int:
        """Forget everything; return how many bytes came free."""
        files = list(self._folder.glob("*"))
        sizes = {path: path.stat().st_size for path in files}
        return sum(size for path, size in sizes.items() if forget(path))

    def _path(self, stream: str) -> Path:
        return self._folder / f"{hashlib.blake2b(stream.encode(), digest_size=8).hexdigest()}.part"

    def _read(self, path: Path) -> Begun | None:
        try:
            data = path.read_bytes()
            # Of what a disk damaged the hub would not know the beginning, and nothing would ever be added to it.
            if data[:_DIGEST] != _digest(data[_DIGEST:]):
                raise BadBundle("Una parte del paquete está dañada. Vuelva a enviarlo.")
            return unpack(data[_DIGEST:], Begun, max_bytes=_MAX_BYTES, what="un dato guardado")
        except FileNotFoundError:
            return None
        except (OSError, BadBundle) as error:
            _log.warning("part not read file=%s why=%s", path.name, type(error).__name__)
            forget(path)
            return None


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
