"""A school as the allocation sees it, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.allocation import Doubted, Need
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Power
from shared.suiting import missing_requirement as missing_requirement
from shared.suiting import needs_kit as needs_kit
from shared.suiting import stage_of as stage_of

Waits = Mapping[SchoolId, int]
"""Schools that lacked what was scarce and were sent nothing, with in how many cycles in a row; no others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A school as the allocation sees it. ``None`` and the empty tuple of languages mean that nobody has said."""

    school: SchoolId
    site: SiteId
    depot: str
    power: Power = Power.UNKNOWN
    coverage: bool | None = None
    internet: bool | None = None
    level: str = ""
    languages: tuple[str, ...] = ()
    urgency_pct: int = 100
    students: int = 0
    waited: int = 0
    """Cycles in a row, just before, in which it lacked what was scarce and was sent nothing; in ``urgency_pct`` too."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What one school is foreseen to need of one resource in the period, and what it has of it already, in units."""

    school: SchoolId
    resource: ResourceId
    need: Need
    on_hand: int = 0
    in_transit: int = 0
    asked: int = 0
    made_by: str = "baseline"
    counted: bool = True
    """Somebody at its site counted it once; else ``on_hand`` is only what its records show."""
    count_day_sure: bool = True
    """False where it was counted on a day that nothing tells."""
    doubted: Doubted | None = None
    """What was foreseen of use that is not plausible; ``need`` is what counts."""
