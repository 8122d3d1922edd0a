"""What the hub knows of content packs at each site: the room that its node reports or a listing says, what it has."""

from collections.abc import Iterable, Mapping

import msgspec
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from hub import aggregate, kept_means, schema, tables
from hub.pack_offers import NO_PACKS, PackInputs, PackRoom, Pair, sized
from hub.rows import NodeState
from hub.store import Store
from shared.allocation import Decision
from shared.disk import RESERVE_BYTES
from shared.fact_fields import NUMBERS
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind

_FREE = NUMBERS["disk_free_mb"]
_RESERVE_MB = RESERVE_BYTES // 1_000_000
STEP_MB = 100
"""A node's free room counts in whole steps: what a log writes in a day makes no other plan."""


def known_now(store: Store, catalogue: Catalogue) -> PackInputs:
    """Return what the choice of packs rests on; nothing in a region whose catalogue has none."""
    packs = {one.id: one for one in catalogue.resources if one.kind is ResourceKind.PACK}
    if not packs:
        return NO_PACKS
    site_of = {school.id: school.site for school in store.schools()}
    used = {(site_of[school], name) for school, name in _used(store) if school in site_of and name in packs}
    with store.read() as connection:
        reported = _reported(connection)
    sent = _sent(store.decisions())
    told = kept_means.rows_of(store, PackRoom)
    sites = sorted({*site_of.values()} & ({SiteId(name) for name in told} | reported.keys()))
    return PackInputs(
        rooms=tuple(_room(site, told.get(site), reported.get(site), packs) for site in sites),
        held=tuple(sorted(used)),
        coming=tuple(sorted(pair for pair in sent - used if pair[1] in packs)),
    )


def _room(
    site: SiteId, told: PackRoom | None, reported_mb: int | None, packs: Mapping[ResourceId, Resource]
) -> PackRoom:
    """
    Return the room of a site: of its disk what its node reports, less what must stay free, else what a listing says.

    No more than all packs together take: beyond that a disk may fill and empty without making another plan.
    """
    sizes = sized(packs).values()
    all_storage, all_sync = sum(one.requires.storage_mb for one in sizes), sum(one.sync_mb for one in sizes)
    free = told.free_mb if told else None
    if reported_mb is not None:
        free = max(0, reported_mb - _RESERVE_MB) // STEP_MB * STEP_MB
    sync = told.sync_mb if told else None
    return PackRoom(
        site=site,
        free_mb=None if free is None else min(free, all_storage),
        sync_mb=None if sync is None else min(sync, all_sync),
        simulated=told is not None and told.simulated,
    )


def _used(store: Store) -> set[tuple[SchoolId, ResourceId]]:
    """Return the schools and resources with any use: who uses a pack has it."""
    table = store.dataset(aggregate.NAME)
    if table is None:
        return set()
    rows = tables.read(store.config.lake_place, table, ["school", "resource", "units", "learners"])
    rows = rows.filter(pc.or_(pc.greater(rows["units"], 0), pc.greater(rows["learners"], 0)))
    pairs = rows.group_by(["school", "resource"]).aggregate([])
    schools, names = (pairs[name].to_pylist() for name in ("school", "resource"))
    return set(zip(map(SchoolId, schools), map(ResourceId, names), strict=True))


def _reported(connection: Connection) -> dict[SiteId, int]:
    """Return the free megabytes of each site's disk, as its node said last; of several nodes the least."""
    table, found = schema.nodes.c, dict[SiteId, int]()
    for site, health in connection.execute(select(table.site, table.health).where(table.state == NodeState.OK)):
        said = msgspec.msgpack.decode(health, type=dict[int, object]).get(_FREE)
        if isinstance(said, int) and not isinstance(said, bool) and said >= 0:
            found[SiteId(site)] = min(said, found.get(SiteId(site), said))
    return found


def _sent(decisions: Iterable[Decision]) -> set[Pair]:
    return {(line.site, line.resource) for one in decisions for line in one.packs if line.chosen}
