"""The trees of events that the hub holds: which positions it knows, where they end, and where they fork."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select

from hub import schema
from hub.branches import StretchRow
from hub.database import add
from shared.ids import Head, Incarnation, NodeId
from sync.chain import ROOT, START, Position
from sync.inbox import Arrival, is_fork
from sync.opened import Frame

_HEAD_BYTES = 16
_table = schema.stretches
_seq: BindParameter[Any] = bindparam("seq")
# Made once: to build a statement and find it among the compiled ones takes longer than to run it.
_AT = select(_table).where(
    _table.c.incarnation == bindparam("incarnation"),
    _table.c.first_seq <= _seq,
    _table.c.first_seq + _table.c.count > _seq,
)
_LAST = select(func.max(_table.c.first_seq + _table.c.count - 1)).where(
    _table.c.incarnation == bindparam("incarnation")
)
_MINE = select(schema.node_trees.c.tree).where(schema.node_trees.c.node == bindparam("node"))
_ENDS = select(schema.tips).where(schema.tips.c.tree.in_(_MINE))
_FORKING = select(_table.c.parent_incarnation, _table.c.parent_seq, _table.c.parent_head, _table.c.first_depth).where(
    _table.c.tree.in_(_MINE), _table.c.forks
)
_IS_TIP = tuple(schema.tips.c[name] == bindparam(f"at_{name}") for name in ("incarnation", "seq", "head"))
_TIP = select(schema.tips.c.depth, schema.tips.c.tree, schema.tips.c.folded).where(*_IS_TIP)
_TWO_TIPS = select(schema.tips.c.head).where(schema.tips.c.site == bindparam("of_site")).limit(2)
_MOVED_TIP = schema.tips.update().where(*_IS_TIP).values({
    name: bindparam(f"to_{name}") for name in ("incarnation", "seq", "head", "depth", "tree", "site", "folded")
})  # fmt: skip
_PLAIN = [column for column in _table.c if column.name != "heads"]
_AT_ONCE = 500
"""Values in one question: databases bound them."""
_NEW_TIP, _NEW_STRETCH = schema.tips.insert(), _table.insert()


class Tip(NamedTuple):
    """The end of a branch: no event that the hub holds follows it."""

    depth: int
    tree: str
    folded: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Events that follow each other in one segment: all on the way to some position."""

    segment: str
    incarnation: Incarnation
    first_seq: int
    last_seq: int


def holds(connection: Connection, position: Position) -> bool:
    """Tell whether the hub holds the event at *position*, on any branch; before the first event it always does."""
    return position == START or _stretch_of(connection, position) is not None


def last_seq(connection: Connection, incarnation: Incarnation) -> int:
    """Return the greatest sequence number held of an incarnation, 0 for none."""
    return int(connection.execute(_LAST, {"incarnation": incarnation.hex()}).scalar() or 0)


def depth_of(connection: Connection, position: Position) -> int:
    """Return how many events there are on the way to *position*, itself among them; 0 where it is not held."""
    stretch = _stretch_of(connection, position)
    return 0 if stretch is None else int(stretch.first_depth) + position.seq - int(stretch.first_seq)


def grow(
    connection: Connection, arrival: Arrival, tip: Tip | None, *, depth: int, segment: str, node: NodeId, site: str
) -> str:
    """
    Add new events after the position that they follow, which is *depth* deep, and return the name of their tree.

    *tip*: what that position is where a branch ends there: nothing else follows it. Each run of one incarnation is one
    row: the heads of its events, 16 bytes each, so that every position can be named.
    """
    parent = arrival.parent
    if tip is not None:
        tree, forks = tip.tree, False
    else:
        stretch = _stretch_of(connection, parent)
        forks = is_fork(arrival, _children(connection, parent, stretch, node))
        tree = _first_of(arrival) if stretch is None else str(stretch.tree)
    for incarnation, frames in groupby(arrival.frames, key=lambda frame: frame.incarnation):
        heads, first_seq = _joined(list(frames))
        row = {
            "tree": tree,
            "incarnation": incarnation.hex(),
            "first_seq": first_seq,
            "first_depth": depth + 1,
            "count": len(heads),
            "heads": b"".join(heads),
            "parent_incarnation": parent.incarnation.hex(),
            "parent_seq": parent.seq,
            "parent_head": parent.head.hex(),
            "forks": forks,
            "segment": segment,
            "node": node.hex(),
            "site": site,
        }
        connection.execute(_NEW_STRETCH, row)
        parent, forks = Position(incarnation, first_seq + len(heads) - 1, heads[-1]), False
        depth += len(heads)
    return tree


def touch(connection: Connection, node: NodeId, position: Position) -> None:
    """Note that a node showed that *position* is on its own chain: it is told the ends of that tree from now on."""
    stretch = _stretch_of(connection, position)
    if stretch is not None:
        belongs(connection, node, stretch.tree)


def belongs(connection: Connection, node: NodeId, tree: str) -> None:
    """Note that a node's own chain is in this *tree*."""
    add(connection, schema.node_trees, {"node": node.hex(), "tree": tree})


def tips_for(connection: Connection, node: NodeId) -> tuple[Position, ...]:
    """Return the ends and the fork points of every tree that a node brought something to, the deepest last."""
    mine = {"node": node.hex()}
    ends = connection.execute(_ENDS, mine)
    found = {position_at(row.incarnation, row.seq, row.head): int(row.depth) for row in ends}
    branching = connection.execute(_FORKING, mine)
    found |= {parent_of(row): int(row.first_depth) - 1 for row in branching if parent_of(row) != START}
    return tuple(sorted(found, key=lambda position: (found[position], position.head)))


def replace_tip(
    connection: Connection, old: Position, new: Position, *, depth: int, tree: str, site: str, folded: bytes
) -> None:
    """Move the end of a branch; where *old* was no end, a new branch has its own."""
    values: dict[str, Any] = {"incarnation": new.incarnation.hex(), "seq": new.seq, "head": new.head.hex()}
    values |= {"depth": depth, "tree": tree, "site": site, "folded": folded}
    moved = connection.execute(_MOVED_TIP, {**_is(old), **{f"to_{name}": value for name, value in values.items()}})
    if not moved.rowcount:
        connection.execute(_NEW_TIP, values)


def tip_at(connection: Connection, position: Position) -> Tip | None:
    """Return what is kept of *position* where a branch ends there."""
    row = connection.execute(_TIP, _is(position)).one_or_none()
    return None if row is None else Tip(*row)


def has_one_tip(connection: Connection, site: str) -> bool:
    """Tell whether the site has one branch alone."""
    return len(connection.execute(_TWO_TIPS, {"of_site": site}).all()) == 1


def folded_at_tip(connection: Connection, position: Position) -> bytes | None:
    """Return what is kept folded at the end of a branch, or None where *position* is no end."""
    return tip.folded if (tip := tip_at(connection, position)) else None


def tips(connection: Connection) -> list[Position]:
    """Return the end of every branch."""
    return [position_at(row.incarnation, row.seq, row.head) for row in connection.execute(select(schema.tips))]


def keep_folded(connection: Connection, tip: Position, folded: bytes) -> None:
    """Replace what is kept folded at the end of a branch."""
    connection.execute(schema.tips.update().where(*_IS_TIP).values(folded=folded), _is(tip))


def path_to(connection: Connection, position: Position, after: tuple[Incarnation, int] | None = None) -> list[Piece]:
    """Return where everything up to *position* lies, oldest first; only what follows the event *after* on the way."""
    pieces: list[Piece] = []
    while position.head != ROOT and (stretch := _stretch_of(connection, position)) is not None:
        incarnation, first = Incarnation(bytes.fromhex(stretch.incarnation)), int(stretch.first_seq)
        reached = after is not None and incarnation == after[0] and first <= after[1]
        if after is not None and reached:
            first = after[1] + 1
        if first <= position.seq:
            pieces.append(Piece(stretch.segment, incarnation, first, position.seq))
        if reached:
            break
        position = parent_of(stretch)
    return pieces[::-1]


def stretches(connection: Connection, *, after: int = 0, sites: Sequence[str] | None = None) -> list[StretchRow]:
    """Return every stretch with the one that it follows: those with an id beyond *after*, or those of some *sites*."""
    query = select(*_PLAIN).where(_table.c.id > after).order_by(_table.c.id)
    some = [None] if sites is None else [sites[at : at + _AT_ONCE] for at in range(0, len(sites), _AT_ONCE)]
    rows = [
        row for few in some for row in connection.execute(query if few is None else query.where(_table.c.site.in_(few)))
    ]
    holding: dict[str, list[Row[Any]]] = {}
    for row in rows if after == 0 and sites is None else _of(connection, {row.parent_incarnation for row in rows}):
        holding.setdefault(row.incarnation, []).append(row)
    return [_stretch_row(row, _parent_among(connection, row, holding.get(row.parent_incarnation, []))) for row in rows]


def _of(connection: Connection, incarnations: Collection[str]) -> list[Row[Any]]:
    names = sorted(incarnations)
    few = (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))
    queries = (select(*_PLAIN).where(_table.c.incarnation.in_(each)).order_by(_table.c.id) for each in few)
    return [row for query in queries for row in connection.execute(query)]


def _parent_among(connection: Connection, row: Row[Any], held: Sequence[Row[Any]]) -> Row[Any] | None:
    at = [one for one in held if one.first_seq <= row.parent_seq < one.first_seq + one.count]
    if len(at) > 1:
        # Two branches of one incarnation: the head tells which.
        parent = _stretch_of(connection, parent_of(row))
        at = [one for one in at if parent is not None and one.id == parent.id]
    return at[0] if at else None


def _stretch_row(row: Row[Any], parent: Row[Any] | None) -> StretchRow:
    cut = parent is not None and row.parent_seq < parent.first_seq + parent.count - 1
    return StretchRow(
        id=row.id,
        tree=row.tree,
        parent=parent.id if parent is not None else 0,
        after_seq=row.parent_seq,
        segment=_file(row.segment),
        incarnation=bytes.fromhex(row.incarnation),
        first_seq=row.first_seq,
        last_seq=row.first_seq + row.count - 1,
        cut_segment=_file(parent.segment) if cut and parent is not None else "",
        cut_incarnation=bytes.fromhex(parent.incarnation) if cut and parent is not None else b"",
        path=row.segment,
        first_depth=row.first_depth,
        node=row.node,
        site=row.site,
    )


def _file(segment: str) -> str:
    return segment.rpartition("/")[2]


def position_at(incarnation: str, seq: int, head: str) -> Position:
    """Return a position from its hexadecimal columns."""
    return Position(Incarnation(bytes.fromhex(incarnation)), seq, Head(bytes.fromhex(head)))


def parent_of(row: Any) -> Position:
    """Return the position that a stretch follows."""
    return position_at(row.parent_incarnation, row.parent_seq, row.parent_head)


def _stretch_of(connection: Connection, position: Position) -> Row[Any] | None:
    found = connection.execute(_AT, {"incarnation": position.incarnation.hex(), "seq": position.seq})
    same = (row for row in found if _head(row, position.seq) == position.head)
    return next(same, None)


def _children(connection: Connection, position: Position, stretch: Row[Any] | None, node: NodeId) -> list[Position]:
    """
    Return the positions that directly follow *position*, in its own *stretch* or as another's beginning.

    Every school's log begins at START: there only what the key of *node* itself brought is told.
    """
    found = []
    if stretch is not None and position.seq < stretch.first_seq + stretch.count - 1:
        found.append(Position(position.incarnation, position.seq + 1, _head(stretch, position.seq + 1)))
    after = select(_table.c.incarnation, _table.c.first_seq, _table.c.heads).where(
        _table.c.parent_head == position.head.hex(),
        _table.c.parent_incarnation == position.incarnation.hex(),
        _table.c.parent_seq == position.seq,
        *([_table.c.node == node.hex()] if position == START else []),
    )
    for incarnation, seq, heads in connection.execute(after):
        found.append(Position(Incarnation(bytes.fromhex(incarnation)), seq, Head(heads[:_HEAD_BYTES])))
    return found


def _first_of(arrival: Arrival) -> str:
    # Laptops that wake with the same reset clock begin alike: heads alone would make one tree of many schools.
    first = arrival.frames[0]
    return first.incarnation.hex() + first.heads[0].hex()


def _head(row: Row[Any], seq: int) -> Head:
    at = (seq - row.first_seq) * _HEAD_BYTES
    return Head(row.heads[at : at + _HEAD_BYTES])


def _joined(frames: Sequence[Frame]) -> tuple[list[Head], int]:
    return [head for frame in frames for head in frame.heads], frames[0].first_seq


def _is(position: Position) -> dict[str, Any]:
    return {"at_incarnation": position.incarnation.hex(), "at_seq": position.seq, "at_head": position.head.hex()}
