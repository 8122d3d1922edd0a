"""How the key to the names lies in a node's folder: in a file of its own, or only sealed with a phrase of the staff."""

from collections.abc import Callable
from pathlib import Path

from edge.secrets_file import keep_secret
from shared import os_errors
from shared.errors import BadInput, NamesLocked, NotReady
from shared.whole import DISK
from sync import passphrase

PEOPLE_KEY = "people.key"
SEALED_KEY = "people.key.sealed"
_BEGIN = b"CHASQUI NOMBRES 1\n"


def is_sealed(folder: Path) -> bool:
    """
    Tell whether a folder holds its key only sealed.

    Where a cut left both, the one in clear counts: half a change locks nobody out, and the command is repeated.
    """
    return not (folder / PEOPLE_KEY).exists() and (folder / SEALED_KEY).exists()


def held_key(folder: Path, ask: Callable[[], str] | None = None) -> bytes:
    """
    Return the key of a folder; where it is sealed, with the phrase that *ask* gives.

    Raises:
        NamesLocked: It is sealed, and there is nobody to ask.
        BadInput: Another phrase sealed it.
        NotReady: It is not there.
    """
    if is_sealed(folder):
        if ask is None:
            raise locked()
        return opened_key(folder, ask())
    if not (folder / PEOPLE_KEY).is_file():
        raise NotReady(
            "Falta people.key en «%(folder)s». Restáurela antes de seguir. No se cambió nada.",
            folder=folder,
        )
    return (folder / PEOPLE_KEY).read_bytes()


def opened_key(folder: Path, phrase: str) -> bytes:
    """
    Return the sealed key of a folder.

    Raises:
        BadInput: Another phrase sealed it, or it is damaged.
    """
    data = (folder / SEALED_KEY).read_bytes()
    try:
        return passphrase.opened_with(phrase, data.removeprefix(_BEGIN) if data.startswith(_BEGIN) else b"")
    except BadInput as error:
        raise BadInput("Esa frase no abre los nombres. Escríbala de nuevo. No se cambió nada.") from error


def hold_sealed(folder: Path, key: bytes, phrase: str) -> None:
    """
    Leave *key* in a folder only sealed with *phrase*: first it is there sealed and was read back, then the clear goes.

    Raises:
        BadInput: The phrase is too short.
        NotReady: The folder cannot be written; the key that was there is there still.
    """
    sealed = _BEGIN + passphrase.sealed_with(passphrase.checked(phrase))(key)
    keep_secret(folder / SEALED_KEY, sealed, anew=True)
    if opened_key(folder, phrase) != key:
        raise NotReady("Lo que se escribió en «%(folder)s» no se lee igual. Revise el disco.", folder=folder)
    _remove(folder / PEOPLE_KEY)
    forget_halves(folder)


def hold_in_file(folder: Path, key: bytes) -> None:
    """
    Leave *key* in a file of its own, as nodes begin.

    Raises:
        NotReady: The folder cannot be written; the key is there sealed still.
    """
    keep_secret(folder / PEOPLE_KEY, key, anew=True)
    _remove(folder / SEALED_KEY)
    forget_halves(folder)


def forget_halves(folder: Path) -> None:
    """Remove what a cut left of writing a key."""
    for part in folder.glob(f".{PEOPLE_KEY}.*.part"):
        _remove(part)


def locked() -> NamesLocked:
    """Return what is said where a name is asked for and the key is sealed."""
    return NamesLocked(
        "Los nombres de esta laptop están cerrados con la frase del personal. Abra el nodo, ábralos en «Llave de los "
        "nombres» y repita. No se cambió nada."
    )


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        DISK.sync(path.parent)
    except OSError as error:
        raise NotReady(
            "No se pudo borrar «%(file)s»: %(reason)s. La llave sigue ahí: corrija eso y repita la orden.",
            file=path,
            reason=os_errors.reason(error),
        ) from error
