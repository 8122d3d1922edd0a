"""A plan as another program reads it: its head, and its lines page by page."""

from datetime import date, datetime

import msgspec

from hub.export_forms import Page
from hub.plan_rows import PlanRow, PlanStatus


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """What a plan is of, and how far it got."""

    id: str
    status: PlanStatus
    created: datetime
    """When its inputs were read."""
    published: date | None
    period_first: date
    period_weeks: int
    lines: int
    units: int
    weights_version: int
    hash: str
    """Of its lines: the same lines are the same plan."""
    simulated: list[str]
    """What of its inputs was made up."""


class PlanPage(Page, forbid_unknown_fields=True):
    """Some lines of a plan, those of the table ``plan_lines``."""

    plan: Head


def head_of(plan: PlanRow) -> Head:
    """Return what a page says of its plan; who approved it is the office's own affair."""
    return Head(
        id=plan.id,
        status=plan.status,
        created=plan.created,
        published=plan.published,
        period_first=plan.period_first,
        period_weeks=plan.period_weeks,
        lines=plan.lines,
        units=plan.units,
        weights_version=plan.weights_version,
        hash=plan.plan_hash,
        simulated=list(plan.simulated),
    )
