"""The key under which a laptop keeps what it knows of people."""

import secrets
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from edge.key_holder import PEOPLE_KEY, forget_halves, held_key, is_sealed, locked, opened_key
from edge.secrets_file import keep_secret
from shared.errors import NotReady

_KEY_BYTES = SecretBox.KEY_SIZE


class Seal:
    """
    The node's own key for what is known of people. It is kept beside the database and never travels.

    It may be *locked*: then everything that needs the key raises ``NamesLocked`` until ``unlock``, and from then on the
    key is in memory alone.
    """

    def __init__(self, key: bytes) -> None:
        """
        Use the 32 bytes of *key*.

        Raises:
            NotReady: The key file is damaged.
        """
        self._key: bytes | None = _whole(key)
        self._folder = Path()
        self._ask: Callable[[], str] | None = None
        # Trying a phrase takes a quarter of a gigabyte for a second: never two at once.
        self._one_at_a_time = Lock()

    @classmethod
    def locked(cls, folder: Path, ask: Callable[[], str] | None = None) -> "Seal":
        """Return the seal of a folder that holds its key only sealed; *ask* gives the phrase once it is needed."""
        seal = cls(bytes(_KEY_BYTES))
        seal._key, seal._folder, seal._ask = None, folder, ask
        return seal

    @classmethod
    def beside(cls, database: Path, *, sealed: bool, ask: Callable[[], str] | None = None) -> "Seal":
        """
        Return the seal whose key lies beside the database; it is made where nothing was *sealed* yet.

        Where the key lies only under a phrase, the seal is locked; *ask* gives the phrase once it is needed.

        Raises:
            NotReady: The key is gone, and without it nobody can read the names: a new one would only hide that.
        """
        path = database.with_name(PEOPLE_KEY)
        if is_sealed(path.parent):
            forget_halves(path.parent)
            return cls.locked(path.parent, ask)
        if not path.exists():
            if sealed:
                raise NotReady(
                    "Falta people.key en «%(folder)s»: sin esa clave no se pueden leer los nombres. Restaure "
                    "people.key de la copia de seguridad de esta carpeta y repita. No se cambió nada.",
                    folder=path.parent,
                )
            keep_secret(path, secrets.token_bytes(_KEY_BYTES))
        return cls(path.read_bytes())

    @property
    def is_open(self) -> bool:
        """Whether names can be read now."""
        return self._key is not None or not is_sealed(self._folder)

    @property
    def key(self) -> bytes:
        """
        The key itself, for copies that are sealed anew.

        Raises:
            NamesLocked: Nobody opened it yet.
        """
        if self._key is None:
            if is_sealed(self._folder) and self._ask is None:
                raise locked()
            with self._one_at_a_time:
                self._key = self._key or _whole(held_key(self._folder, self._ask))
        return self._key

    def unlock(self, phrase: str) -> None:
        """
        Keep the key in memory from now on.

        Raises:
            BadInput: Another phrase sealed it.
        """
        with self._one_at_a_time:
            if self._key is None and is_sealed(self._folder):
                self._key = _whole(opened_key(self._folder, phrase))

    def close(self, text: str) -> bytes:
        """Return *text* sealed."""
        return self.close_bytes(text.encode())

    def close_bytes(self, data: bytes) -> bytes:
        """Return *data* sealed."""
        return bytes(SecretBox(self.key).encrypt(data))

    def open(self, sealed: bytes | None) -> str:
        """
        Return the text that was sealed; empty for None.

        Raises:
            NotReady: Another key sealed it: the key file was lost or swapped.
        """
        return "" if sealed is None else self.open_bytes(sealed).decode()

    def open_bytes(self, sealed: bytes) -> bytes:
        """
        Return the bytes that were sealed.

        Raises:
            NotReady: See ``open``.
        """
        try:
            return bytes(SecretBox(self.key).decrypt(sealed))
        except CryptoError as error:
            raise NotReady("La clave people.key no abre los nombres. Restaure la copia de esta carpeta.") from error

    def key_of(self, code: str) -> bytes:
        """Return what finds a person by code, and tells nothing to who has not the key."""
        return self.digest(code.strip().casefold(), 16)

    def digest(self, text: str, size: int) -> bytes:
        """Return *size* bytes that stand for *text*, and that nobody without the key can try texts against."""
        return blake2b(text.encode(), key=self.key, digest_size=size).digest()


def _whole(key: bytes) -> bytes:
    if len(key) != _KEY_BYTES:
        raise NotReady("El archivo people.key está dañado. Restaure la copia de seguridad de esta carpeta.")
    return key
