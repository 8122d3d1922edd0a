"""New events into the lake: first their segment on the disk, then the rows that make it count."""

from sqlalchemy import Connection

from hub import enrol, folds, lake, tree
from hub.branch_fold import advance, packed
from hub.store import Store
from shared.errors import NoSpace
from shared.events import Event
from shared.ids import SiteId
from sync.chain import START
from sync.inbox import Arrival, fresh
from sync.opened import Opened


def new_to(connection: Connection, opened: Opened) -> Arrival:
    """
    Return what of a bundle the hub does not hold yet.

    Raises:
        SequenceGap: It goes on from an event that the hub does not hold.
    """
    base = opened.header.base
    tip = tree.last_seq(connection, base.incarnation) if base != START else 0
    return fresh(base, opened.frames, lambda position: tree.holds(connection, position), tip=tip)


def append(
    connection: Connection,
    store: Store,
    disk: lake.Disk,
    *,
    opened: Opened,
    arrival: Arrival,
    written: list[lake.Written],
) -> int:
    """Add the new events of a node, and return how many; *written* is told of the segment before any row lists it."""
    if not arrival.frames:
        return 0
    now_s, folder = store.now_s(), store.config.lake_folder
    node, site = opened.node_id, enrol.site_of(connection, opened.node_id)
    depth = tree.depth_of(connection, arrival.parent)
    table = lake.segment_of(arrival.frames, depth=depth, node=node.hex(), site=site, received_s=now_s)
    segment = lake.write(folder, "events", table, disk)
    written.append(segment)
    kinds = store.kinds(connection)
    before = folds.branch_at(connection, folder, arrival.parent, kinds)
    store.list_segment(connection, segment, "events", now_s)
    name = tree.grow(connection, arrival, depth=depth, segment=segment.name, node=node, site=site)
    events = _note(connection, arrival, depth, site, now_s)
    arrived = [(event, now_s) for event in events]
    after = advance(before, lambda: arrived, kinds)
    if after is None:
        after = folds.fold_again(connection, folder, arrival.end, kinds, before.settled)
    tree.replace_tip(
        connection, arrival.parent, arrival.end, depth=depth + segment.rows, tree=name, site=site,
        folded=packed(after),
    )  # fmt: skip
    folds.settle(connection, site)
    if health := folds.last_health(events):
        enrol.heard(connection, now_s, node, {**health, **enrol.said_by(opened)})
    return segment.rows


def _note(connection: Connection, arrival: Arrival, depth: int, site: SiteId, now_s: int) -> list[Event]:
    events: list[Event] = []
    for event, place in folds.readable(arrival.frames, depth):
        folds.note(connection, event, place, site=site, received_s=now_s)
        if isinstance(event, Event):
            events.append(event)
    return events


def remove_unlisted(store: Store, written: list[lake.Written], error: NoSpace) -> None:
    """Remove the segments that certainly do not count: a failed commit may have reached the disk all the same."""
    if "FSYNC" in getattr(getattr(error.__cause__, "orig", None), "sqlite_errorname", ""):
        # Nobody sees the commit now, and a power cut may still bring it back.
        return
    listed = set(store.segments("events")) if written else set()
    for segment in written:
        if segment.name not in listed:
            (store.config.lake_folder / segment.name).unlink(missing_ok=True)
