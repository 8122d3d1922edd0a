"""What the region says became of units that a school did not accept or did not confirm: words beside their line."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from shared.allocation import NATIONAL
from shared.ids import ResourceId
from shared.sentences import N_, Sentence

KIND = "delivery_answer"
"""The kind of its feed item. A node of before this version keeps it and shows nothing."""


class How(StrEnum):
    """What became of units that a school did not accept, or of which nobody confirms anything."""

    RETURNED = "returned"
    """They are in a depot again, which has them to give."""
    LOST = "lost"
    AGAIN = "again"
    """Others go in their place."""
    MISCOUNTED = "miscounted"
    """The school has them, as far as the region knows."""
    STAYED = "stayed"
    """They never left the depot."""
    ARRIVED = "arrived"
    """They came to the school, as a paper says; its laptop does not know it."""


REJECTED = (How.RETURNED, How.LOST, How.AGAIN, How.MISCOUNTED)
"""What can have become of units that a school did not accept."""
UNCONFIRMED = (How.STAYED, How.RETURNED, How.LOST, How.ARRIVED)
"""What can have become of units of which no school said anything."""
IN_DEPOT = (How.RETURNED, How.STAYED)
"""What a depot has to give again."""
HOWS: Mapping[str, str] = {
    How.RETURNED: N_("Volvió al almacén"),
    How.LOST: N_("Se dio por perdido"),
    How.AGAIN: N_("Se envía otra vez"),
    How.MISCOUNTED: N_("La escuela contó mal"),
    How.STAYED: N_("No salió del almacén"),
    How.ARRIVED: N_("Llegó, según un acta en papel"),
}
_TOLD: Mapping[str, str] = {
    How.RETURNED: N_("Volvió al almacén %(depot)s: %(units)s."),
    How.LOST: N_("Se dio por perdido: %(units)s."),
    How.AGAIN: N_("Se envía otra vez: %(units)s."),
    How.MISCOUNTED: N_("La región sabe que sí llegó: %(units)s. Cuente otra vez."),
    How.STAYED: N_("No salió del almacén %(depot)s: %(units)s."),
    How.ARRIVED: N_("La región sabe por un acta en papel que llegó: %(units)s. Confirme la recepción si puede."),
}
_OF_NATION: Mapping[str, str] = {
    How.RETURNED: N_("Volvió a la reserva nacional: %(units)s."),
    How.STAYED: N_("No salió de la reserva nacional: %(units)s."),
}
_OTHERWISE = N_("Resuelto: %(units)s.")


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """What became of some of the units of a line, why, and who says so."""

    number: int
    how: str
    """One of ``How``; of a later version maybe another."""
    units: int
    why: str
    role: str
    """The office that says so, as in ``Approval``."""
    on: date
    depot: str = ""
    """Where they are, of those that returned."""
    day: date | None = None
    """When they came back there, or to the school."""
    unconfirmed: bool = False
    """Of units of which no proof told, and not of some that were rejected."""
    proved: int | None = None
    """Of how many units of the line proofs had told by then; None where nobody knows. For a hub that lost its own."""


class DeliveryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All that was solved of one line of a shipment; a later one replaces it, and one that solves nothing undoes it."""

    pecosa: str
    decision: str
    resource: ResourceId
    solutions: tuple[Solution, ...]


def subject_of(pecosa: str, resource: str) -> str:
    """
    Return the subject of the answer's item.

    >>> subject_of("2026-10-abc-0001", "tablet")
    'delivery_answer/2026-10-abc-0001/tablet'
    """
    return f"{KIND}/{pecosa}/{resource}"


def words(solution: Solution) -> Sentence:
    """
    Say what became of the units, as the school reads it.

    >>> day = date(2026, 11, 3)
    >>> words(Solution(number=1, how="lost", units=2, why="Se cayó al río.", role="", on=day)).text()
    'Se dio por perdido: 2.'
    """
    told = {**_TOLD, **_OF_NATION} if solution.depot == NATIONAL else _TOLD
    return Sentence(told.get(solution.how, _OTHERWISE), {"units": f"{solution.units:,}", "depot": solution.depot})
