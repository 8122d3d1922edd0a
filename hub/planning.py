"""The plan of a period: drawn from what the region knows, kept with what it rests on, signed, then published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from hub import decisions, limits, weighing
from hub.acts import BY_COMMAND, Actor, Kind
from hub.compare import compare
from hub.explain import explain, published_prices, recompute
from hub.fairness import Weights
from hub.inputs import (
    NEVER,
    Foreseen,
    Inputs,
    asks_of,
    digest,
    hashes,
    hashes_of_region,
    left_out,
    open_requests,
    places_of,
    simulated_words,
    unforeseen,
)
from hub.lots import build
from hub.plan_rows import NewPlan, PlanRow
from hub.prices import allocate
from hub.store import Store
from shared.allocation import Decision, Line
from shared.errors import PlanRefused
from shared.ids import ResourceId
from shared.school_year import AssumedYear
from shared.sentences import kept

OFFICE = "Operación regional"
"""How a signature is shown where no other office is named."""


def make_plan(
    store: Store,
    foreseen: Iterable[Foreseen],
    *,
    period_first: date,
    period_weeks: int,
    weights: Weights | None = None,
    simulated: tuple[str, ...] = (),
    assumed: tuple[AssumedYear, ...] = (),
) -> PlanRow:
    """
    Draw the plan of a period and keep it as a proposal; with the same inputs it is the same plan, kept once.

    An older proposal that nobody approved is superseded.

    Raises:
        NotReady: The region has no catalogue.
        BadInput: The needs name a school or resource twice, or one that the region does not know.
        PlanRefused: Another plan went out meanwhile.
    """
    with store.one_state():
        read_s, gone_out = store.now_s(), store.published()
        inputs = Inputs(
            period_first=period_first,
            period_weeks=period_weeks,
            schools=store.schools(),
            foreseen=list(foreseen),
            stock=store.stock(),
            in_transit=store.in_transit(),
            requests=open_requests(
                store.requests(),
                since=period_first - timedelta(weeks=period_weeks),
                after=max(gone_out.values(), default=NEVER),
            ),
            supply=store.supply(),
            catalogue=store.catalogue(),
            weights=weights or weighing.current(store),
            simulated=simulated,
            assumed=assumed,
        )
    weighing.keep(store, inputs.weights)
    return store.propose(draw_plan(inputs), knowing=gone_out, read_s=read_s)


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
    cut = [[instance.places[pair].school, instance.resources[pair].id] for pair in instance.cut]
    # The same needs with the calendar known are another plan: the first one goes on saying what it assumed.
    period = [inputs.period_first, inputs.period_weeks, *msgspec.to_builtins(inputs.assumed)]
    fingerprint = digest([period, rests_on, [msgspec.to_builtins(line) for line in lines]])
    return NewPlan(
        id=f"{inputs.cycle}-{fingerprint[:6]}",
        period_first=inputs.period_first,
        period_weeks=inputs.period_weeks,
        weights_version=inputs.weights.version,
        plan_hash=fingerprint,
        lines=lines,
        inputs=_told_of(inputs, lines, rests_on) | {"cut": cut},
        prices=nested(prices),
        certificate={"value": answer.value, "bound": answer.bound, "gap_pct": answer.gap_pct},
        comparison={
            way.value: msgspec.to_builtins(found)
            for way, found in compare(instance, answer.lots, list(dict.fromkeys(arrival))).items()
        },
        simulated=simulated_words(inputs, {line.school for line in lines}),
    )


def _told_of(inputs: Inputs, lines: Sequence[Line], rests_on: Mapping[str, str]) -> dict[str, Any]:
    """Return what a plan says of its inputs."""
    return {
        "hashes": rests_on,
        "cycle": inputs.cycle,
        # How much evenness counts: not at all, for lots go where they are likeliest to be used. Auditors read it.
        "alpha": 0,
        "least_use_pct": inputs.weights.least_use_pct,
        "catalogue": inputs.catalogue.version,
        "schools": len({line.school for line in lines}),
        "depots": len({line.depot for line in lines if line.depot}),
        "resources": len({line.resource for line in lines}),
        "left_out": left_out(inputs),
        "unforeseen": unforeseen(inputs),
        "assumed": msgspec.to_builtins(inputs.assumed),
        "supply": nested({(row.depot, row.resource): row.units for row in inputs.supply}),
    }


@dataclass(frozen=True, slots=True)
class Audit:
    """What a recomputation of a plan found."""

    lines: tuple[Line, ...]
    """Lines that do not recompute from what was published with the plan."""
    changed: tuple[str, ...]
    """``schools``, ``catalogue``, ``weights``: what a plan keeps no copy of, and is not as it was when it was drawn."""


def audit(store: Store, plan_id: str, weights: Weights | None = None) -> Audit:
    """
    Recompute a plan from what was published with it, the weights that it names, and the schools and catalogue of today.

    Of these three a plan keeps fingerprints: where one changed since, a line may differ though nobody touched it.
    """
    plan, lines = store.plan(plan_id), store.plan_lines(plan_id)
    weights = weights or weighing.named(store, plan.weights_version) or weighing.first()
    schools, catalogue = store.schools(), store.catalogue()
    again = recompute(
        lines,
        places_of(schools, weights),
        flat(plan.prices),
        catalogue,
        stock=_stock_of(plan, lines),
        cycle=str(plan.inputs["cycle"]),
        least_use_pct=int(plan.inputs["least_use_pct"]),
    )
    fresh = {(line.school, line.resource): line for line in again}
    today = hashes_of_region(schools, catalogue, weights)
    then = plan.inputs["hashes"]
    return Audit(
        tuple(line for line in lines if fresh.get((line.school, line.resource)) != line),
        tuple(name for name, fingerprint in today.items() if then.get(name) != fingerprint),
    )


def _stock_of(plan: PlanRow, lines: Iterable[Line]) -> dict[tuple[str, ResourceId], int]:
    """Return what the depots had; an older plan says it on its lines alone."""
    told = {(line.depot, line.resource): line.depot_stock for line in lines}
    return {**told, **flat(plan.inputs.get("supply", {}))}


def approve(store: Store, plan_id: str, *, login: str, role: str = OFFICE) -> PlanRow:
    """
    Sign a proposed plan for an office, once per account; above the region's limit two offices sign (``hub.limits``).

    Raises:
        BadInput: There is no such plan.
        PlanRefused: The plan is not a proposal any more, or this account or its office has signed it.
    """
    signing = limits.signing_of(store, store.plan(plan_id))
    with _refusal_kept(store, plan_id, "approve", Actor(login, role)):
        return store.approve(plan_id, role=role, login=login, needed=signing.needed, limit=signing.limit.version)


def reject(store: Store, plan_id: str, *, by: Actor, why: str) -> PlanRow:
    """
    Turn down a plan that did not go out; drawn again from the same inputs it is a new proposal.

    Raises:
        BadInput: There is no such plan, or the reason is missing or too long.
        PlanRefused: It went out, another took its place, or it was rejected before.
    """
    why = limits.reason_told(why)
    with _refusal_kept(store, plan_id, "reject", by):
        return store.reject(plan_id, by=by, why=why)


def publish(store: Store, plan_id: str, by: Actor = BY_COMMAND) -> list[Decision]:
    """
    Publish an approved plan: each site's decision goes into its feed (``hub.decisions.publish``).

    Raises:
        BadInput: There is no such plan.
        PlanRefused: Nobody has approved it, another plan took its place, or a depot no longer has the units.
    """
    with _refusal_kept(store, plan_id, "publish", by):
        return decisions.publish(store, plan_id, by)


@contextmanager
def _refusal_kept(store: Store, plan_id: str, step: str, by: Actor) -> Iterator[None]:
    """Keep in the history that somebody asked for a step which was not taken, and why."""
    try:
        yield
    except PlanRefused as error:
        store.keep_act(Kind.REFUSED, store.plan(plan_id).id, by, {"step": step, "why": kept(error.said)})
        raise


def nested(of_stock: Mapping[tuple[str, ResourceId], int]) -> dict[str, Any]:
    """
    Return the price or the units of each stock by depot and resource, as they are kept.

    >>> nested({("Huamanga", "guia"): 5})
    {'Huamanga': {'guia': 5}}
    """
    by_depot: dict[str, Any] = {}
    for (depot, resource), number in sorted(of_stock.items()):
        by_depot.setdefault(depot, {})[resource] = number
    return by_depot


def flat(kept: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, ResourceId], int]:
    """Return what ``nested`` kept."""
    return {(depot, ResourceId(resource)): number for depot, of in kept.items() for resource, number in of.items()}
