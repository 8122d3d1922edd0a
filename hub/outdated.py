"""What people decided after a plan was drawn, and that it does not know: such a plan is drawn again, not signed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache

import msgspec
from sqlalchemy import select

from hub import kept_means, locking, schema, weighing
from hub.fairness import Weights
from hub.fingerprints import hashes, hashes_of_region
from hub.fixing import in_force
from hub.inputs import Inputs
from hub.lock_outcome import known_to
from hub.plan_rows import PlanRow, PlanStatus
from hub.region import read_schools
from hub.request_answers import open_for, refused_of, turned_down
from hub.store import Store
from shared.clock import LIMA
from shared.errors import PlanRefused
from shared.resources import Catalogue
from shared.sentences import N_, Sentence
from shared.suiting import missing_requirement

DECIDED: Mapping[str, str] = {
    "locks": N_("las cantidades fijadas"),
    "means": N_("las rutas, los viajes o los presupuestos"),
    "weights": N_("los pesos"),
    "supply": N_("las existencias de los almacenes"),
    "schools": N_("las escuelas"),
    "quintiles": N_("los quintiles de pobreza"),
    "catalogue": N_("el catálogo"),
    "refused": N_("los pedidos que no se toman en cuenta"),
}
"""Inputs that somebody at the region lays down or brings in. What schools send every day waits for the next plan."""
_OUTDATED = N_(
    "El plan %(plan)s se calculó antes de que cambiaran: %(what)s. No se puede firmar así: calcúlelo otra vez con "
    "«Recalcular con lo fijado», en la página del plan, o con «chasqui-hub allocate», y firme el nuevo."
)
_OVER = N_(
    "El plan %(plan)s es de un período que terminó el %(day)s: lo que enviaría ya no es para ese tiempo. Calcule el "
    "del período que viene con «Recalcular con lo fijado», en la página del plan, o con «chasqui-hub allocate»."
)
_LOCKED = N_(
    "El plan %(plan)s se firmó antes de que cambiaran: las cantidades fijadas. No se puede publicar así: calcúlelo "
    "otra vez con «Recalcular con lo fijado», en la página del plan, o con «chasqui-hub allocate», y firme el nuevo."
)

_NOWHERE = N_(
    "El plan %(plan)s se firmó antes de que cambiaran las escuelas o el catálogo, y ya no sirve lo que envía aquí: "
    "%(what)s (líneas: %(count)s). No se puede publicar así: calcúlelo otra vez con «Recalcular con lo fijado», en la "
    "página del plan, o con «chasqui-hub allocate», y firme el nuevo."
)
_NAMED = 5
"""How many lines are named where more are of no use."""


def changed_since(store: Store, plan: PlanRow) -> tuple[str, ...]:
    """Return the names of ``DECIDED`` that are not as they were when a plan was drawn; of old plans locks alone."""
    then: Mapping[str, str] | None = plan.inputs.get("hashes")
    with store.one_state():
        laid, kept = _laid_down(store, plan), store.schools_as_kept()
    if then is None:
        return ("locks",) if {one.number for one in laid.locks} != {one.number for one in known_to(plan)} else ()
    now = hashes(laid) | _of_schools(kept, msgspec.json.encode(laid.weights))
    return tuple(name for name in DECIDED if then.get(name) != now.get(name))


def check(store: Store, plan: PlanRow) -> None:
    """
    Look whether what a plan is signed with is what the region has decided by now.

    Raises:
        PlanRefused: It is not, or its period is over; the sentence says what changed, and to draw the plan again.
    """
    _check_period(store, plan)
    if changed := changed_since(store, plan):
        raise PlanRefused(_OUTDATED, plan=plan.id, what=_listed(changed))


def check_goes(store: Store, plan: PlanRow) -> None:
    """
    Look whether a signed plan may go out: it knows every lock, and all that it sends is of use where it goes.

    What else changed since waits for the next plan; depots, roads and money are looked at as it goes out.

    Raises:
        PlanRefused: Its period is over, something was fixed or lifted since it was drawn, a school was closed or moved,
            a resource was taken off the catalogue, or asks for what its school does not have.
    """
    _check_period(store, plan)
    changed = changed_since(store, plan)
    if "locks" in changed:
        raise PlanRefused(_LOCKED, plan=plan.id)
    if {"schools", "catalogue"} & set(changed) and (nowhere := _of_no_use(store, plan)):
        raise PlanRefused(_NOWHERE, plan=plan.id, what="; ".join(nowhere[:_NAMED]), count=len(nowhere))


def _check_period(store: Store, plan: PlanRow) -> None:
    last = plan.period_first + timedelta(weeks=plan.period_weeks, days=-1)
    if store.clock.now().astimezone(LIMA).date() > last:
        raise PlanRefused(_OVER, plan=plan.id, day=f"{last:%d/%m/%Y}")


def _of_no_use(store: Store, plan: PlanRow) -> list[str]:
    """Return what a plan sends to where it cannot be used any more: school and resource."""
    table = schema.plan_lines.c
    sent = select(table.school, table.site, table.resource).where(table.plan == plan.id, table.units > 0)
    with store.one_state(), store.read() as connection:
        rows = connection.execute(sent.order_by(table.school, table.resource)).all()
        schools = {one.id: one for one in store.every_school()}
        resources = {one.id: one for one in store.catalogue().resources}
    found = []
    for row in rows:
        school, resource = schools.get(row.school), resources.get(row.resource)
        there = school is not None and school.closed is None and school.site == row.site
        if not there or resource is None or missing_requirement(resource, schools[row.school]):
            names = school.name if school else row.school, resource.name if resource else row.resource
            found.append(f"{names[0]} ({row.school}), {names[1]}")
    return found


def words(store: Store, plan: PlanRow) -> list[Sentence]:
    """Say that a plan cannot be signed any more, or published, and why; nothing where it can, or went out."""
    try:
        if plan.status is PlanStatus.PROPOSED:
            check(store, plan)
        elif plan.status is PlanStatus.APPROVED:
            check_goes(store, plan)
    except PlanRefused as error:
        return [error.said]
    return []


def _laid_down(store: Store, plan: PlanRow) -> Inputs:
    """Return what a plan of the same period would be drawn from now, without the schools and what comes from them."""
    period = plan.period_first, plan.period_weeks
    return Inputs(
        period_first=plan.period_first,
        period_weeks=plan.period_weeks,
        schools=(),
        foreseen=(),
        stock=(),
        in_transit={},
        requests=(),
        supply=store.supply(),
        catalogue=store.catalogue(),
        weights=weighing.current(store),
        means=kept_means.left_for(store, f"{plan.period_first:%Y-%m}"),
        locks=in_force(locking.standing(store), plan.period_first),
        refused=refused_of(open_for(store, *period, plan.heard), turned_down(store)),
    )


# Each page of a plan asks, and the schools of a country, seconds to read, are the same for months.
@lru_cache(maxsize=2)
def _of_schools(kept: bytes, weights: bytes) -> dict[str, str]:
    """Return the hashes of the schools and of their quintiles."""
    table = msgspec.json.decode(weights, type=Weights)
    found = hashes_of_region(read_schools(kept), Catalogue(0, ()), table)
    return {name: one for name, one in found.items() if name in ("schools", "quintiles")}


def _listed(names: Iterable[str]) -> Sentence:
    """Return the names in one sentence, each in the reader's own language."""
    told: Sentence | None = None
    for name in names:
        one = Sentence(DECIDED[name])
        told = one if told is None else Sentence("%(some)s, %(more)s", {"some": told, "more": one})
    return told or Sentence("")
