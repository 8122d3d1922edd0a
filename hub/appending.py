"""
New events into the lake: first their segment on the disk, then the rows that make it count.

What takes time is done before the writers' lock is taken: whoever has little to say does not wait for it. With the lock
in hand it is only asked whether what was read is still so; where it is not, all is done again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, select

from hub import folds, lake, schema, tree
from hub.branch_fold import Kinds, advance, packed
from hub.store import Store
from shared.errors import BadInput, ChasquiError, SequenceGap
from shared.events import Event
from shared.ids import SiteId
from sync.chain import START
from sync.inbox import Arrival, fresh
from sync.opened import Opened


class Fresh(NamedTuple):
    """What of a bundle the hub does not hold yet, and what it keeps of the position that this goes on from."""

    arrival: Arrival
    tip: tree.Tip | None
    """None where no branch ends there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """New events as rows of a segment that is not written yet, and what they rest on."""

    fresh: Fresh
    site: SiteId
    kinds: Kinds
    depth: int
    now_s: int
    table: pa.Table
    noted: list[tuple[Event | BadInput, folds.Place]]
    """Those of which the console follows something."""
    health: Mapping[int, Any]
    folded: bytes
    """What all events up to the end of these add up to."""
    still: bool
    """They leave the stock as it was."""


def new_to(connection: Connection, opened: Opened) -> Fresh:
    """
    Return what of a bundle the hub does not hold yet.

    Raises:
        SequenceGap: It goes on from an event that the hub does not hold.
    """
    base = opened.header.base
    tip = tree.tip_at(connection, base)
    if tip is not None:
        # Nothing that is held follows the end of a branch: all of it is new.
        return Fresh(Arrival(base, opened.frames), tip)
    try:
        arrival = fresh(base, opened.frames, lambda position: tree.holds(connection, position))
    except SequenceGap as gap:
        # Where the incarnation ends makes the sentence clearer, and is looked for only here.
        last = tree.last_seq(connection, base.incarnation) if base != START else 0
        raise SequenceGap(expected=last + 1, got=base.seq + 1) from gap
    return Fresh(arrival, tree.tip_at(connection, arrival.parent))


def draft(
    connection: Connection, store: Store, *, opened: Opened, found: Fresh, site: SiteId, kinds: Kinds, now_s: int
) -> Draft:
    """Put the new events of a node at *site* into rows, and fold them."""
    arrival, tip = found
    folder, parent = store.config.lake_place, arrival.parent
    depth = tree.depth_of(connection, parent) if tip is None else tip.depth
    node = opened.node_id.hex()
    table = lake.segment_of(arrival.frames, depth=depth, node=node, site=site, received_s=now_s)
    read = list(folds.readable(arrival.frames, depth))
    events = [event for event, _ in read if isinstance(event, Event)]
    before = folds.branch_at(connection, folder, parent, kinds, tip and tip.folded)
    arrived = [(event, now_s) for event in events]
    after = advance(before, lambda: arrived, kinds)
    if after is None:
        after = folds.fold_again(connection, folder, parent, kinds, before.settled, arrived)
    return Draft(
        fresh=found, site=site, kinds=kinds, depth=depth, now_s=now_s, table=table,
        noted=[(event, place) for event, place in read if folds.is_followed(event)],
        health=folds.last_health(events), folded=packed(after), still=after.stock == before.stock,
    )  # fmt: skip


def still_so(ready: Draft, found: Fresh, site: SiteId, kinds: Kinds) -> bool:
    """Tell whether what is new is what was drafted, and all that it rests on is as it was."""
    now, then = found.arrival, ready.fresh.arrival
    return (
        (now.parent, now.end, site) == (then.parent, then.end, ready.site)
        and found.tip == ready.fresh.tip
        and kinds == ready.kinds
    )


def append(connection: Connection, opened: Opened, ready: Draft, segment: str) -> int:
    """Add the rows that make events of a listed *segment* count, and return how many these are."""
    node, (arrival, tip), rows = opened.node_id, ready.fresh, ready.table.num_rows
    name = tree.grow(connection, arrival, tip, depth=ready.depth, segment=segment, node=node, site=ready.site)
    for event, place in ready.noted:
        folds.note(connection, event, place, site=ready.site, received_s=ready.now_s)
    tree.replace_tip(
        connection, arrival.parent, arrival.end, depth=ready.depth + rows, tree=name, site=ready.site,
        folded=ready.folded,
    )  # fmt: skip
    if not (ready.still and tree.has_one_tip(connection, ready.site)):
        folds.settle(connection, ready.site)
    tree.belongs(connection, node, name)
    return int(rows)


def remove_unlisted(store: Store, written: list[lake.Written], error: ChasquiError) -> None:
    """Remove the segments that certainly do not count: a failed commit may have reached the disk all the same."""
    cause = error.__cause__
    unsynced = "FSYNC" in getattr(getattr(cause, "orig", None), "sqlite_errorname", "")
    if not written or unsynced or getattr(cause, "connection_invalidated", False):
        # Nobody sees the commit now; a power cut, or a server that goes on by itself, may still bring it about.
        return
    name = schema.segments.c.name
    with store.read() as connection:
        mine = select(name).where(name.in_([segment.name for segment in written]))
        listed = set(connection.execute(mine).scalars())
    for segment in written:
        if segment.name not in listed:
            store.config.lake_place.remove(segment.name)


def discard(store: Store, written: list[lake.Written]) -> None:
    """Remove segments that were never listed, and forget them."""
    while written:
        store.config.lake_place.remove(written.pop().name)
