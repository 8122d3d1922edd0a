"""What if: a change tried on what the region's plan would be drawn from now. Nothing of it is written anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from hub.allocation.assembling import Assembled
from hub.allocation.change import Change
from hub.allocation.files import from_frames, read_instance
from hub.allocation.instance import NO_LIMIT, Division
from hub.allocation.published import read_prices
from hub.allocation.solve import divide
from hub.allocation.trial import AtAlpha, Figures, Trial, along_alpha, attempt, figures
from hub.drawing import NAME, RULE
from hub.fingerprints import hashes
from hub.inputs import Inputs
from hub.nightly import plan_inputs
from hub.plan_rows import PlanRow
from hub.region_instance import instance_of
from hub.store import Store
from shared.errors import BadInput
from shared.sentences import N_

_NOTHING = ("p10", "p50", "p90", "on_hand", "in_transit", "asked")
Pair = tuple[str, str]
_CLOSED = N_(
    "La escuela %(school)s cerró o se juntó con otra, y el reparto no la mira. Pruebe con otra; si está en servicio, "
    "corríjalo en su página."
)
_UNKNOWN = N_(
    "La región no conoce la escuela «%(school)s». Revise el código modular y el anexo, por ejemplo 0403691-0; si están "
    "bien, importe el listado que la trae."
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the region has that may be changed."""

    depots: tuple[str, ...]
    lots: Mapping[str, int]
    """Units in a lot of each resource."""
    groups: Mapping[str, tuple[str, ...]]
    """Kinds of schools by sort."""
    trips: tuple[str, ...]
    """Depots whose visits have a budget."""
    priced: bool
    """Whether anything has a price: else money limits nothing."""
    alpha: float
    guarantee_pct: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the region is told."""

    choices: Choices
    plan: str
    """The plan that is drawn from just this; empty where what it rests on has changed since."""
    today: Figures
    trial: Trial | None
    """None where nothing was asked, or it cannot be tried."""
    refused: BadInput | None
    evenness: tuple[AtAlpha, ...]
    """Of each alpha; empty where it was not asked for."""


def in_region(store: Store, change: Change, *, evenness: bool = True) -> Answer:
    """
    Answer what a change would do to the plan of the next period, and what evenness costs.

    Raises:
        NotReady: The region has no forecast yet.
    """
    inputs = plan_inputs(store)
    of = region_of(inputs, [(lock.school, lock.resource) for lock in change.locks])
    return _answer(of, *base_of(store, inputs, of), change, evenness, _not_in_service(store, inputs, change))


def in_files(folder: Path, change: Change, *, evenness: bool = True) -> Answer:
    """
    Answer the same of an instance in files.

    Raises:
        BadInput: They cannot be read.
    """
    of = read_instance(folder)
    return _answer(of, "", divide(of.instance), change, evenness)


def _not_in_service(store: Store, inputs: Inputs, change: Change) -> BadInput | None:
    """Return what is wrong with the first school of *change* that no plan of the region sends anything to."""
    served = {str(school.id) for school in inputs.schools}
    missing = next((lock.school for lock in change.locks if lock.school not in served), None)
    if missing is None:
        return None
    if missing in {str(school.id) for school in store.every_school()}:
        return BadInput(_CLOSED, school=missing)
    return BadInput(_UNKNOWN, school=missing[:60])


def _answer(
    of: Assembled, plan: str, base: Division, change: Change, evenness: bool, refused: BadInput | None = None
) -> Answer:
    trial = None
    try:
        trial = attempt(of, base, change) if change and refused is None else None
    except BadInput as error:
        refused = error
    found = along_alpha(of, base) if evenness else ()
    return Answer(choices_of(of), plan, figures(of, base), trial, refused, found)


def region_of(inputs: Inputs, also: Iterable[Pair] = ()) -> Assembled:
    """Return the instance of the region, and a place for each of the pairs *also* asked for that has none."""
    tables, settings = instance_of(inputs)
    needs = tables["needs"]
    known = {*zip(needs["school_id"], needs["resource_id"], strict=True)}
    ids = {*tables["schools"]["school_id"]}, {*tables["resources"]["resource_id"]}
    more = sorted({pair for pair in also if pair not in known and pair[0] in ids[0] and pair[1] in ids[1]})
    if more:
        rows = pd.DataFrame(more, columns=["school_id", "resource_id"]).assign(**dict.fromkeys(_NOTHING, 0))
        tables["needs"] = rows if needs.empty else pd.concat([needs, rows], ignore_index=True)
    return from_frames(tables, settings, NAME)


def base_of(store: Store, inputs: Inputs, of: Assembled) -> tuple[str, Division]:
    """
    Return the newest plan's division where it rests on just these *inputs*, and its name; else one that starts from it.

    Without a plan to start from the division is made anew, which takes longest.
    """
    plan = next((one for one in store.plans() if one.inputs.get("rule") == RULE), None)
    if plan is None:
        return "", divide(of.instance)
    division = _divided(store, plan, of)
    if plan.inputs["hashes"] == hashes(inputs) and plan.inputs["last_plan"] == inputs.last_plan:
        return plan.id, division
    return "", divide(of.instance, start=division)


def _divided(store: Store, plan: PlanRow, of: Assembled) -> Division:
    """Return a plan as the division that it was, in the order of *of*."""
    pairs, limits = of.instance.pairs, of.instance.limits
    sent = {(line.school, line.resource): line.lots for line in store.plan_lines(plan.id)}
    keys = zip(of.instance.schools.id[pairs.school], of.instance.resources.id[pairs.resource], strict=True)
    lots = np.array([sent.get(key, 0) for key in keys], dtype=np.int64)
    drawn = np.zeros(limits.stock.shape, dtype=np.int64)
    np.add.at(drawn, (of.instance.schools.depot[pairs.school], pairs.resource), lots)
    told = plan.certificate
    return Division(
        lots=lots,
        from_pool=np.maximum(0, drawn - limits.stock),
        prices=read_prices(of.instance, plan.prices),
        value=told["value"],
        bound=told["bound"],
        rounds=told["rounds"],
    )


def choices_of(of: Assembled) -> Choices:
    """Return what of an instance may be changed."""
    limits, goods, schools = of.instance.limits, of.instance.resources, of.instance.schools
    depots = tuple(str(name) for name in limits.depots if name)
    return Choices(
        depots=depots,
        lots={str(name): int(lot) for name, lot in zip(goods.id, goods.lot, strict=True)},
        groups={sort: _kinds(sort, set(cells)) for sort, cells in schools.groups.items()},
        trips=tuple(one for one, soles in zip(limits.depots, limits.trips, strict=True) if one and soles != NO_LIMIT),
        priced=bool(goods.cost.any()),
        alpha=of.instance.alpha,
        guarantee_pct=of.instance.guarantee_pct,
    )


def _kinds(sort: str, cells: set[str]) -> tuple[str, ...]:
    """Return the kinds of schools; of languages each by itself, for a school of two counts for both."""
    found = {tag for cell in cells for tag in cell.split("|")} if sort == "language" else cells
    return tuple(sorted(str(one) for one in found if one))
