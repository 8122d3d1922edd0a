"""The region as a plan knew it, from the versions that are kept; and what of it is kept in none and has changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hub import cataloguing, schema, weighing
from hub.allocation.tables import POOL
from hub.fairness import Weights
from hub.fingerprints import hash_of_quintiles, hashes_of_region
from hub.plan_rows import PlanRow
from hub.quintiles import KIND as QUINTILES
from hub.quintiles import NOBODY, Quintiles, read_quintiles
from hub.region import depot_of
from hub.region_rows import School
from hub.store import Store
from shared.ids import SchoolId
from shared.resources import Catalogue

_COMPARED = ("schools", "catalogue", "weights", "quintiles")


@dataclass(frozen=True, slots=True)
class Then:
    """The schools, the catalogue and the weights to recompute a plan with."""

    schools: Sequence[School]
    catalogue: Catalogue
    weights: Weights
    changed: tuple[str, ...]
    """Of ``schools``, ``catalogue``, ``weights`` and ``quintiles``: those that are not as the plan knew them."""


def region_then(store: Store, plan: PlanRow, named: Collection[SchoolId], weights: Weights | None = None) -> Then:
    """
    Return the region as *plan* knew it: the catalogue and weights that it names, the quintiles and depots of then.

    Schools are kept in no version: they are as they are today, and one that was closed since, of those *named*, as it
    was. What a plan names and nobody kept is that of today too. Its fingerprints tell what is not as it was.
    """
    then = plan.inputs.get("hashes", {})
    catalogue = cataloguing.named(store, plan.inputs.get("catalogue", 0)) or store.catalogue()
    weights = weights or weighing.named(store, plan.weights_version) or weighing.first()
    there = [one for one in store.every_school() if one.closed is None or one.id in named]
    schools = _with_quintiles(store, _with_depots(there, plan.inputs.get("supply", {})), then.get("quintiles"))
    found = hashes_of_region(schools, catalogue, weights)
    changed = tuple(name for name in _COMPARED if found.get(name) != then.get(name))
    return Then(schools, catalogue, weights, changed)


def _with_depots(schools: Sequence[School], supply: Collection[str]) -> Sequence[School]:
    """Return the schools, each with the depot that served it among those of then."""
    serving = sorted(set(supply) - {POOL})
    of_ugel = {ugel: depot_of(ugel, serving) for ugel in {one.ugel for one in schools}}
    return [one if one.depot == of_ugel[one.ugel] else replace(one, depot=of_ugel[one.ugel]) for one in schools]


def _with_quintiles(store: Store, schools: Sequence[School], then: str | None) -> Sequence[School]:
    """Return the schools with the quintiles whose fingerprint a plan has, or as they are where no version gives it."""
    if hash_of_quintiles(schools) == then:
        return schools
    for known in _quintiles(store):
        found = [_with_quintile(one, known) for one in schools]
        if hash_of_quintiles(found) == then:
            return found
    return schools


def _with_quintile(school: School, known: Quintiles) -> School:
    poverty = known.of(school.id, school.ubigeo)
    return replace(school, quintile=poverty.quintile if poverty else None)


def _quintiles(store: Store) -> Iterable[Quintiles]:
    """Give every version of the quintiles, the newest first, and then that nobody had told any."""
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == QUINTILES).order_by(table.c.version.desc())
    with store.read() as connection:
        bodies = list(connection.execute(query).scalars())
    yield from (read_quintiles(body) for body in bodies)
    yield NOBODY
