"""The cord of a plan's life, as its page draws it."""

from hub.plan_rows import PlanRow, PlanStatus
from shared.web import formats, now
from shared.web import gettext as _


def steps(row: PlanRow) -> list[tuple[str, str, str]]:
    """Return the cord of the plan's life: words, detail, and ``done`` or ``now``."""
    signed = ", ".join(_(one.role) for one in row.approvals)
    approved = row.status in (PlanStatus.APPROVED, PlanStatus.PUBLISHED)
    published = row.status is PlanStatus.PUBLISHED
    ends = {
        PlanStatus.SUPERSEDED: (_("Reemplazado"), _("por un plan posterior"), "now"),
        PlanStatus.REJECTED: (_("Rechazado"), _("el historial dice por qué"), "now"),
    }
    last = [ends[row.status]] if row.status in ends else []
    return [
        (_("Calculado"), formats.when(row.created, now()), "done"),
        (_("Revisado y aprobado"), signed, "done" if approved else "" if last else "now"),
        (
            _("Publicado"),
            formats.day(row.published) if row.published else "",
            "done" if published else "now" if approved else "",
        ),
        *last,
    ]
