"""Files that cannot be opened because too many are: it passes, and whoever sends comes again."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import DatabaseBusy
from shared.sentences import N_

_TOO_MANY = (errno.EMFILE, errno.ENFILE)
_FULL = N_("La central tiene demasiados archivos abiertos. Se intentará más tarde; nada se perdió.")
_log = logging.getLogger(__name__)


@contextmanager
def too_many_told() -> Iterator[None]:
    """
    Say in words that a file could not be opened because this program, or the machine, has too many open.

    >>> with too_many_told():
    ...     raise OSError(errno.EMFILE, "Too many open files")
    Traceback (most recent call last):
    shared.errors.DatabaseBusy: La central tiene demasiados archivos abiertos. Se intentará más tarde; nada se perdió.

    Raises:
        DatabaseBusy: That was it; any other trouble goes on as it came.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _TOO_MANY:
            raise
        _log.error("too_many_open_files errno=%d", error.errno)
        raise DatabaseBusy(_FULL) from error
