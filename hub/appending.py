"""
New events into the lake: first their segment on the disk, then the rows that make it count.

What takes time is done before the writers' lock is taken: whoever has little to say does not wait for it. With the lock
in hand it is only asked whether what was read is still so; where it is not, all is done again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from hub import enrol, folds, lake, tree
from hub.branch_fold import Kinds, advance, packed
from hub.store import Store
from shared.errors import BadInput, ChasquiError
from shared.events import Event
from shared.ids import SiteId
from shared.whole import Disk
from sync.chain import START
from sync.inbox import Arrival, fresh
from sync.opened import Opened


@dataclass(frozen=True, slots=True)
class Prepared:
    """New events whose segment is on the disk, listed by nobody yet, and what they rest on."""

    arrival: Arrival
    site: SiteId
    kinds: Kinds
    kept: bytes | None
    """What is kept folded where they go on, None where no branch ends there."""
    depth: int
    now_s: int
    segment: lake.Written
    noted: list[tuple[Event | BadInput, folds.Place]]
    """Those of which the console follows something."""
    health: Mapping[int, Any]
    folded: bytes
    """What all events up to the end of these add up to."""


def new_to(connection: Connection, opened: Opened) -> Arrival:
    """
    Return what of a bundle the hub does not hold yet.

    Raises:
        SequenceGap: It goes on from an event that the hub does not hold.
    """
    base = opened.header.base
    tip = tree.last_seq(connection, base.incarnation) if base != START else 0
    return fresh(base, opened.frames, lambda position: tree.holds(connection, position), tip=tip)


def prepare(
    connection: Connection,
    store: Store,
    disk: Disk,
    *,
    opened: Opened,
    arrival: Arrival,
    site: SiteId,
    written: list[lake.Written],
) -> Prepared:
    """Write the segment of the new events of a node at *site*, which *written* is told, and fold them."""
    now_s, folder, parent = store.now_s(), store.config.lake_folder, arrival.parent
    kept, kinds = tree.folded_at_tip(connection, parent), store.kinds(connection)
    depth = tree.depth_of(connection, parent)
    node = opened.node_id.hex()
    table = lake.segment_of(arrival.frames, depth=depth, node=node, site=site, received_s=now_s)
    segment = lake.write(folder, "events", table, disk)
    written.append(segment)
    read = list(folds.readable(arrival.frames, depth))
    events = [event for event, _ in read if isinstance(event, Event)]
    before = folds.branch_at(connection, folder, parent, kinds, kept)
    arrived = [(event, now_s) for event in events]
    after = advance(before, lambda: arrived, kinds)
    if after is None:
        after = folds.fold_again(connection, folder, parent, kinds, before.settled, arrived)
    return Prepared(
        arrival=arrival, site=site, kinds=kinds, kept=kept, depth=depth, now_s=now_s, segment=segment,
        noted=[(event, place) for event, place in read if folds.is_followed(event)],
        health=folds.last_health(events), folded=packed(after),
    )  # fmt: skip


def still_so(connection: Connection, store: Store, ready: Prepared, arrival: Arrival, site: SiteId) -> bool:
    """Tell whether *arrival* is what was prepared, and all that it rests on is as it was."""
    parent = arrival.parent
    return (
        (parent, arrival.end, site) == (ready.arrival.parent, ready.arrival.end, ready.site)
        and tree.folded_at_tip(connection, parent) == ready.kept
        and store.kinds(connection) == ready.kinds
    )


def append(connection: Connection, store: Store, opened: Opened, ready: Prepared) -> int:
    """Add the rows that make prepared events count, and return how many these are."""
    node, segment, arrival = opened.node_id, ready.segment, ready.arrival
    store.list_segment(connection, segment, "events", ready.now_s)
    name = tree.grow(connection, arrival, depth=ready.depth, segment=segment.name, node=node, site=ready.site)
    for event, place in ready.noted:
        folds.note(connection, event, place, site=ready.site, received_s=ready.now_s)
    tree.replace_tip(
        connection, arrival.parent, arrival.end, depth=ready.depth + segment.rows, tree=name, site=ready.site,
        folded=ready.folded,
    )  # fmt: skip
    folds.settle(connection, ready.site)
    if ready.health:
        enrol.heard(connection, ready.now_s, node, {**ready.health, **enrol.said_by(opened)})
    return segment.rows


def remove_unlisted(store: Store, written: list[lake.Written], error: ChasquiError) -> None:
    """Remove the segments that certainly do not count: a failed commit may have reached the disk all the same."""
    cause = error.__cause__
    unsynced = "FSYNC" in getattr(getattr(cause, "orig", None), "sqlite_errorname", "")
    if unsynced or getattr(cause, "connection_invalidated", False):
        # Nobody sees the commit now; a power cut, or a server that goes on by itself, may still bring it about.
        return
    listed = set(store.segments("events")) if written else set()
    for segment in written:
        if segment.name not in listed:
            (store.config.lake_folder / segment.name).unlink(missing_ok=True)


def discard(store: Store, written: list[lake.Written]) -> None:
    """Remove segments that were never listed, and forget them."""
    while written:
        (store.config.lake_folder / written.pop().name).unlink(missing_ok=True)
