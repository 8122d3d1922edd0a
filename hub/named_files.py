"""Files that somebody named: read whole, or told by their path and why not."""

from pathlib import Path

from shared import os_errors
from shared.errors import BadInput


def read_named(file: Path) -> bytes:
    """
    Return the bytes of a file.

    Raises:
        BadInput: It is not there, or cannot be read.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise BadInput("No existe el archivo «%(file)s». Revise la ruta y repita.", file=file) from error
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(file)s»: %(reason)s. Revise la ruta y repita.",
            file=file,
            reason=os_errors.reason(error),
        ) from error
