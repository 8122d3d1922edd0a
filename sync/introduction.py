"""Words that are typed in place of a QR: they say which hub is the true one, and prove that this school was invited."""

from typing import Annotated

import msgspec

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.enrolment import CODE_LENGTH, Invitation, tidy_code
from sync.keys import HubPublic, base32, from_base32
from sync.spoken import spelled, understood

CODE_WORDS, KEY_WORDS = 5, 8
_CODE, _KEY = "code", "key"
_KEY_LETTERS = 16
_MAX_BYTES = 4 * 1_048_576


class Served(msgspec.Struct, frozen=True, array_like=True):
    """A service of a site."""

    id: SchoolId
    name: Annotated[str, msgspec.Meta(max_length=200)]


class Introduction(msgspec.Struct, frozen=True):
    """
    What a hub says of itself to whoever asks: its keys, where it is, and the services of sites. Nothing vouches for it.

    Whoever takes it compares the fingerprint that the office printed.
    """

    hub: HubPublic
    url: Annotated[str, msgspec.Meta(max_length=300)] = ""
    sites: dict[str, tuple[Served, ...]] = {}

    def to_json(self) -> bytes:
        """Return it as it lies on a stick."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes) -> "Introduction":
        """
        Read what a hub, or somebody in its place, says of itself.

        Raises:
            BadInput: It is none.
        """
        try:
            if len(data) > _MAX_BYTES:
                raise ValueError("too long")
            return msgspec.json.decode(data, type=cls)
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            raise BadInput("Ahí no responde una central de Chasqui. Revise la dirección o la carpeta.") from error

    def invitation(self, *, fingerprint: str, code: str, site: str, url: str = "") -> Invitation:
        """
        Return the invitation that was told in words, where this is the hub of that *fingerprint*.

        Raises:
            BadInput: A word is wrong, another hub answered, or it invited nobody at that site.
        """
        self.recognise(fingerprint, site)
        served = self.sites[site]
        ids, names = tuple(one.id for one in served), tuple(one.name for one in served)
        return Invitation(self.hub, url or self.url, read_code(code), site, ids, names).checked()

    def recognise(self, fingerprint: str, site: str) -> None:
        """
        Return where this is the hub of that *fingerprint*, and it knows the site.

        Raises:
            BadInput: A word is wrong, another hub answered, or it knows nobody at that site.
        """
        if read_mark(fingerprint) != self.hub.mark:
            raise BadInput(
                "La central que respondió no es la de la hoja: su huella es otra. No siga; avise a la oficina."
            )
        if not self.sites.get(site):
            raise BadInput(
                "La central no conoce escuelas en el local «%(site)s». Revise el código del local, o use el QR.",
                site=site[:20],
            )


def code_words(code: str) -> tuple[str, ...]:
    """
    Return a one-time code as words.

    >>> read_code(" ".join(code_words("K7F2Q-91QDM")))
    'K7F2Q-91QDM'
    """
    return spelled(from_base32(tidy_code(code)), CODE_WORDS, _CODE)


def read_code(text: str) -> str:
    """
    Read a code that was typed, as words or as its ten letters.

    Raises:
        BadInput: It is neither.
    """
    letters = _letters(text, CODE_LENGTH)
    if letters is None:
        value = understood(text, CODE_WORDS, _CODE) << 6
        letters = base32(value.to_bytes(7, "big"), CODE_LENGTH)
    return f"{letters[:5]}-{letters[5:]}"


def key_words(hub: HubPublic) -> tuple[str, ...]:
    """Return the fingerprint of a hub as words."""
    return spelled(int.from_bytes(hub.mark, "big"), KEY_WORDS, _KEY)


def read_mark(text: str) -> bytes:
    """
    Read the fingerprint of a hub that was typed, as words or as its letters.

    Raises:
        BadInput: It is neither.
    """
    letters = _letters(text, _KEY_LETTERS)
    value = understood(text, KEY_WORDS, _KEY) if letters is None else from_base32(letters)
    return value.to_bytes(10, "big")


def _letters(text: str, count: int) -> str | None:
    """Return the letters that *text* is, where it is no words: one group, or groups of four or five."""
    tidy = tidy_code(text)
    if len(tidy) != count:
        return None
    try:
        from_base32(tidy)
    except ValueError:
        return None
    return tidy
