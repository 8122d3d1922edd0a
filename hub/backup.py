"""A copy of the hub in one file, made while it runs: its tables as of one moment, and every file that they list."""

import hashlib
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Select, Table, select

from hub import copy_secrets, schema
from hub.copy_secrets import SEALED, SECRETS, Secrets
from hub.copy_signature import SIGNATURE, signed
from hub.database import REVISION
from hub.keyfiles import check_new, read_keys
from hub.lake_place import Local, Objects, place_of
from hub.store import Store
from shared.disk import full_disk_told
from shared.errors import NotReady
from shared.whole import OWNER_ONLY, whole

MANIFEST, KEYS = "manifest.json", "keys.sealed"
LENGTH_BYTES = 4
FORMAT = 3
"""In format 2 second factors lay open; in format 1 no hub signed a copy either."""
LEFT_OUT = frozenset({"copies", "datasets", "doubts", "partitions", "resumptions", "runs", "sessions", "throttles"})
"""What is computed again, said again, or must not come back to life."""
_ROWS = 500
_BLOCK = 8_388_608
"""Rows go together up to so many bytes: those of a plan are long."""
_FETCHED = 50
_CHUNK = 1_048_576
_log = logging.getLogger(__name__)


class Manifest(msgspec.Struct, frozen=True):
    """What a copy says of itself: whose it is, of which moment, and the SHA-256 of each file in it."""

    format: int
    revision: str
    hub: str
    made_s: int
    files: dict[str, str]
    rows: dict[str, int] = {}
    """How many rows each table has; a copy of before does not say."""

    @property
    def has_keys(self) -> bool:
        """Whether the hub's keys are in it, sealed."""
        return KEYS in self.files


def tables() -> list[Table]:
    """Return the tables that a copy holds."""
    return [table for table in schema.metadata.sorted_tables if table.name not in LEFT_OUT]


def back_up(store: Store, out: Path, seal: Callable[[bytes], bytes] | None = None) -> Manifest:
    """
    Write a copy of the hub to *out*, whole or not at all; with *seal*, its online keys too, sealed by it.

    Raises:
        BadInput: There is such a file already, or no such folder.
        NotReady: A file was removed meanwhile.
        NoSpace: It does not fit.
    """
    check_new(out)
    keys = read_keys(store.config)
    with (
        full_disk_told(),
        whole(out, mode=OWNER_ONLY) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        copy = _Copy(archive)
        copy.add(SECRETS, [copy_secrets.sealed(copy.take(store), keys.public)])
        if seal is not None:
            copy.add(KEYS, [seal(keys.to_bytes())])
        manifest = Manifest(FORMAT, REVISION, keys.public.fingerprint(), store.now_s(), copy.files, copy.rows)
        said = msgspec.json.encode(manifest)
        archive.writestr(MANIFEST, said)
        archive.writestr(SIGNATURE, signed(said, keys))
    _log.info("backed_up files=%d", len(manifest.files))
    return manifest


class _Copy:
    """A copy that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.files: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self._archive = archive

    def take(self, store: Store) -> Secrets:
        """
        Write the tables as of one moment, then the files that they list: none of those ever changes.

        What lies open in no copy is returned.
        """
        config = store.config
        with store.read() as connection:
            for table in tables():
                if table.name not in SEALED:
                    self.add(f"tables/{table.name}", self._counted(connection, table))
            secrets = copy_secrets.read(connection)
            segments = list(connection.execute(select(schema.segments.c.name)).scalars())
            models = list(connection.execute(select(schema.models.c.sha256)).scalars())
            waiting = list(connection.execute(select(schema.waiting.c.bundle)).scalars())
        for kind, place, names in (
            ("lake", config.lake_place, segments),
            ("models", place_of(config.models_folder), models),
            ("waiting", place_of(config.folder / "waiting"), waiting),
        ):
            for name in sorted(names):
                # What waited may have been applied since: its computer still has it.
                if kind != "waiting" or place.has(name):
                    self.add(f"{kind}/{name}", _chunks(place, name))
        return secrets

    def _counted(self, connection: Connection, table: Table) -> Iterator[bytes]:
        self.rows[table.name] = 0
        for count, data in _rows(connection, copy_secrets.shown(table)):
            self.rows[table.name] += count
            yield data

    def add(self, name: str, chunks: Iterator[bytes] | list[bytes]) -> None:
        """Write one file, and note its hash."""
        digest = hashlib.sha256()
        with self._archive.open(name, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self.files[name] = digest.hexdigest()


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> Iterator[tuple[int, bytes]]:
    found = connection.execution_options(yield_per=_FETCHED).execute(query).mappings()
    together: list[msgspec.Raw] = []
    size = 0
    for row in found:
        data = msgspec.msgpack.encode(dict(row))
        if together and (len(together) == _ROWS or size + len(data) > _BLOCK):
            yield len(together), _block(together)
            together, size = [], 0
        together.append(msgspec.Raw(data))
        size += len(data)
    if together:
        yield len(together), _block(together)


def _block(rows: list[msgspec.Raw]) -> bytes:
    data = msgspec.msgpack.encode(rows)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def _chunks(place: Local | Objects, name: str) -> Iterator[bytes]:
    try:
        yield from place.chunks(name)
    except FileNotFoundError as error:
        raise NotReady(
            "Falta el archivo «%(path)s». Repita la copia; no quedó nada a medias.", path=f"{place.address}/{name}"
        ) from error
