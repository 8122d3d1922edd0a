"""How a node joins: the hub's invitation, its one-time code, and the proof that a node's key goes with the code."""

import hmac
import secrets
from typing import Annotated

import msgspec

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.keys import HubPublic, base32

MAX_INVITATION_BYTES = 16_384
CODE_LENGTH = 10
"""Letters of a code: 50 bits."""

_LOOKALIKES = str.maketrans("OIL", "011", "- \t\n")


class Invitation(msgspec.Struct, frozen=True):
    """What the hub hands to a site, on paper (QR) or on a stick: its whole key, where it is, and the one-time code."""

    hub: HubPublic
    url: Annotated[str, msgspec.Meta(max_length=300)]
    code: Annotated[str, msgspec.Meta(max_length=20)]
    site: Annotated[str, msgspec.Meta(max_length=20)]
    schools: Annotated[tuple[SchoolId, ...], msgspec.Meta(max_length=64)]
    school_names: Annotated[tuple[str, ...], msgspec.Meta(max_length=64)]

    def to_json(self) -> bytes:
        """Return the invitation as the JSON of an invitation file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)

    @classmethod
    def from_json(cls, text: bytes) -> "Invitation":
        """
        Read an invitation file.

        Raises:
            BadInput: Longer than 16 KB, not JSON, a key of the wrong size, or not one name for each school.
        """
        if len(text) > MAX_INVITATION_BYTES:
            raise BadInput("La invitación es demasiado grande. Pida otra a la oficina.")
        try:
            invitation = msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            raise BadInput(
                "Ese archivo no es una invitación, o está dañado. Elija invitacion.json. "
                "Pida otra a la oficina si es esa."
            ) from error
        return invitation.checked()

    def checked(self) -> "Invitation":
        """
        Return this invitation where it says whom it serves.

        Raises:
            BadInput: Not one name for each school, or no school.
        """
        if not self.schools or len(self.schools) != len(self.school_names):
            raise BadInput("La invitación no dice a qué servicios educativos sirve. Pida otra a la oficina.")
        return self


def new_code() -> str:
    """
    Draw a one-time code of 50 bits, in two groups of five that can be read aloud.

    >>> len(new_code())
    11
    """
    text = base32(secrets.token_bytes(7), CODE_LENGTH)
    return f"{text[:5]}-{text[5:]}"


def tidy_code(code: str) -> str:
    """
    Return the code as it was meant: case, hyphens and look-alikes do not matter.

    >>> tidy_code("k7f2q-9ioll")
    'K7F2Q91011'
    """
    return code.upper().translate(_LOOKALIKES)


def proof(code: str, verify_key: bytes, site: str) -> bytes:
    """Return the 16 bytes that show that whoever holds *verify_key* for *site* was given *code*."""
    message = b"chasqui/enrolment/1" + verify_key + site.encode()
    return hmac.digest(tidy_code(code).encode(), message, "sha256")[:16]


def proves(code: str, verify_key: bytes, site: str, given: bytes) -> bool:
    """
    Tell whether *given* is the proof for this code, key and site, in constant time.

    >>> proves("K7F2Q-91QDM", bytes(32), "074294", proof("k7f2q 91qdm", bytes(32), "074294"))
    True
    """
    return hmac.compare_digest(proof(code, verify_key, site), given)
