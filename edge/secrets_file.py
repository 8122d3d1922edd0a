"""Keys in files that only their owner may read, on the disk before they are used."""

import os
from pathlib import Path

from shared import os_errors
from shared.errors import NotReady
from sync.whole import sync_folder


def keep_secret(path: Path, secret: bytes, *, anew: bool = False) -> None:
    """
    Write a new secret; one that is there already is never overwritten, unless it is to be drawn *anew*.

    Raises:
        NotReady: The folder cannot be written.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        if anew or not path.exists():
            temporary.replace(path)
            sync_folder(path.parent)
        else:
            temporary.unlink()
    except OSError as error:
        raise NotReady(
            "No se puede escribir en «%(folder)s»: %(reason)s. Revise los permisos.",
            folder=path.parent,
            reason=os_errors.reason(error),
        ) from error
