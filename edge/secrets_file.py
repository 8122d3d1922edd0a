"""Keys in files that only their owner may read, on the disk before they are used."""

from pathlib import Path

from shared import os_errors
from shared.errors import NotReady
from shared.whole import OWNER_ONLY, write_whole


def keep_secret(path: Path, secret: bytes, *, anew: bool = False) -> None:
    """
    Write a new secret; one that is there already is never overwritten, unless it is to be drawn *anew*.

    Raises:
        NotReady: The folder cannot be written.
    """
    try:
        if anew or not path.exists():
            write_whole(path, secret, mode=OWNER_ONLY)
    except OSError as error:
        raise NotReady(
            "No se puede escribir en «%(folder)s»: %(reason)s. Revise los permisos.",
            folder=path.parent,
            reason=os_errors.reason(error),
        ) from error
