"""What the cycles before needed and got, from the plans that went out and the proofs of delivery."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from hub.allocation import uncounted
from hub.allocation.need import unmet
from hub.allocation.worth import curves
from hub.discrepancies import discrepancies
from hub.inputs import EarlierRow
from hub.plan_rows import PlanRow, PlanStatus
from hub.store import Store
from shared.allocation import Line, Reason
from shared.ids import ResourceId, SchoolId, SiteId
from shared.stock import share_between

Rejected = dict[tuple[str, SiteId, ResourceId], int]
"""By plan: what a site did not take, or what never came to it."""
_THOUSAND = 1_000
"""Needs are kept to so many parts of a unit."""


def earlier_of(store: Store, cycle: str, window: int) -> list[EarlierRow]:
    """Return the cycles before *cycle* that count in a window of so many, this one among them."""
    plans = [row for row in reversed(store.plans()) if row.status is PlanStatus.PUBLISHED and _cycle(row) < cycle]
    counted = sorted({_cycle(row) for row in plans})[-(window - 1) :] if window > 1 else []
    rejected = _rejected(store)
    found: dict[tuple[str, SchoolId, ResourceId], EarlierRow] = {}
    for plan in plans:
        if _cycle(plan) in counted:
            add_plan(found, _cycle(plan), plan.id, store.plan_lines(plan.id), rejected)
    return list(found.values())


def add_plan(
    found: dict[tuple[str, SchoolId, ResourceId], EarlierRow],
    cycle: str,
    plan: str,
    lines: Sequence[Line],
    rejected: Rejected,
) -> None:
    """
    Add the lines of a plan of *cycle*: what was needed and there as its first plan saw it, what all of them brought.

    Where nobody had counted, as much is taken to have been there as the plan took it for (``allocation.uncounted``).

    What is on its way counts as what has arrived: a school need not wait for its own proof of delivery.
    """
    brought = [line.units - back for line, back in zip(lines, _sent_back(plan, lines, rejected), strict=True)]
    for line, expected, taken, units in zip(lines, *_expected(lines), brought, strict=True):
        key = cycle, line.school, line.resource
        before = found.get(key) or EarlierRow(*key, expected, line.on_hand + line.in_transit, taken)
        if before.need or before.received or units:
            found[key] = replace(before, received=float(before.received + units))


def _expected(lines: Sequence[Line]) -> tuple[list[float], list[float]]:
    """Return the need of each line, and what of it is taken to have been there beyond what its records showed."""
    quantiles = np.array([(one.need.p10, one.need.p50, one.need.p90) for one in lines], dtype=float).reshape(-1, 3)
    curve = curves((0.1, 0.5, 0.9), quantiles)
    have = np.array([one.on_hand + one.in_transit for one in lines], dtype=np.int64)
    need, lacking = (np.rint(_THOUSAND * unmet(curve, there)).astype(np.int64) for there in (0 * have, have))
    of_use = np.array([one.reason is not Reason.INCOMPATIBLE for one in lines], dtype=bool)
    counted = np.array([one.counted for one in lines], dtype=bool)
    ids, resource = np.unique(np.array([one.resource for one in lines], dtype=str), return_inverse=True)
    share = uncounted.shares(need, need - lacking, counted & of_use, resource, len(ids))
    taken = uncounted.taken(need, need - lacking, counted | ~of_use, share[resource])
    return (need / _THOUSAND).tolist(), (taken / _THOUSAND).tolist()


def _sent_back(plan: str, lines: Iterable[Line], rejected: Rejected) -> list[int]:
    """Return of each line what its site did not take, shared between the schools of the site by what went to each."""
    of_site: dict[tuple[SiteId, ResourceId], list[int]] = {}
    every = list(lines)
    for at, line in enumerate(every):
        of_site.setdefault((line.site, line.resource), []).append(at)
    found = [0] * len(every)
    for (site, resource), places in of_site.items():
        back = rejected.get((plan, site, resource), 0)
        units = [every[at].units for at in places]
        for at, part in zip(places, share_between(min(back, sum(units)), units), strict=True):
            found[at] = part
    return found


def _rejected(store: Store) -> Rejected:
    found: Rejected = {}
    rows = store.deliveries()
    for row in rows:
        plan = row.decision.removesuffix(f"-{row.site}")
        for line in row.lines:
            key = plan, row.site, line.resource
            found[key] = found.get(key, 0) + line.rejected
    for one in discrepancies(store, rows):
        key = one.decision.removesuffix(f"-{one.site}"), one.site, one.resource
        found[key] = max(found.get(key, 0), one.tally.missing)
    return found


def _cycle(plan: PlanRow) -> str:
    return f"{plan.period_first:%Y-%m}"
