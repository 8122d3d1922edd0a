"""What a file would bring, read whole and checked, before anything is compared with the node or written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from edge.listed import PersonIn
from shared.errors import BadInput, BadRow
from shared.fact_fields import Fact
from shared.occurred import Occurred
from shared.sentences import Sentence


class Kind(Enum):
    """The kinds of file that a school imports."""

    SESSIONS = "kolibri-sessions"
    SUMMARIES = "kolibri-summaries"
    USERS = "kolibri-users"
    WEEKLY = "weekly"
    PEOPLE = "people"
    ONEROSTER = "oneroster"
    DEVICES = "devices"
    LOANS = "loans"


FAMILIES: Mapping[str, frozenset[Kind]] = {
    "kolibri": frozenset({Kind.SESSIONS, Kind.SUMMARIES, Kind.USERS}),
    "weekly": frozenset({Kind.WEEKLY}),
    "people": frozenset({Kind.PEOPLE}),
    "oneroster": frozenset({Kind.ONEROSTER}),
    "devices": frozenset({Kind.DEVICES}),
    "loans": frozenset({Kind.LOANS}),
}
"""What a person calls a file, and the kinds that it may be."""


def kinds_named(names: Iterable[str]) -> frozenset[Kind]:
    """
    Return the kinds of these names.

    Raises:
        BadInput: There is none of such a name here: it was asked for by another version.
    """
    try:
        return frozenset(map(Kind, names))
    except ValueError as error:
        raise BadInput("Esta versión no importa esa clase de archivo. Ciérrela, ábrala otra vez y repita.") from error


@dataclass(frozen=True, slots=True)
class GuardianIn:
    """Who takes a device home, as a list of loans tells it, and what its paper says; none of it leaves the laptop."""

    name: str
    dni: str
    phone: str = ""
    chip: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class FactIn:
    """A fact of one row; its learner goes by the file's own code until it is recorded."""

    line: int
    fact: Fact
    occurred: Occurred
    identity: str
    """What makes it that row, beside its learner: its source key stands for both."""
    learner: str = ""
    channel: str = ""
    """What the file calls a channel of Kolibri, of which there is only a code here."""
    title: str = ""
    """What it calls the content."""
    written: date | None = None
    """The day that the row itself names, where the fact is of more than that day."""
    guardian: GuardianIn | None = None
    """Of a loan: who has it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file would bring: facts or people, the lines that cannot be used, and what to know before accepting."""

    kind: Kind
    read: int
    """Rows that say something to this node, the refused ones too."""
    facts: tuple[FactIn, ...] = ()
    people: tuple[PersonIn, ...] = ()
    refused: tuple[BadRow, ...] = ()
    notes: tuple[Sentence, ...] = ()
