"""Where the lake lies: a folder, or objects in a store that speaks S3. A name is there whole, or not at all."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from urllib.parse import parse_qs, urlsplit

from shared.errors import BadInput, DatabaseBusy
from shared.whole import DISK, Disk, forget, make_folder, whole

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

OBJECTS = "s3://"
"""How the address of a store of objects begins: ``s3://bucket/prefix?endpoint=http://host:port&region=...``."""
_CHUNK = 1_048_576
_log = logging.getLogger(__name__)
_ASKED = ("endpoint", "region")
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_PLAIN = {"AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_EC2_METADATA_DISABLED": "true"}
"""What stores that are not Amazon's own do not know: sums behind a body, and who this machine is at Amazon's."""


class Place(Protocol):
    """
    Where immutable files lie, by their names.

    Who reads knows every name from the database: no list of the place is asked what counts, only what may go.
    """

    @property
    def address(self) -> str:
        """What ``place_at`` makes the same place of, on any machine that reaches it."""

    def write(self, name: str, fill: Callable[[BinaryIO], object], disk: Disk = DISK) -> int:
        """Let *fill* write a file, and return its size once it is there to stay."""

    def parquet(self, name: str, words: Sequence[str] = ()) -> "pq.ParquetFile":
        """Open a file of Parquet, read as far as asked for; of *words*, columns it must have, each word comes once."""

    def rows(self, name: str, columns: Sequence[str] | None = None) -> "pa.Table":
        """Return the rows of a file of Parquet, or some of their columns."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """
        Give the bytes of a file.

        Raises:
            FileNotFoundError: It is not there.
        """

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""

    def remove(self, name: str) -> None:
        """Remove a file or a folder, if it is there."""

    def names(self, folder: str) -> list[str]:
        """Return what lies in *folder*, to be removed where nothing lists it."""

    def in_use(self) -> bool:
        """Tell whether anything lies here already."""

    def answering(self) -> AbstractContextManager[None]:
        """Say in words, until it ends, that the place is silent: a file of Parquet is read after it was opened."""


@dataclass(frozen=True, slots=True)
class Local:
    """A folder of this machine, or one that all machines of a cluster see at the same path."""

    root: Path

    @property
    def address(self) -> str:
        return str(self.root)

    def write(self, name: str, fill: Callable[[BinaryIO], object], disk: Disk = DISK) -> int:
        path = self.root / name
        make_folder(path.parent, disk)
        with whole(path, disk=disk) as file:
            fill(file)
        return path.stat().st_size

    def parquet(self, name: str, words: Sequence[str] = ()) -> "pq.ParquetFile":
        import pyarrow.parquet as pq

        return pq.ParquetFile(self.root / name, read_dictionary=list(words))

    def rows(self, name: str, columns: Sequence[str] | None = None) -> "pa.Table":
        import pyarrow.parquet as pq

        # An earlier version wrote a table as a folder of files.
        return pq.read_table(self.root / name, columns=None if columns is None else list(columns))

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self.root / name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def has(self, name: str) -> bool:
        return (self.root / name).exists()

    def remove(self, name: str) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            forget(path)

    def names(self, folder: str) -> list[str]:
        path = self.root / folder
        return [f"{folder}/{one.name}" for one in path.iterdir()] if path.is_dir() else []

    def in_use(self) -> bool:
        return self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir()))

    def answering(self) -> AbstractContextManager[None]:
        return nullcontext()


@dataclass(frozen=True, slots=True)
class Objects:
    """A bucket, or what of it begins with a prefix; who may use it is in the environment, as Amazon's tools read it."""

    address: str

    def write(self, name: str, fill: Callable[[BinaryIO], object], disk: Disk = DISK) -> int:
        del disk
        # Of an upload in pieces that is cut nobody says that it is whole; one request puts all of it, or nothing.
        held = BytesIO()
        fill(held)
        system, root = system_of(self.address)
        with _answering(), system.open_output_stream(f"{root}/{name}") as file:
            file.write(held.getbuffer())
        return len(held.getbuffer())

    def parquet(self, name: str, words: Sequence[str] = ()) -> "pq.ParquetFile":
        import pyarrow.parquet as pq

        system, root = system_of(self.address)
        with _answering():
            file, how = system.open_input_file(f"{root}/{name}"), {"read_dictionary": list(words), "pre_buffer": True}
            return pq.ParquetFile(file, **how)

    def rows(self, name: str, columns: Sequence[str] | None = None) -> "pa.Table":
        with _answering():
            return self.parquet(name).read(columns=None if columns is None else list(columns))

    def chunks(self, name: str) -> Iterator[bytes]:
        system, root = system_of(self.address)
        with _answering(), system.open_input_stream(f"{root}/{name}") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def answers(self) -> bool:
        """Tell whether the store has the bucket."""
        system, root = system_of(self.address)
        with _answering():
            return bool(system.get_file_info(root.partition("/")[0]).type != _fs().FileType.NotFound)

    def has(self, name: str) -> bool:
        return bool(self._kind(name) == _fs().FileType.File)

    def remove(self, name: str) -> None:
        (system, root), asked = system_of(self.address), _asked(self.address)
        with _answering():
            if "endpoint" in asked:
                from hub import object_removal

                object_removal.remove(asked["endpoint"].rstrip("/"), f"{root}/{name}", _region(asked), keys())
            elif self.has(name):
                system.delete_file(f"{root}/{name}")

    def _kind(self, name: str) -> Any:
        system, root = system_of(self.address)
        with _answering():
            return system.get_file_info(f"{root}/{name}").type

    def names(self, folder: str) -> list[str]:
        system, root = system_of(self.address)
        with _answering():
            found = system.get_file_info(_fs().FileSelector(f"{root}/{folder}", allow_not_found=True))
        return [f"{folder}/{one.base_name}" for one in found if one.type == _fs().FileType.File]

    def in_use(self) -> bool:
        system, root = system_of(self.address)
        with _answering():
            return bool(system.get_file_info(_fs().FileSelector(root, allow_not_found=True)))

    def answering(self) -> AbstractContextManager[None]:
        return _answering()


def keys() -> dict[str, str]:
    """Return by what a store of objects knows this hub, as the environment says it: for tasks that run elsewhere."""
    environment = os.environ  # noqa: TID251 - what the library reads for itself, to be read by it there
    return {name: environment[name] for name in _KEYS if name in environment}


@contextmanager
def _answering() -> Iterator[None]:
    """
    Say in words that the store does not answer: whoever sent something keeps it, and sends it again.

    Raises:
        DatabaseBusy: That was it; a file that is not there is told as on a disk.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        _log.warning("store of objects: %s", error)
        raise DatabaseBusy(
            "El almacén de objetos no responde. Vea su servicio, la red y la clave con que se entra, y repita."
        ) from error


Root = Path | Local | Objects
"""A place, or a folder that is meant as one."""


def place_of(root: Root) -> Local | Objects:
    """Return *root* as a place."""
    return Local(root) if isinstance(root, Path) else root


def place_at(address: str) -> Local | Objects:
    """
    Return the place with an address: a folder, or ``s3://bucket/prefix?endpoint=...``.

    Raises:
        BadInput: It names no bucket, or asks for what there is not.
    """
    if not address.startswith(OBJECTS):
        return Local(Path(address).absolute())
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    endpoint = asked.get("endpoint", [""])[0]
    known = set(asked) <= set(_ASKED) and (not endpoint or endpoint.startswith(("http://", "https://")))
    if not parts.hostname or "@" in parts.netloc or not known:
        raise BadInput(
            "CHASQUI_HUB_LAKE=%(address)s no sirve: escriba una carpeta, o "
            "s3://balde/carpeta?endpoint=http://servidor:puerto. La clave de acceso va en AWS_ACCESS_KEY_ID y "
            "AWS_SECRET_ACCESS_KEY, y no aquí.",
            address=address.rpartition("@")[2][:80],
        )
    return Objects(address)


def _asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _region(asked: Mapping[str, str]) -> str:
    return asked.get("region", "us-east-1")


def _fs() -> Any:
    # Loaded by whoever reads or writes: the settings name a place, and a command's help waits for no Arrow.
    from pyarrow import fs

    return fs


@cache
def system_of(address: str) -> tuple[Any, str]:
    """Return who speaks with a store, once for each process, and the path of the lake in it."""
    parts = urlsplit(address)
    asked = _asked(address)
    told: dict[str, Any] = {"region": _region(asked)}
    if endpoint := asked.get("endpoint"):
        for name, value in _PLAIN.items():
            os.environ.setdefault(name, value)  # noqa: TID251 - written for the library, which reads nothing else
        scheme, _, host = endpoint.partition("://")
        told |= {"scheme": scheme, "endpoint_override": host.rstrip("/")}
    told |= {"connect_timeout": 10, "request_timeout": 60, "allow_delayed_open": True}
    return _fs().S3FileSystem(**told), (parts.netloc + parts.path).rstrip("/")


def write_table(root: Root, name: str, table: "pa.Table", disk: Disk = DISK, **how: Any) -> int:
    """Write rows as a file of Parquet; it is there to stay when this returns its size."""
    import pyarrow.parquet as pq

    def fill(file: BinaryIO) -> None:
        pq.write_table(table, file, **{"compression": "zstd", **how})

    return place_of(root).write(name, fill, disk)
