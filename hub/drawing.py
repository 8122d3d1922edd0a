"""A plan from its inputs: the instance, its division, a reason for every line, the certificate, the comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from hub.allocation.assembling import Assembled
from hub.allocation.comparing import compare
from hub.allocation.files import from_frames
from hub.allocation.instance import Division
from hub.allocation.published import told_prices, told_uncounted
from hub.allocation.solve import divide
from hub.allocation.worth import MAX_LOTS
from hub.explain import Known, explain
from hub.fingerprints import digest, hashes
from hub.fixing import fixed_by
from hub.inputs import (
    Inputs,
    asks_of,
    left_out,
    packs_offered,
    simulated_words,
    unforeseen,
)
from hub.lots import Built
from hub.means import NONE, of_sites
from hub.pack_choice import choose_packs, packs_told
from hub.places import Ask
from hub.plan_rows import NewPlan
from hub.region_instance import instance_of
from shared.allocation import Line
from shared.ids import ResourceId

RULE = 4
"""
Of dividing and explaining: a plan says by which it was made. 1 knew stock and kits, and no evenness; 2 took a school
for empty where nobody had counted; 3 named one limit where several had to give way.
"""
TELLS_OTHERS = "tells_fixed_for_others"
"""Of a plan with locks: its lines say what was fixed for other schools, which those of before did not."""
NAME = "chasqui-hub"
"""What a message calls the tables of the hub's own region."""


def draw_plan(inputs: Inputs, built: Built | None = None) -> NewPlan:
    """
    Return the plan that *inputs* give: lots, a reason for every line, prices, certificate and comparison.

    *built*: what schools ask for and the worth of its lots, where Spark made them of these inputs already.
    """
    asks = asks_of(inputs) if built is None else built.asks
    places = inputs.places
    tables, settings = instance_of(inputs, asks)
    assembled = from_frames(tables, settings, NAME, None if built is None else built.ready)
    answer = divide(assembled.instance)
    lines = tuple(explain(assembled, answer.lots, answer.prices, known_of(inputs, asks)))
    packs = choose_packs(tables, packs_offered(inputs, places), places, inputs.catalogue)
    rests_on = hashes(inputs)
    # The same needs with the calendar known are another plan: the first one goes on saying what it assumed.
    period = [inputs.period_first, inputs.period_weeks, *msgspec.to_builtins(inputs.assumed)]
    drawn = [[msgspec.to_builtins(line) for line in lines], *([msgspec.to_builtins(packs)] if packs else [])]
    fingerprint = digest([RULE, period, inputs.last_plan, rests_on, *drawn])
    return NewPlan(
        id=f"{inputs.cycle}-{fingerprint[:6]}",
        period_first=inputs.period_first,
        period_weeks=inputs.period_weeks,
        weights_version=inputs.weights.version,
        plan_hash=fingerprint,
        lines=lines,
        inputs=_told_of(inputs, assembled, lines, rests_on) | _doubted(asks) | packs_told(packs, inputs.packs),
        prices=told_prices(assembled.instance, answer.prices),
        certificate=_certificate(answer),
        comparison={way.value: msgspec.to_builtins(found) for way, found in compare(assembled, answer.lots).items()},
        simulated=simulated_words(inputs, {line.school for line in lines}),
    )


def known_of(inputs: Inputs, asks: Sequence[Ask]) -> Known:
    """Return what lines tell that the arrays do not."""
    return Known(
        places={place.school: place for place in inputs.places},
        asks={(ask.school, ask.resource): ask for ask in asks},
        units={(row.depot, row.resource): row.units for row in inputs.supply},
        fixed=fixed_by(inputs.locks),
    )


def _certificate(answer: Division) -> dict[str, Any]:
    return {"value": answer.value, "bound": answer.bound, "gap_pct": answer.gap_pct, "rounds": answer.rounds}


def _told_of(inputs: Inputs, of: Assembled, lines: Sequence[Line], rests_on: Mapping[str, str]) -> dict[str, Any]:
    """Return what a plan says of its inputs: with the lines and the prices, all that its reasons recompute from."""
    schools = of.instance.schools
    window = zip(schools.id, schools.window_need.tolist(), schools.window_met.tolist(), strict=True)
    means = of_sites(inputs.means, {line.site for line in lines})
    told: dict[str, Any] = {} if inputs.means == NONE else {"means": msgspec.to_builtins(means)}
    told |= {"waited": dict(inputs.waited)} if inputs.waited else {}
    told |= {"calendars": dict(inputs.calendars)} if inputs.calendars else {}
    told |= {TELLS_OTHERS: True} if inputs.locks else {}
    return told | {
        "rule": RULE,
        "hashes": rests_on,
        "cycle": inputs.cycle,
        "alpha": of.settings.alpha,
        "least_use_pct": of.settings.least_use_pct,
        "settings": msgspec.to_builtins(of.settings),
        "catalogue": inputs.catalogue.version,
        "schools": len({line.school for line in lines}),
        "depots": len({line.depot for line in lines if line.depot}),
        "resources": len({line.resource for line in lines}),
        "left_out": left_out(inputs),
        "unforeseen": unforeseen(inputs),
        "uncounted": told_uncounted(of),
        "assumed": msgspec.to_builtins(inputs.assumed),
        "supply": nested({(row.depot, row.resource): row.units for row in inputs.supply}),
        "window": {school: [need, met] for school, need, met in window if need},
        "last_plan": inputs.last_plan,
        "locks": msgspec.to_builtins([asdict(one) for one in inputs.locks]),
        "cut": _cut(of),
        "most_lots": MAX_LOTS,
    }


def _doubted(asks: Sequence[Ask]) -> dict[str, Any]:
    """Return the needs that count up to a bound, with what was foreseen; nothing where there are none."""
    told = [[ask.school, ask.resource, msgspec.to_builtins(ask.doubted)] for ask in asks if ask.doubted]
    return {"doubts": sorted(told, key=lambda one: one[:2])} if told else {}


def _cut(of: Assembled) -> list[list[str]]:
    """Return the pairs of which so many lots would be worth sending that no more were looked at."""
    pairs = of.instance.pairs
    at = of.asked.cut
    names = zip(of.instance.schools.id[pairs.school[at]], of.instance.resources.id[pairs.resource[at]], strict=True)
    return [list(one) for one in names]


def nested(of_stock: Mapping[tuple[str, ResourceId], int]) -> dict[str, Any]:
    """
    Return the units of each stock by depot and resource, as they are kept.

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
