"""What a reader of files must know of the node, and which of its services a row is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.errors import BadInput, BadRow, WhichService
from shared.ids import SchoolId, school_id
from shared.resources import Resource
from shared.tabular import Row
from shared.tabular import day as day_written


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader must know of the node: whose it is, what it calls things, and which week it is."""

    schools: Sequence[SchoolId]
    school: SchoolId | None
    """Where a file does not say which service it is of; None where there are several and nobody said which."""
    resources: Sequence[Resource] = ()
    today: date | None = None
    """None where the clock cannot be believed."""
    whole_week: bool = False
    """Whether the rows of a weekly register that does not say so tell of whole weeks."""
    names: Mapping[SchoolId, str] = field(default_factory=dict)

    def usual(self) -> SchoolId:
        """
        Return the service of what does not say whose it is.

        Raises:
            WhichService: There are several, and nobody said which.
        """
        if self.school is None:
            raise WhichService(
                "Aquí no dice de qué servicio es, y esta laptop atiende varios: %(served)s. "
                "Elija uno, o agregue la columna «servicio», y repita.",
                served=", ".join(map(self.called, self.schools)),
            )
        return self.school

    def called(self, school: SchoolId) -> str:
        """Return the name of a service with its code."""
        name = self.names.get(school, "")
        return name if school in name else f"{name} ({school})".strip()

    def is_past(self, text: str) -> bool:
        """
        Tell whether a day is over; none is, where nobody knows which one it is today.

        Raises:
            BadInput: It is no day.
        """
        day = day_written(text)
        return self.today is not None and day is not None and day < self.today


def served_school(row: Row, place: Place) -> SchoolId:
    """
    Return the service that a row names, with the zeros that a spreadsheet dropped; the usual one where it names none.

    Raises:
        BadInput: The file has no such column, and nobody said which of several services it is of.
        BadRow: It is no service of this node, or left out where there are several.
    """
    if not row["school"]:
        if place.school is None and "school" in row.cells:
            raise BadRow(row.line, "falta el servicio, y esta laptop atiende varios: escriba su código modular.")
        return place.usual()
    try:
        school = school_id(*row["school"].split("-", 1))
    except BadInput as error:
        raise BadRow(row.line, error) from error
    if school not in place.schools:
        raise BadRow(row.line, "esta laptop no atiende el servicio %(school)s.", school=school)
    return school
