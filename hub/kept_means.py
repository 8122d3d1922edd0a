"""Roads, trips, money and room for packs as the hub keeps them: lists in versions, each import over what was known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select

from hub import schema
from hub.borne_out import OfPlan, did_not_come
from hub.means import GOODS, NONE, Budget, Cost, Means, Road, Sent, Use, Zone, binding, left, passed, use_of
from hub.pack_offers import PackRoom
from hub.plan_rows import PlanStatus
from hub.quintiles import KIND as QUINTILES
from hub.quintiles import Quintile
from hub.region import depot_named, depots_of_schools
from hub.store import Store
from shared.allocation import Decision, Line
from shared.delivery_answers import How
from shared.errors import PlanRefused
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, read_catalogue
from shared.sentences import N_, Sentence

Kept = TypeVar("Kept", bound=Zone | Budget | Road | Cost | Quintile | PackRoom)
_KINDS: Mapping[type, str] = {
    Zone: "zones",
    Budget: "budgets",
    Road: "roads",
    Cost: "costs",
    Quintile: QUINTILES,
    PackRoom: "pack_rooms",
}
_PASSED = N_(
    "El plan %(plan)s pasa de lo que la región tiene este mes: %(what)s. Calcule el reparto otra vez con "
    "«Recalcular con lo fijado», en la página del plan, o con «chasqui-hub allocate», y apruebe el nuevo."
)


def rows_of(store: Store, of: type[Kept]) -> dict[str, Kept]:
    """Return what was said of each zone, depot, site, resource or place, by its name."""
    with store.read() as connection:
        return _rows(store, connection, of)


def put_rows(store: Store, of: type[Kept], rows: Iterable[Kept], *, dry_run: bool = False) -> tuple[int, int]:
    """
    Keep *rows* over what was said of the same; return how many are new and how many changed.

    What they do not name stays. Nothing new makes no version.
    """
    said = {name_of(row): row for row in rows}
    with store.begin() as connection:
        known = _rows(store, connection, of)
        added = said.keys() - known.keys()
        changed = sum(known[name] != row for name, row in said.items() if name in known)
        if (added or changed) and not dry_run:
            newest = store.newest_version(connection, _KINDS[of])
            merged = known | said
            body = msgspec.json.encode([merged[name] for name in sorted(merged)])
            store.put_version(connection, _KINDS[of], newest[0] + 1 if newest else 1, body)
    return len(added), changed


def name_of(row: Zone | Budget | Road | Cost | Quintile | PackRoom) -> str:
    """
    Return what a row is about.

    >>> name_of(Zone(zone="Ocongate")), name_of(Road(site=SiteId("074294")))
    ('Ocongate', '074294')
    """
    match row:
        case Zone():
            return row.zone
        case Budget():
            return row.depot
        case Road() | PackRoom():
            return row.site
        case Cost():
            return row.resource
        case Quintile():
            return row.place


def standing(store: Store) -> Means:
    """Return what limits the plans of a month."""
    with store.read() as connection:
        return _standing(store, connection)


def left_for(store: Store, cycle: str) -> Means:
    """Return what is left for a plan of *cycle* (YYYY-MM) after those of the same month that went out."""
    with store.read() as connection:
        means = _standing(store, connection)
        return NONE if means == NONE else left(means, _use(store, connection, means, cycle))


def used_in(store: Store, cycle: str) -> Use:
    """Return what the plans of *cycle* that went out have taken."""
    with store.read() as connection:
        return _use(store, connection, _standing(store, connection), cycle)


def check(store: Store, connection: Connection, plan: str, first: date, lines: Iterable[Line]) -> None:
    """
    Look once more, as a plan goes out, whether the region has what it takes.

    Raises:
        PlanRefused: It has not: somebody said less since the plan was drawn, or what it sends weighs or costs more now.
    """
    means = _standing(store, connection)
    if means == NONE:
        return
    depots, catalogue = depots_of_schools(connection), _catalogue(store, connection)
    more = use_of((_sent(plan, line) for line in lines), means, depots, catalogue)
    before = _use(store, connection, means, f"{first:%Y-%m}", but=plan)
    for words, name in passed(means, before, more):
        raise PlanRefused(_PASSED, plan=plan, what=Sentence(words, {"name": name}))


def _standing(store: Store, connection: Connection) -> Means:
    return binding(
        Means(
            zones=tuple(_rows(store, connection, Zone).values()),
            budgets=_budgets(store, connection),
            roads=tuple(_rows(store, connection, Road).values()),
            costs=tuple(_rows(store, connection, Cost).values()),
        )
    )


def _budgets(store: Store, connection: Connection) -> tuple[Budget, ...]:
    """Return the budgets by the depots of today; of two that became one the smaller holds."""
    found: dict[str, Budget] = {}
    for row in _rows(store, connection, Budget).values():
        name = row.depot if row.depot == GOODS else depot_named(row.depot, connection)
        before = found.get(name)
        if before is None or before.cents is None or (row.cents is not None and row.cents < before.cents):
            found[name] = msgspec.structs.replace(row, depot=name)
    return tuple(found.values())


def _rows(store: Store, connection: Connection, of: type[Kept]) -> dict[str, Kept]:
    found = store.newest_version(connection, _KINDS[of])
    rows: list[Kept] = [] if found is None else msgspec.json.decode(found[1], type=list[of])  # type: ignore[valid-type]
    return {name_of(row): row for row in rows}


def _use(store: Store, connection: Connection, means: Means, cycle: str, but: str = "") -> Use:
    sent = _that_left(
        (one for one in _sent_in(connection, cycle) if one.plan != but), did_not_come(connection, [How.STAYED])
    )
    return use_of(sent, means, depots_of_schools(connection), _catalogue(store, connection))


def _sent_in(connection: Connection, cycle: str) -> Iterator[Sent]:
    """Give what the plans of a month sent: those that are published, and decisions that a restored hub got back."""
    plans, lines = schema.plans.c, schema.plan_lines.c
    published = plans.status == PlanStatus.PUBLISHED
    out = connection.execute(select(plans.id, plans.period_first).where(published)).all()
    now = [row.id for row in out if f"{row.period_first:%Y-%m}" == cycle]
    query = select(lines.plan, lines.school, lines.site, lines.resource, lines.units)
    for row in connection.execute(query.where(lines.plan.in_(now), lines.units > 0)):
        yield Sent(row.plan, SchoolId(row.school), SiteId(row.site), ResourceId(row.resource), row.units)
    decided = schema.decisions.c
    for body in connection.execute(
        select(decided.body).where(decided.plan.not_in(select(plans.id).where(published)))
    ).scalars():
        decision = msgspec.json.decode(body, type=Decision)
        if f"{decision.period_first:%Y-%m}" == cycle:
            yield from (_sent(decision.plan, line) for line in decision.lines)


def _that_left(sent: Iterable[Sent], stayed: Mapping[OfPlan, int]) -> Iterator[Sent]:
    """Give what was sent, less what never left: it takes no money and no room, and a trip only where something went."""
    rest = dict(stayed)
    for one in sent:
        key = one.plan, one.site, one.resource
        units = min(one.units, rest.get(key, 0))
        if units:
            rest[key] -= units
        yield replace(one, units=one.units - units) if units else one


def _sent(plan: str, line: Line) -> Sent:
    return Sent(plan, line.school, line.site, line.resource, line.units)


def _catalogue(store: Store, connection: Connection) -> Catalogue:
    newest = store.newest_version(connection, "catalogue")
    return Catalogue(0, ()) if newest is None else read_catalogue(newest[1])
