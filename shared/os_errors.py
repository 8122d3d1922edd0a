"""What a computer refused, in words: its own are English on most laptops here."""

import errno

from shared.errors import BadInput
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
    errno.EEXIST: N_("ya hay otra cosa ahí"),
    errno.ENAMETOOLONG: N_("el nombre es demasiado largo"),
    errno.EADDRINUSE: N_("ya lo usa otro programa"),
    errno.EADDRNOTAVAIL: N_("este equipo no tiene esa dirección"),
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


def refused(error: OSError) -> BadInput | None:
    """
    Return what to tell whoever named a file that cannot be opened or written; nothing where no file is to blame.

    >>> print(refused(FileNotFoundError(errno.ENOENT, "No such file or directory", "/mnt/usb/a.csv")))
    No se puede usar «/mnt/usb/a.csv»: no está ahí. Revise la ruta y repita.
    >>> refused(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")) is None
    True
    """
    if error.filename is None:
        return None
    words = "No se puede usar «%(path)s»: %(why)s. Revise la ruta y repita."
    return BadInput(words, path=error.filename2 or error.filename, why=reason(error))
