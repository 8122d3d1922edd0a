"""The key under which a laptop keeps what it knows of people."""

import secrets
from hashlib import blake2b
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from edge.secrets_file import keep_secret
from shared.errors import NotReady

_KEY_BYTES = SecretBox.KEY_SIZE


class Seal:
    """The node's own key for what is known of people. It is kept beside the database and never travels."""

    def __init__(self, key: bytes) -> None:
        """
        Use the 32 bytes of *key*.

        Raises:
            NotReady: The key file is damaged.
        """
        if len(key) != _KEY_BYTES:
            raise NotReady("El archivo people.key está dañado. Restaure la copia de seguridad de esta carpeta.")
        self._key = key
        self._box = SecretBox(key)

    @classmethod
    def beside(cls, database: Path, *, sealed: bool) -> "Seal":
        """
        Return the seal whose key lies beside the database; it is made where nothing was *sealed* yet.

        Raises:
            NotReady: The key is gone, and without it nobody can read the names: a new one would only hide that.
        """
        path = database.with_name("people.key")
        if not path.exists():
            if sealed:
                raise NotReady(
                    "Falta people.key en «%(folder)s»: sin esa clave no se pueden leer los nombres. Restaure "
                    "people.key de la copia de seguridad de esta carpeta y repita. No se cambió nada.",
                    folder=path.parent,
                )
            keep_secret(path, secrets.token_bytes(_KEY_BYTES))
        return cls(path.read_bytes())

    def close(self, text: str) -> bytes:
        """Return *text* sealed."""
        return self.close_bytes(text.encode())

    def close_bytes(self, data: bytes) -> bytes:
        """Return *data* sealed."""
        return bytes(self._box.encrypt(data))

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
            return bytes(self._box.decrypt(sealed))
        except CryptoError as error:
            raise NotReady("La clave people.key no abre los nombres. Restaure la copia de esta carpeta.") from error

    def key_of(self, code: str) -> bytes:
        """Return what finds a person by code, and tells nothing to who has not the key."""
        return self.digest(code.strip().casefold(), 16)

    def digest(self, text: str, size: int) -> bytes:
        """Return *size* bytes that stand for *text*, and that nobody without the key can try texts against."""
        return blake2b(text.encode(), key=self._key, digest_size=size).digest()
