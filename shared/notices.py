"""What the region tells a school of what it did to its computers, and why: words, and nothing that a node acts on."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from shared.sentences import N_, Sentence

KIND = "notice"
"""The kind of its feed item. A node of before this version keeps it and shows nothing."""


class What(StrEnum):
    """What was done."""

    REVOKED = "revoked"
    """A computer is not believed any more."""
    ACCEPTED = "accepted"
    """It is believed again."""
    DISCARDED = "discarded"
    """What waited of a computer was thrown away."""


_TOLD: Mapping[str, str] = {
    What.REVOKED: N_("La región dio de baja la laptop %(node)s: lo que envíe se guarda aparte y no se aplica."),
    What.ACCEPTED: N_("La región aceptó otra vez la laptop %(node)s: lo que envíe se aplica."),
    What.DISCARDED: N_(
        "La región descartó lo que esperaba de la laptop %(node)s. Si todavía lo tiene, lo envía otra vez."
    ),
}
_OTHERWISE = N_("La región hizo un cambio en la laptop %(node)s.")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to one computer of a site; a later one of the same replaces it."""

    what: str
    """One of ``What``; of a later version maybe another."""
    node: str
    """The computer's code, in hexadecimal."""
    text: str
    """Why, in the words of whoever did it."""
    role: str
    """The office that did it, as in ``Approval``."""
    on: date


def subject_of(what: str, node: str) -> str:
    """
    Return the subject of the notice's item: whether a computer is believed is one, so that the last word holds.

    >>> subject_of("revoked", "00ff"), subject_of("accepted", "00ff"), subject_of("discarded", "00ff")
    ('notice/standing/00ff', 'notice/standing/00ff', 'notice/discarded/00ff')
    """
    return f"{KIND}/{'standing' if what in (What.REVOKED, What.ACCEPTED) else what}/{node}"


def words(notice: Notice) -> Sentence:
    """
    Say what was done, as the school reads it.

    >>> words(Notice(what="melted", node="00ff", text="", role="", on=date(2026, 3, 2))).text()
    'La región hizo un cambio en la laptop 00ff.'
    """
    return Sentence(_TOLD.get(notice.what, _OTHERWISE), {"node": notice.node})
