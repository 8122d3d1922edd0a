"""What a reader of files must know of the node, and which of its services a row is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import BadInput, BadRow
from shared.ids import SchoolId, school_id
from shared.resources import Resource
from shared.tabular import Row
from shared.tabular import day as day_written


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader must know of the node: whose it is, what it calls things, and which week it is."""

    schools: Sequence[SchoolId]
    school: SchoolId
    """Where a file does not say which service it is of."""
    resources: Sequence[Resource] = ()
    today: date | None = None
    """None where the clock cannot be believed."""
    whole_week: bool = False
    """Whether the rows of a weekly register that does not say so tell of whole weeks."""

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
        BadRow: It is no service of this node.
    """
    if not row["school"]:
        return place.school
    try:
        school = school_id(*row["school"].split("-", 1))
    except BadInput as error:
        raise BadRow(row.line, error) from error
    if school not in place.schools:
        raise BadRow(row.line, "esta laptop no atiende el servicio %(school)s.", school=school)
    return school
