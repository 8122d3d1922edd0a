"""What the cycles before needed and got, from the plans that went out and the proofs of delivery."""

from collections.abc import Iterable, Sequence

import numpy as np

from hub.allocation import uncounted
from hub.allocation.need import unmet
from hub.allocation.worth import curves
from hub.cycles import Column, together, went_out
from hub.discrepancies import discrepancies
from hub.inputs import EarlierRow
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
    plans = {one: rows for one, rows in went_out(store.plans()).items() if one < cycle}
    counted = sorted(plans)[-(window - 1) :] if window > 1 else []
    rejected = _rejected(store)
    return [
        row
        for one, rows in plans.items()
        if one in counted
        for row in rows_of(one, ((plan.id, store.plan_lines(plan.id)) for plan in rows), rejected)
    ]


def rows_of(cycle: str, plans: Iterable[tuple[str, Sequence[Line]]], rejected: Rejected) -> list[EarlierRow]:
    """
    Return what *plans* of a cycle, the oldest first, say of it (``cycles.together``).

    Where nobody had counted, as much is taken to have been there as the plan took it for (``allocation.uncounted``).

    What is on its way counts as what has arrived: a school need not wait for its own proof of delivery.
    """
    places: dict[tuple[SchoolId, ResourceId], int] = {}
    parts = [_columns(plan, lines, rejected, places) for plan, lines in plans]
    key, need, there, taken, brought = (np.concatenate(column) for column in zip(*parts, strict=True))
    at, (need, there, taken), (brought,) = together(key, (need, there, taken), (brought,))
    names = list(places)
    found = zip(key[at].tolist(), need.tolist(), (there + brought).tolist(), taken.tolist(), strict=True)
    return [EarlierRow(cycle, *names[which], *amounts) for which, *amounts in found]


def _columns(
    plan: str, lines: Sequence[Line], rejected: Rejected, places: dict[tuple[SchoolId, ResourceId], int]
) -> tuple[Column, ...]:
    """Return of each line of a plan whose it is, by its place in *places*, its amounts, and what it brought."""
    key = [places.setdefault((line.school, line.resource), len(places)) for line in lines]
    there = [line.on_hand + line.in_transit for line in lines]
    brought = [line.units - back for line, back in zip(lines, _sent_back(plan, lines, rejected), strict=True)]
    need, taken = _expected(lines)
    return np.array(key, dtype=np.int64), *(np.array(one, dtype=float) for one in (need, there, taken, brought))


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
