"""A node in one file that only who knows a phrase opens: its database, its keys and its invitation."""

import hashlib
import logging
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from edge.config import Config
from edge.copying import Tail, checked, copied, fits
from edge.database import Database, told_plainly
from edge.enrol import INVITATION_FILE, KEY_FILE, load_identity
from edge.erased_since import ErasedAgain, erase_again_beside
from edge.key_holder import PEOPLE_KEY, held_key
from edge.secrets_file import keep_secret
from shared import os_errors
from shared.disk import full_disk_told, room_in
from shared.errors import BadInput, NoSpace, NotReady
from shared.ids import Head
from shared.whole import DISK, OWNER_ONLY, whole
from sync import passphrase

_BEGIN = b"CHASQUI COPIA 1\n"
_LENGTH_BYTES = 4
_MAX_HEADER = 65_536
_CHUNK = 1_048_576
_Secret = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
_log = logging.getLogger(__name__)


class Backup(msgspec.Struct, frozen=True):
    """What a copy says of itself, under the phrase. The SHA-256 of the database ties to it the pieces that follow."""

    key: _Secret
    node: _Secret
    people: _Secret
    invitation: bytes
    made_s: int
    events: int
    head: bytes
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha256: bytes

    @property
    def tail(self) -> Tail:
        """Where the log in it ends."""
        return Tail(self.events, Head(self.head))


@dataclass(frozen=True, slots=True)
class Restored:
    """How many events came back, and who was erased again since."""

    events: int
    again: ErasedAgain


def back_up(config: Config, file: Path, phrase: str, people: Callable[[], bytes] | None = None) -> Backup:
    """
    Copy a node to *file*, also while it runs; the file has its name only once it was read back whole.

    Args:
        people: Gives the key to the names, where whoever copies holds it; else it is looked for in the folder.

    Raises:
        BadInput: The phrase is too short, there is such a file, or no such folder.
        NotInitialised: There is no node.
        NamesLocked: The key to the names lies only under its own phrase, and *people* gave none.
        NotReady: The database is damaged, a key is not there, or the file cannot be written or read back.
        NoSpace: It does not fit, here or there.
    """
    passphrase.checked(phrase)
    identity = load_identity(config)
    if file.exists():
        raise BadInput("«%(file)s» ya existe. Elija otro nombre. No se cambió nada.", file=file)
    if not file.parent.is_dir():
        raise BadInput("No existe la carpeta «%(folder)s». Revise la ruta y repita.", folder=file.parent)
    key = people() if people is not None else held_key(config.dir)
    with copied(config.database, config.clock) as (database, tail):
        size = database.stat().st_size
        room = room_in(file.parent)
        if room is not None and room.free < size + _MAX_HEADER:
            raise _no_room(file, size)
        backup = Backup(
            key=secrets.token_bytes(SecretBox.KEY_SIZE),
            node=identity.keys.seed,
            people=key,
            invitation=identity.invitation.to_json(),
            made_s=int(config.clock.now().timestamp()),
            events=tail.events,
            head=tail.head,
            size=size,
            sha256=_digest(database),
        )
        with _told_of(file, size), whole(file, mode=OWNER_ONLY) as into:
            _write(into, backup, database, phrase)
            into.flush()
            os.fsync(into.fileno())
            into.seek(0)
            for _ in _pieces(into, _header(into, file, phrase), file):
                pass
    _log.info("backed_up events=%d bytes=%d", tail.events, size)
    return backup


def restore(config: Config, file: Path, phrase: str, admit: Callable[[Database], None] | None = None) -> Restored:
    """
    Make the node of a copy in the folder of *config*: whole or not at all. It goes on as a new opening of its log.

    Whoever the folders beside tell was erased after the copy is erased again: see ``edge.erased_since``.

    Args:
        admit: Is shown the database of the copy before it counts, and raises where whoever restores may not.

    Raises:
        ChasquiError: What *admit* raises.
        BadInput: There is something in the folder; it is no copy, is damaged, or another phrase sealed it.
        NotReady: The folder cannot be written, or the copy is of another version.
        NoSpace: It does not fit.
    """
    target = config.dir
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput("En «%(folder)s» ya hay algo. Elija otra carpeta con --dir. No se cambió nada.", folder=target)
    with _opened(file) as source:
        backup = _header(source, file, phrase)
        with _new_folder(target, backup.size) as folder:
            database = folder / config.database.name
            with database.open("xb") as into:
                for piece in _pieces(source, backup, file):
                    into.write(piece)
            # A copy of an older version comes forward first: a new laptop has today's program.
            with Database(database, config.clock) as db:
                if admit is not None:
                    admit(db)
            if checked(database, config.clock) != backup.tail:
                raise _spoilt(file)
            _leave_behind(database)
            with Database(database, config.clock) as db:
                again = erase_again_beside(db, target)
            DISK.sync(database)
            for name, secret in (
                (PEOPLE_KEY, backup.people),
                (KEY_FILE, backup.node),
                (INVITATION_FILE, backup.invitation),
            ):
                keep_secret(folder / name, secret)
    _log.info("restored events=%d erased_again=%d", backup.events, again.people)
    return Restored(backup.events, again)


def _write(into: BinaryIO, backup: Backup, database: Path, phrase: str) -> None:
    header = passphrase.sealed_with(phrase)(msgspec.msgpack.encode(backup))
    into.write(_BEGIN + len(header).to_bytes(_LENGTH_BYTES, "big") + header)
    box = SecretBox(backup.key)
    with database.open("rb") as source:
        number = 0
        while piece := source.read(_CHUNK):
            into.write(box.encrypt(piece, _nonce(number)).ciphertext)
            number += 1


def _header(source: BinaryIO, file: Path, phrase: str) -> Backup:
    """Read what a copy says of itself; what is no copy is told apart from another phrase."""
    begin = source.read(len(_BEGIN))
    length = int.from_bytes(source.read(_LENGTH_BYTES), "big")
    sealed = source.read(length) if begin == _BEGIN and length <= _MAX_HEADER else b""
    if not sealed or len(sealed) != length:
        raise BadInput("«%(file)s» no es una copia de un nodo, o está cortada. Use otra. No se cambió nada.", file=file)
    try:
        data = passphrase.opened_with(phrase, sealed)
        return msgspec.msgpack.decode(data, type=Backup)
    except msgspec.DecodeError as error:
        raise _spoilt(file) from error
    except BadInput as error:
        raise BadInput(
            "La frase no abre la copia «%(file)s», o la copia está dañada. Escriba la frase de nuevo; si es la "
            "correcta, use otra copia. No se cambió nada.",
            file=file,
        ) from error


def _pieces(source: BinaryIO, backup: Backup, file: Path) -> Iterator[bytes]:
    """Read the database of a copy piece by piece; what was given is to be trusted only once this ends."""
    box, digest = SecretBox(backup.key), hashlib.sha256()
    sealed_bytes, number = _CHUNK + SecretBox.MACBYTES, 0
    while sealed := source.read(sealed_bytes):
        try:
            piece = box.decrypt(sealed, _nonce(number))
        except (CryptoError, ValueError) as error:
            raise _spoilt(file) from error
        digest.update(piece)
        number += 1
        yield piece
    if digest.digest() != backup.sha256:
        raise _spoilt(file)


def _nonce(number: int) -> bytes:
    """Return the nonce of a piece: its number, for each copy has a key of its own; so no two change places."""
    return number.to_bytes(SecretBox.NONCE_SIZE, "big")


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as source:
            yield source
    except OSError as error:
        if error.filename not in (None, str(file)):
            raise
        raise NotReady(
            "No se puede leer «%(file)s»: %(reason)s. Si está en un USB, vea que siga puesto y repita.",
            file=file,
            reason=os_errors.reason(error),
        ) from error


@contextmanager
def _new_folder(target: Path, size: int) -> Iterator[Path]:
    """Give a folder that takes the place of *target* at the end, in one step; what failed leaves nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not fits(room_in(target.parent), size):
        raise _no_room(target, size)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir(mode=0o700)
        with full_disk_told():
            yield part
        DISK.sync(part)
        if target.exists():
            # Empty, as was seen; Windows puts no folder over another.
            target.rmdir()
        DISK.rename(part, target)
        DISK.sync(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _leave_behind(database: Path) -> None:
    """End what was open when the copy was made, and forget models and packs: their files are not in it."""
    with told_plainly(database), closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM sessions")
        connection.execute("UPDATE power SET ended = 'clean' WHERE ended = ''")
        connection.execute("DELETE FROM models WHERE state IN ('active', 'previous')")
        connection.execute("DELETE FROM packs")
        connection.execute("DELETE FROM pack_files")


@contextmanager
def _told_of(file: Path, size: int) -> Iterator[None]:
    try:
        with full_disk_told():
            yield
    except NoSpace as error:
        raise _no_room(file, size) from error
    except OSError as error:
        raise NotReady(
            "No se pudo terminar la copia «%(file)s»: %(reason)s. Si es un USB, vea que siga puesto y repita. No vale "
            "como copia lo que haya quedado.",
            file=file,
            reason=os_errors.reason(error),
        ) from error


def _no_room(place: Path, size: int) -> NoSpace:
    return NoSpace(
        "La copia no cabe en «%(folder)s»: necesita %(mb)s MB libres. Libere espacio o use otro disco. No quedó nada a "
        "medias.",
        folder=place.parent,
        mb=size // 1_000_000 + 1,
    )


def _spoilt(file: Path) -> BadInput:
    return BadInput("La copia «%(file)s» está dañada o cortada. Use otra. No se cambió nada.", file=file)
