"""An invitation as the text of a QR code: letters and figures that any scanner types on any keyboard."""

import zlib
from hashlib import blake2b
from typing import Annotated

import msgspec

from shared.errors import BadBundle, BadInput
from shared.ids import SchoolId
from sync.enrolment import MAX_INVITATION_BYTES, Invitation
from sync.keys import HubPublic, Key, base32, from_base32
from sync.wire import pack, unpack

BEGIN = "CHQ1"
MOST_LETTERS = 1_400
"""Of a card that still prints well: beyond it names are cut, and at last left out."""
_CHECK_BYTES = 4
_LOOKALIKES = str.maketrans("OIL", "011")


class _Card(msgspec.Struct, frozen=True, array_like=True):
    verify: Key
    box: Key
    release: Key
    url: Annotated[str, msgspec.Meta(max_length=300)]
    code: Annotated[str, msgspec.Meta(max_length=20)]
    site: Annotated[str, msgspec.Meta(max_length=20)]
    schools: Annotated[tuple[SchoolId, ...], msgspec.Meta(max_length=64)]
    names: Annotated[tuple[str, ...], msgspec.Meta(max_length=64)]


def card_of(invitation: Invitation) -> str:
    """Return the invitation as one line of capitals and figures; of long names only the beginning where it must be."""
    names = invitation.school_names
    tries = (names, tuple(name[:24] for name in names), tuple(map(str, invitation.schools)))
    texts = [_text(invitation, some) for some in tries]
    return next((text for text in texts if len(text) <= MOST_LETTERS), texts[-1])


def read_card(text: str) -> Invitation:
    """
    Read what ``card_of`` wrote, as a scanner typed it: case, blanks, hyphens and look-alikes do not matter.

    Raises:
        BadInput: It is no card, or not all of it, or a letter is another.
    """
    letters = "".join(text.upper().split()).replace("-", "").translate(_LOOKALIKES)
    if not letters.startswith(BEGIN) or len(letters) > 2 * MAX_INVITATION_BYTES:
        raise BadInput("Ese texto no es el de una hoja de inscripción. Lea el QR con el lector, o use las palabras.")
    body = letters[len(BEGIN) :]
    try:
        count = len(body) * 5 // 8
        data = (from_base32(body) >> len(body) * 5 - count * 8).to_bytes(count, "big")
        packed = data[_CHECK_BYTES:]
        if _check(packed) != data[:_CHECK_BYTES]:
            raise BadInput(_CUT)
        card = unpack(_inflated(packed), _Card, max_bytes=MAX_INVITATION_BYTES, what="la hoja")
    except (ValueError, zlib.error, BadBundle) as error:
        raise BadInput(_CUT) from error
    hub = HubPublic(card.verify, card.box, card.release)
    return Invitation(hub, card.url, card.code, card.site, card.schools, card.names).checked()


def read_invitation(data: bytes) -> Invitation:
    """
    Read an invitation from a file: the one that the hub wrote, or the text of a card.

    Raises:
        BadInput: It is neither.
    """
    head = data[:64].lstrip().upper()
    if head.startswith(BEGIN.encode()) and len(data) <= MAX_INVITATION_BYTES:
        return read_card(data.decode("ascii", errors="replace"))
    return Invitation.from_json(data)


def _text(invitation: Invitation, names: tuple[str, ...]) -> str:
    hub = invitation.hub
    card = _Card(
        hub.verify, hub.box, hub.release, invitation.url, invitation.code, invitation.site, invitation.schools, names
    )
    packed = zlib.compress(pack(card), 9)
    data = _check(packed) + packed
    return BEGIN + base32(data + b"\0", -(-len(data) * 8 // 5))


def _inflated(packed: bytes) -> bytes:
    """Return what was packed, as far as an invitation may go: somebody may have packed a gigabyte of nothing."""
    stream = zlib.decompressobj()
    data = stream.decompress(packed, MAX_INVITATION_BYTES)
    if not stream.eof:
        raise BadInput(_CUT)
    return data


def _check(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_CHECK_BYTES, person=b"chasqui/card/1").digest()


_CUT = "El texto de la hoja está incompleto o cambiado. Léalo otra vez, entero."
