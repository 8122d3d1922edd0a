"""Content packs on the laptop: their rows, and their files, each named by its hash and whole, or not there."""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from edge.database import Database
from shared.errors import NotReady
from shared.ids import ResourceId
from shared.packs import Pack, PackFile, SignedPack, read_pack, read_signed, signed
from shared.whole import forget

FOLDER = "packs"
_PIECE = 1_048_576
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A pack of this laptop; ``damaged`` are those of its files that the last check found so."""

    pack: Pack
    at_s: int
    """When it came, by this laptop's clock."""
    damaged: tuple[PackFile, ...] = ()


class PackStore:
    """
    The packs of a laptop.

    Files come before their row, and a row goes before its files: at any crash point what a row names is there, and the
    worst that a cut leaves is files that nobody names, which the next ``sweep`` takes.
    """

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self.folder = folder
        self._changing = threading.Lock()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """
        Keep everybody else from changing what is here: files that have no row yet must not be swept.

        Raises:
            NotReady: Somebody is changing it.
        """
        if not self._changing.acquire(blocking=False):
            raise NotReady("Ya se está copiando o revisando un paquete. Espere a que termine y repita.")
        try:
            yield
        finally:
            self._changing.release()

    def all(self) -> list[KeptPack]:
        """Return the packs that are here, by the resource's id."""
        bad = {
            bytes(sha256).hex() for (sha256,) in self._db.rows("SELECT sha256 FROM pack_files WHERE state != 'here'")
        }
        rows = self._db.rows("SELECT manifest, at FROM packs ORDER BY resource")
        packs = [(_read(bytes(raw)), at) for raw, at in rows]
        return [KeptPack(one, at, tuple(file for file in one.files if file.sha256 in bad)) for one, at in packs]

    def one(self, resource: str) -> KeptPack | None:
        """Return the pack of a resource, whatever its state; None where there is none."""
        return next((kept for kept in self.all() if kept.pack.resource == resource), None)

    def offered(self, today: date | None) -> dict[ResourceId, Pack]:
        """Return what pupils may open on this day; None: the clock is not believed, and nothing has expired."""
        return {kept.pack.resource: kept.pack for kept in self.all() if not kept.pack.expired(today)}

    def path(self, file: PackFile) -> Path:
        """Return where a file lies: a name from outside never becomes a path."""
        return self.folder / file.sha256

    def served(self, resource: str, number: int, today: date | None) -> tuple[PackFile, Path] | None:
        """Return the file with this number, from 1, of a pack that is offered; None where it cannot be served."""
        kept = self.one(resource)
        if kept is None or kept.pack.expired(today) or not 0 < number <= len(kept.pack.files):
            return None
        file = kept.pack.files[number - 1]
        path = self.path(file)
        whole = path.is_file() and path.stat().st_size == file.size and file not in kept.damaged
        return (file, path) if whole else None

    def missing(self, pack: Pack) -> list[PackFile]:
        """Return the files of a pack that are not here whole, each content once; reads all of what is here."""
        files = {one.sha256: one for one in pack.files}
        return [one for one in files.values() if not self._holds(one)]

    def keep(self, pack: Pack, told: SignedPack, files: list[PackFile]) -> None:
        """Put a pack in force, in place of what was here of its resource; *files* came with it and are whole."""
        with self._db.transaction():
            for one in files:
                self._db.write(
                    "INSERT OR REPLACE INTO pack_files (sha256, size, state) VALUES (?, ?, 'here')",
                    *(bytes.fromhex(one.sha256), one.size),
                )
            self._db.write("DELETE FROM packs WHERE resource = ?", pack.resource)
            self._db.write(
                "INSERT INTO packs (resource, version, manifest, at) VALUES (?, ?, ?, ?)",
                *(pack.resource, pack.version, signed(bytes(told.manifest), told.release_signature), self._db.now_s()),
            )
        _log.info("pack kept resource=%s version=%d files=%d", pack.resource, pack.version, len(pack.files))

    def drop(self, resource: str) -> int:
        """
        Take a pack off this laptop; return how many bytes came free. What is not here takes none.

        Raises:
            NotReady: Somebody is changing what is here.
        """
        with self.changing():
            self._db.write("DELETE FROM packs WHERE resource = ?", resource)
            return self.sweep()

    def room_of_expired(self, today: date | None) -> int:
        """Return how many bytes dropping what has expired would give."""
        kept = [one.pack for one in self.all()]
        stay = {file.sha256 for one in kept if not one.expired(today) for file in one.files}
        go = {file.sha256: file.size for one in kept if one.expired(today) for file in one.files}
        return sum(size for sha256, size in go.items() if sha256 not in stay)

    def drop_expired(self, today: date | None) -> int:
        """Take off what has expired, within ``changing``; return how many bytes came free."""
        gone = [one.pack for one in self.all() if one.pack.expired(today)]
        for pack in gone:
            self._db.write("DELETE FROM packs WHERE resource = ?", pack.resource)
            _log.warning("pack expired and dropped resource=%s version=%d", pack.resource, pack.version)
        return self.sweep() if gone else 0

    def make_room(self, today: date | None) -> int:
        """Give up what has expired and what no pack names; return how many bytes came free."""
        try:
            with self.changing():
                return self.drop_expired(today) + self.sweep()
        except NotReady:
            return 0

    def sweep(self) -> int:
        """Remove the files that no pack names, within ``changing``; return how many bytes came free."""
        named = {file.sha256 for kept in self.all() for file in kept.pack.files}
        freed = 0
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if path.name not in named:
                size = path.stat().st_size
                # One that somebody reads stays on a system that lets nobody remove it: the next time takes it.
                freed += size if forget(path) else 0
        rows = self._db.rows("SELECT sha256 FROM pack_files")
        with self._db.transaction():
            for (sha256,) in rows:
                if bytes(sha256).hex() not in named:
                    self._db.write("DELETE FROM pack_files WHERE sha256 = ?", sha256)
        return freed

    def check(self) -> list[KeptPack]:
        """
        Read every file of every pack again, and note which are not what was signed; return all packs.

        Raises:
            NotReady: Somebody is changing what is here.
        """
        with self.changing():
            files = {file.sha256: file for kept in self.all() for file in kept.pack.files}
            for file in files.values():
                state = "here" if self._holds(file) else "damaged"
                self._db.write("UPDATE pack_files SET state = ? WHERE sha256 = ?", state, bytes.fromhex(file.sha256))
            return self.all()

    def _holds(self, file: PackFile) -> bool:
        path = self.path(file)
        try:
            if path.stat().st_size != file.size:
                return False
            with path.open("rb") as opened:
                digest = hashlib.sha256()
                while piece := opened.read(_PIECE):
                    digest.update(piece)
        except OSError:
            return False
        return digest.hexdigest() == file.sha256


@lru_cache(maxsize=64)
def _read(raw: bytes) -> Pack:
    return read_pack(bytes(read_signed(raw).manifest))
