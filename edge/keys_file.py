"""A copy of a node's keys in one file, sealed with a phrase: with it and a copy of the database nothing is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

from edge.config import Config
from edge.enrol import INVITATION_FILE, KEY_FILE, load_identity
from edge.key_holder import PEOPLE_KEY, held_key
from edge.secrets_file import keep_secret
from shared.errors import BadInput, NotReady
from sync.passphrase import checked, opened_with, sealed_with

_BEGIN = b"CHASQUI NODO 1\n"
_MAX_BYTES = 65_536


class _Keys(msgspec.Struct, frozen=True):
    node: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    people: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    invitation: bytes


def back_up_keys(config: Config, file: Path, phrase: str, ask: Callable[[], str] | None = None) -> None:
    """
    Write the keys of a node to *file*, sealed with *phrase*; *ask* gives that of the names, where they have one.

    Raises:
        NotInitialised: There is no node.
        BadInput: The phrase is too short, or there is such a file.
        NamesLocked: The names have a phrase of their own, and there is nobody to ask.
        NotReady: It cannot be written, or a key is not there.
    """
    identity = load_identity(config)
    if file.exists():
        raise BadInput("«%(file)s» ya existe. Elija otro nombre. No se cambió nada.", file=file)
    held = _Keys(identity.keys.seed, held_key(config.dir, ask), identity.invitation.to_json())
    keep_secret(file, _BEGIN + sealed_with(checked(phrase))(msgspec.msgpack.encode(held)))


def restore_keys(config: Config, file: Path, phrase: str) -> list[str]:
    """
    Put back what of the keys is missing in the folder of *config*; return the names of the files written.

    Raises:
        BadInput: No such copy, or another phrase.
        NotReady: The folder has keys of another node, or cannot be written.
    """
    held = _read(file, phrase)
    config.dir.mkdir(parents=True, exist_ok=True)
    files = {KEY_FILE: held.node, PEOPLE_KEY: held.people, INVITATION_FILE: held.invitation}
    here = {name: config.dir / name for name in files}
    if any(
        path.exists() and path.read_bytes() != files[name] for name, path in here.items() if name != INVITATION_FILE
    ):
        raise NotReady("En «%(folder)s» hay claves de otro nodo. No se cambió nada.", folder=config.dir)
    missing = [name for name, path in here.items() if not path.exists()]
    for name in missing:
        keep_secret(here[name], files[name])
    return missing


def _read(file: Path, phrase: str) -> _Keys:
    data = file.read_bytes() if file.is_file() and file.stat().st_size <= _MAX_BYTES else b""
    if not data.startswith(_BEGIN):
        raise BadInput("«%(file)s» no es una copia de claves de un nodo. Use otra.", file=file)
    try:
        return msgspec.msgpack.decode(opened_with(phrase, data[len(_BEGIN) :]), type=_Keys)
    except msgspec.DecodeError as error:
        raise BadInput("«%(file)s» no es una copia de claves de un nodo. Use otra.", file=file) from error
