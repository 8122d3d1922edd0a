"""A plan as the store keeps it and hands it out: its life, its signatures, what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from shared.allocation import Line
from shared.school_year import AssumedYear
from shared.sentences import N_, counted

PACKS = "packs"
"""Of the content packs, among the inputs of a plan: tens of thousands of lines, and read where they are asked for."""


class PlanStatus(StrEnum):
    """A plan's life; it never goes back."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


STATUSES: Mapping[PlanStatus, str] = {
    PlanStatus.PROPOSED: N_("Propuesto"),
    PlanStatus.APPROVED: N_("Aprobado"),
    PlanStatus.PUBLISHED: N_("Publicado"),
    PlanStatus.SUPERSEDED: N_("Reemplazado"),
    PlanStatus.REJECTED: N_("Rechazado"),
}
"""A plan's life in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """Who signed a plan: the office that is shown, and the account that is kept for the audit."""

    plan: str
    role: str
    """The office, and the way it came where that was a command."""
    login: str
    on: datetime

    @property
    def office(self) -> str:
        """
        Return who signed as schools are told: the way a signature came is the region's own affair.

        >>> ApprovalRow(plan="a", role="Administración, por comando", login="ana", on=datetime(2026, 6, 12)).office
        'Administración'
        """
        return self.role.partition(", ")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan without its lines. The JSON values are what the planning wrote."""

    id: str
    status: PlanStatus
    created: datetime
    """When its inputs were read, by the hub's clock of then."""
    heard: int = 0
    """The number of the last stretch that had come by then."""
    out: int = 0
    """A plan that went out after another has a greater one, whatever the hub's clock said; 0: it did not go out."""
    period_first: date
    period_weeks: int
    weights_version: int
    plan_hash: str
    inputs: dict[str, Any] = field(default_factory=dict)
    """Hashes and names of what the plan rests on; of ``PACKS`` the JSON as it is kept, for ``hub.pack_choice``."""
    prices: dict[str, Any] = field(default_factory=dict)
    certificate: dict[str, Any] = field(default_factory=dict)
    """Value, bound and gap."""
    comparison: dict[str, Any] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    published: date | None = None
    lines: int = 0
    units: int = 0

    @property
    def assumed(self) -> tuple[AssumedYear, ...]:
        """Return the years of which the region had no calendar when the needs were foreseen."""
        return msgspec.convert(self.inputs.get("assumed", []), tuple[AssumedYear, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """A plan to store: everything but its status and its approvals."""

    id: str
    period_first: date
    period_weeks: int
    weights_version: int
    plan_hash: str
    lines: tuple[Line, ...]
    inputs: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, Any] = field(default_factory=dict)
    certificate: dict[str, Any] = field(default_factory=dict)
    comparison: dict[str, Any] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()


def size_words(lines: int, units: int) -> str:
    """
    Return how large a plan is.

    >>> size_words(1, 12)
    '1 línea, 12 unidades'
    """
    return f"{counted(lines, 'línea', 'líneas')}, {counted(units, 'unidad', 'unidades')}"
