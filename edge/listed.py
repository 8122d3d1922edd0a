"""People and classes as a list of another program or of a spreadsheet names them."""

from dataclasses import dataclass

from shared.ids import SchoolId


@dataclass(frozen=True, slots=True)
class ClassIn:
    """A class as a list names it."""

    name: str
    school: SchoolId | None = None
    """Its service, where that is not the person's own."""


@dataclass(frozen=True, slots=True)
class PersonIn:
    """
    A person as a list describes them.

    Nothing but name and code is kept readable, sealed; of ``other_codes`` only what recognises them again.
    """

    line: int
    code: str
    name: str
    """Empty: the list has none, and what they are called here stays."""
    role: str
    school: SchoolId
    classes: tuple[ClassIn, ...] = ()
    other_codes: tuple[str, ...] = ()
    partial: bool = False
    """The list tells of changes only: its classes are added to those that are known."""
    lent: bool = False
    """The code is one of the other codes: the list gives nobody a code to go by."""
