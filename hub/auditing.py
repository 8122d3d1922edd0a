"""A plan recomputed from what was published with it: every line again, from its lots and the prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.files import from_frames
from hub.allocation.published import read_prices, told_uncounted
from hub.allocation.settings import Settings
from hub.drawing import NAME, RULE, TELLS_OTHERS, flat
from hub.explain import Known, explain
from hub.fairness import Weights
from hub.fixing import LockRow, fixed_by
from hub.inputs import places_of
from hub.means import Means
from hub.pack_choice import packs_again, packs_in
from hub.places import Ask, Place
from hub.plan_rows import PlanRow
from hub.region_instance import last_plan_of, locks_of, tables_of
from hub.region_then import region_then
from hub.store import Store
from shared.allocation import Doubted, Line, PackLine
from shared.doubted import Bound, capped
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue

Uncounted = Mapping[str, Mapping[str, float]]
"""By resource, as ``told_uncounted`` tells it."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What a recomputation of a plan found."""

    lines: tuple[Line, ...]
    """Lines that do not recompute from what was published with the plan."""
    changed: tuple[str, ...]
    """What of the region is kept in no version, and is not as it was when the plan was drawn (``hub.region_then``)."""
    older: bool = False
    """The plan was made by a rule of before, by which nothing is recomputed any more."""
    packs: tuple[PackLine, ...] = ()
    """Lines of content packs that do not recompute."""
    uncounted: tuple[str, ...] = ()
    """Resources of which the share that was taken for what nobody counted is not the one that the lines give."""


def audit(store: Store, plan_id: str, weights: Weights | None = None) -> Audit:
    """
    Recompute a plan from what was published with it, in the region as it knew it: see ``hub.region_then``.

    Of the schools a plan keeps a fingerprint: where they changed since, a line may differ though nobody touched it.
    """
    plan, lines = store.plan(plan_id), store.plan_lines(plan_id)
    of = region_then(store, plan, {line.school for line in lines}, weights)
    if plan.inputs.get("rule") != RULE:
        return Audit((), of.changed, older=True)
    places = places_of(of.schools, of.weights, plan.inputs.get("waited", {}))
    packs = packs_in(plan.inputs)
    again_packs = set(packs_again(plan.inputs, places, of.catalogue))
    last = store.plan_lines(plan.inputs["last_plan"]) if plan.inputs["last_plan"] else []
    again, uncounted = recompute(plan, lines, places, of.catalogue, last)
    fresh = {(line.school, line.resource): line for line in again}
    differing = tuple(line for line in lines if fresh.get((line.school, line.resource)) != line)
    told = plan.inputs["uncounted"]
    wrong = tuple(sorted(name for name in {*told, *uncounted} if told.get(name) != uncounted.get(name)))
    wrong_packs = tuple(sorted(again_packs.symmetric_difference(packs), key=lambda one: (one.site, one.resource)))
    return Audit(differing, of.changed, packs=wrong_packs, uncounted=wrong)


def recompute(
    plan: PlanRow, lines: Sequence[Line], places: Sequence[Place], catalogue: Catalogue, last: Sequence[Line] = ()
) -> tuple[list[Line], Uncounted]:
    """
    Return the lines again, and what is taken where nobody counted, from nothing but what was published.

    Both are equal to what the plan says unless somebody changed it.
    """
    told = plan.inputs
    ids = {place.school for place in places}, {one.id for one in catalogue.resources}
    asks = [_counted(ask, doubted_in(told)) for ask in _asks(lines, *ids)]
    units, settings = flat(told["supply"]), msgspec.convert(told["settings"], Settings)
    locks = [msgspec.convert(row, LockRow) for row in told["locks"]]
    means = msgspec.convert(told.get("means", {}), Means)
    tables = tables_of(places, asks, units, catalogue, means=means) | {
        "locks": locks_of(locks, places, catalogue),
        "last_plan": last_plan_of({(one.school, one.resource): one.lots for one in last}, places, catalogue),
    }
    of = _in_window(from_frames(tables, settings, NAME), told["window"])
    pairs, sent = of.instance.pairs, {(one.school, one.resource): one.lots for one in lines}
    keys = zip(of.instance.schools.id[pairs.school], of.instance.resources.id[pairs.resource], strict=True)
    lots = np.array([sent.get(key, 0) for key in keys], dtype=np.int64)
    known = Known(
        {place.school: place for place in places},
        {(a.school, a.resource): a for a in asks},
        units,
        fixed_by(locks),
        tells_others=told.get(TELLS_OTHERS, False),
    )
    return explain(of, lots, read_prices(of.instance, plan.prices), known), told_uncounted(of)


def doubted_in(told: Mapping[str, Any]) -> dict[tuple[SchoolId, ResourceId], Doubted]:
    """Return the needs that count up to a bound, as a plan published them."""
    rows = told.get("doubts", [])
    return {(SchoolId(school), ResourceId(resource)): msgspec.convert(one, Doubted) for school, resource, one in rows}


def _counted(ask: Ask, published: Mapping[tuple[SchoolId, ResourceId], Doubted]) -> Ask:
    """Return what was asked with the need that its bound leaves of what was foreseen, whatever its line says."""
    doubted = published.get((ask.school, ask.resource))
    if doubted is None:
        return ask
    need, again = capped(doubted.foreseen, Bound(doubted.most, doubted.looked_at))
    return replace(ask, need=need, doubted=again)


def _in_window(of: Assembled, window: Mapping[str, Sequence[int]]) -> Assembled:
    """Return the instance with the need of the window, and what was met of it, as they were published."""
    need, met = (np.array([window.get(one, (0, 0))[at] for one in of.instance.schools.id]) for at in (0, 1))
    schools = replace(of.instance.schools, window_need=need.astype(np.int64), window_met=met.astype(np.int64))
    return replace(of, instance=of.instance.changed(schools=schools))


def _asks(lines: Sequence[Line], schools: set[SchoolId], resources: set[ResourceId]) -> list[Ask]:
    """Return what the lines were asked for; of what is not known any more nothing can be recomputed."""
    return [
        Ask(
            line.school,
            line.resource,
            line.need,
            line.on_hand,
            line.in_transit,
            line.asked,
            line.made_by,
            line.counted,
            line.count_day_sure,
        )
        for line in lines
        if line.school in schools and line.resource in resources
    ]
