"""Keys that leave the computer they belong to: sealed so that only who knows a phrase reads them."""

from collections.abc import Callable

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from shared.errors import BadInput

LEAST_LETTERS = 12


def checked(phrase: str) -> str:
    """
    Return a phrase that is long enough to seal keys.

    Raises:
        BadInput: It is not.
    """
    if len(phrase) < LEAST_LETTERS:
        raise BadInput("La frase necesita %(least)s letras o más. No se cambió nada.", least=LEAST_LETTERS)
    return phrase


def sealed_with(phrase: str) -> Callable[[bytes], bytes]:
    """Return what seals keys so that only who knows *phrase* reads them."""

    def seal(data: bytes) -> bytes:
        salt = random(argon2id.SALTBYTES)
        return salt + bytes(SecretBox(_key(phrase, salt)).encrypt(data))

    return seal


def opened_with(phrase: str, sealed: bytes) -> bytes:
    """
    Return what ``sealed_with`` sealed.

    Raises:
        BadInput: Another phrase sealed it, or it is damaged.
    """
    salt, box = sealed[: argon2id.SALTBYTES], sealed[argon2id.SALTBYTES :]
    try:
        return bytes(SecretBox(_key(phrase, salt)).decrypt(box))
    except (CryptoError, ValueError) as error:
        raise BadInput("La frase no abre las claves de la copia. Escríbala de nuevo. No se cambió nada.") from error


def _key(phrase: str, salt: bytes) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, phrase.encode(), salt,
        opslimit=argon2id.OPSLIMIT_MODERATE, memlimit=argon2id.MEMLIMIT_MODERATE,
    )  # fmt: skip
