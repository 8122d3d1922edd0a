"""The plan of a period: drawn from what the region knows, kept with what it rests on, signed, then published."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from hub import decisions
from hub.compare import compare
from hub.explain import Prices, explain, published_prices, recompute
from hub.fairness import DEFAULT_WEIGHTS, Weights, read_weights
from hub.inputs import Foreseen, Inputs, asks_of, digest, hashes, left_out, places_of, simulated_words
from hub.lots import build
from hub.prices import allocate
from hub.rows import NewPlan, PlanRow, PlanStatus
from hub.store import Store
from shared.allocation import Decision, Line
from shared.errors import PlanRefused
from shared.ids import ResourceId

APPROVALS_NEEDED = 1
OFFICE = "Operación regional"
"""How a signature is shown where no other office is named."""
_ALPHA = 0


def make_plan(
    store: Store,
    foreseen: Iterable[Foreseen],
    *,
    period_first: date,
    period_weeks: int,
    weights: Weights | None = None,
    simulated: tuple[str, ...] = (),
) -> PlanRow:
    """
    Draw the plan of a period and keep it as a proposal; with the same inputs it is the same plan, kept once.

    An older proposal that nobody approved is superseded.

    Raises:
        NotReady: The region has no catalogue.
        BadInput: The needs name a school or resource twice, or one that the region does not know.
    """
    inputs = Inputs(
        period_first=period_first,
        period_weeks=period_weeks,
        schools=store.schools(),
        foreseen=list(foreseen),
        stock=store.stock(),
        in_transit=store.in_transit(),
        requests=store.requests(),
        supply=store.supply(),
        catalogue=store.catalogue(),
        weights=weights or read_weights(DEFAULT_WEIGHTS.read_bytes()),
        simulated=simulated,
    )
    plan = draw_plan(inputs)
    if not store.add_plan(plan) and store.plan(plan.id).status is PlanStatus.SUPERSEDED:
        # What changed in between has changed back: the same proposal holds again.
        store.set_plan_status(plan.id, PlanStatus.PROPOSED)
    for older in store.plans():
        if older.status is PlanStatus.PROPOSED and older.id != plan.id:
            store.set_plan_status(older.id, PlanStatus.SUPERSEDED)
    return store.plan(plan.id)


def draw_plan(inputs: Inputs) -> NewPlan:
    """Return the plan that *inputs* give: lots, a reason for every line, prices, certificate and comparison."""
    places = places_of(inputs.schools, inputs.weights)
    instance = build(
        places,
        asks_of(inputs),
        {(row.depot, row.resource): row.units for row in inputs.supply},
        inputs.catalogue,
        cycle=inputs.cycle,
        least_use_pct=inputs.weights.least_use_pct,
    )
    answer = allocate(instance)
    prices = published_prices(instance, answer)
    lines = tuple(explain(instance, answer.lots, prices))
    arrival = [row.school for row in sorted(inputs.requests, key=lambda row: (row.received, row.school))]
    rests_on = hashes(inputs)
    fingerprint = digest([rests_on, [msgspec.to_builtins(line) for line in lines]])
    return NewPlan(
        id=f"{inputs.cycle}-{fingerprint[:6]}",
        period_first=inputs.period_first,
        period_weeks=inputs.period_weeks,
        weights_version=inputs.weights.version,
        plan_hash=fingerprint,
        lines=lines,
        inputs={
            "hashes": rests_on,
            "cycle": inputs.cycle,
            "alpha": _ALPHA,
            "least_use_pct": inputs.weights.least_use_pct,
            "catalogue": inputs.catalogue.version,
            "schools": len({line.school for line in lines}),
            "depots": len({line.depot for line in lines if line.depot}),
            "resources": len({line.resource for line in lines}),
            "left_out": left_out(inputs),
        },
        prices=nested(prices),
        certificate={"value": answer.value, "bound": answer.bound, "gap_pct": answer.gap_pct},
        comparison={
            name: msgspec.to_builtins(found)
            for name, found in compare(instance, answer.lots, list(dict.fromkeys(arrival))).items()
        },
        simulated=simulated_words(inputs, {line.school for line in lines}),
    )


def audit(store: Store, plan_id: str, weights: Weights | None = None) -> list[Line]:
    """Return the lines of a plan that do not recompute from what was published with it."""
    plan, lines = store.plan(plan_id), store.plan_lines(plan_id)
    weights = weights or read_weights(DEFAULT_WEIGHTS.read_bytes())
    again = recompute(
        lines,
        places_of(store.schools(), weights),
        flat(plan.prices),
        store.catalogue(),
        cycle=str(plan.inputs["cycle"]),
        least_use_pct=int(plan.inputs["least_use_pct"]),
    )
    fresh = {(line.school, line.resource): line for line in again}
    return [line for line in lines if fresh.get((line.school, line.resource)) != line]


def approve(store: Store, plan_id: str, *, login: str, role: str = OFFICE) -> PlanRow:
    """
    Sign a proposed plan for an office; once per account.

    Raises:
        BadInput: There is no such plan.
        PlanRefused: The plan is not a proposal any more.
    """
    plan = store.plan(plan_id)
    if plan.status is not PlanStatus.PROPOSED:
        raise PlanRefused(f"El plan {plan.id} ya no es una propuesta: {_STATUS[plan.status]}. Revise el plan vigente.")
    plan = store.add_approval(plan.id, role=role, login=login)
    if len(plan.approvals) >= APPROVALS_NEEDED:
        store.set_plan_status(plan.id, PlanStatus.APPROVED)
    return store.plan(plan.id)


def publish(store: Store, plan_id: str) -> list[Decision]:
    """
    Publish an approved plan: each site's decision goes into its feed. A decision is never edited.

    Raises:
        BadInput: There is no such plan.
        PlanRefused: The plan has not been approved, or was published or superseded already.
    """
    plan = store.plan(plan_id)
    if plan.status is not PlanStatus.APPROVED:
        raise PlanRefused(f"El plan {plan.id} no se puede publicar: {_STATUS[plan.status]}.")
    return decisions.publish(store, plan.id)


_STATUS: Mapping[PlanStatus, str] = {
    PlanStatus.PROPOSED: "falta que una persona lo apruebe",
    PlanStatus.APPROVED: "ya está aprobado",
    PlanStatus.PUBLISHED: "ya está publicado",
    PlanStatus.SUPERSEDED: "otro plan lo reemplazó",
}


def nested(prices: Prices) -> dict[str, Any]:
    """
    Return prices by depot and resource, as they are kept.

    >>> nested({("Huamanga", "guia"): 5})
    {'Huamanga': {'guia': 5}}
    """
    by_depot: dict[str, Any] = {}
    for (depot, resource), price in sorted(prices.items()):
        by_depot.setdefault(depot, {})[resource] = price
    return by_depot


def flat(prices: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, ResourceId], int]:
    """Return what ``nested`` kept."""
    return {(depot, ResourceId(resource)): price for depot, of in prices.items() for resource, price in of.items()}
