"""What a computer refused, in words: its own are English on most laptops here."""

import errno

from shared.sentences import N_, Sentence

_WORDS = {
    errno.ENOENT: N_("no está ahí"),
    errno.EACCES: N_("no hay permiso"),
    errno.EPERM: N_("no hay permiso"),
    errno.EISDIR: N_("es una carpeta"),
    errno.ENOTDIR: N_("no es una carpeta"),
    errno.ENOSPC: N_("no queda espacio"),
    errno.EROFS: N_("solo se puede leer"),
    errno.EIO: N_("el disco falló"),
}


def reason(error: OSError) -> Sentence:
    """
    Return why something could not be opened or written.

    >>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory")).text()
    'no está ahí'
    >>> reason(OSError(errno.EXDEV, "Invalid cross-device link")).text()
    'código 18 del sistema'
    """
    words = _WORDS.get(error.errno or 0)
    return Sentence(words) if words else Sentence("código %(code)s del sistema", {"code": error.errno or 0})
