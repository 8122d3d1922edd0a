"""What whoever signs a plan reads of it first: that it sends nothing, what people fixed in it, and its caveats."""

from typing import Any

from flask import request

from hub import caveats, lock_sent, means_report
from hub.console.blueprint import store
from hub.console.locks import came_told
from hub.console.plan_index import PlanIndex
from hub.lock_checks import quantity_told
from hub.lock_outcome import in_plan, is_kept
from hub.pack_choice import packs_in
from hub.plan_rows import PlanRow
from hub.region_rows import service_names
from hub.sends_nothing import nothing_sent
from shared.web import say

SHOWN = 5
"""Of what was fixed, unless all is asked for."""


def caveats_told(row: PlanRow) -> list[tuple[str, str]]:
    """Return everything that whoever signs a plan must know of it: what is so, and what to do next."""
    found = [*caveats.of_plan(row, _resources()), *lock_sent.again(store(), row)]
    return [(say(one.what), say(one.todo)) for one in found]


def nothing_told(row: PlanRow, index: PlanIndex) -> tuple[str, list[str], str] | None:
    """Say of a plan that sends nothing that it does, what is used up, and what to do; None of any other."""
    if index.sent:
        return None
    limits, packs = means_report.report(store(), str(row.inputs.get("cycle", ""))).limits, packs_in(row.inputs)
    found = nothing_sent(index.short, limits, _resources(), packs=any(one.chosen for one in packs))
    return say(found.what), [say(words) for words in found.used_up], say(found.todo)


def fixed_told(row: PlanRow) -> dict[str, Any]:
    """Return what was fixed in a plan and how it came out: with ``fijado`` all, else a few, what is not met first."""
    every = in_plan(store(), row)
    names, resources = (service_names(store().every_school()), _resources()) if every else ({}, {})
    rows = [
        {
            "name": names.get(lock.school, lock.school),
            "school": lock.school,
            "resource": resources.get(lock.resource, lock.resource),
            "quantity": say(quantity_told(lock)),
            "units": line.units if line else 0,
            "has_line": line is not None,
            "came": came_told(lock, line),
        }
        for lock, line in (every if request.args.get("fijado") == "todo" else every[:SHOWN])
    ]
    unmet = sum(line is None or not is_kept(lock, line.units) for lock, line in every)
    return {"fixed": rows, "fixed_all": len(every), "fixed_unmet": unmet}


def _resources() -> dict[str, str]:
    return {resource.id: resource.name for resource in store().catalogue().resources}
