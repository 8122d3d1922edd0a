"""
A courier's round: a stick takes along what the region says to schools that sent nothing on it, sealed to each.

Who carries it learns nothing: a file is named by its computer's key, and opens with that key alone.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from hub import schema
from hub.database import Database
from hub.ingest import Ingest
from hub.region import names_of_sites
from hub.rows import QUIET_DAYS, NodeState
from shared.disk import room_in
from shared.errors import BadBundle, BadInput
from shared.ids import NodeId
from shared.whole import forget
from sync import folder
from sync.foreign_files import read_plain, shown
from sync.reply import MAX_REPLY_BYTES, decode_reply, encode_reply

STICKS_OWN, EVERYBODY, NOBODY = "", "todas", "nadie"
MOST_BYTES = 64 * 1_048_576
"""Of a round, and at most half of what is free on its stick: the schools' bundles need room on the way back."""
MOST_BYTES_OF_ONE = 4 * 1_048_576
_DAY_S = 86_400
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A computer that the region recognises, and where it is."""

    node: NodeId
    verify_key: bytes
    site: str
    ugels: frozenset[str]
    schools: tuple[str, ...]
    heard_s: int | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a round takes along: names of schools, each once."""

    taken: tuple[str, ...] = ()
    nothing_for: tuple[str, ...] = ()
    """The region has not said anything to them alone yet; what it says to all is on the stick."""
    left_out: tuple[str, ...] = ()
    """What is for them did not fit."""


def stops(db: Database) -> list[Stop]:
    """Return every computer that is recognised, the longest silent first."""
    nodes, schools = schema.nodes, schema.schools
    with db.read() as connection:
        names = names_of_sites(connection)
        ugels: dict[str, set[str]] = {}
        for site, ugel in connection.execute(select(schools.c.site, schools.c.ugel).distinct()):
            ugels.setdefault(site, set()).add(ugel)
        rows = connection.execute(select(nodes).where(nodes.c.state == NodeState.OK)).all()
    found = [
        Stop(
            node=NodeId(bytes.fromhex(row.node)),
            verify_key=row.verify_key,
            site=row.site,
            ugels=frozenset(ugels.get(row.site, set()) - {""}),
            schools=names.get(row.site, (row.site,)),
            heard_s=row.last_bundle_s,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.heard_s or 0, one.site, one.node))


def ugels(db: Database) -> list[str]:
    """Return the UGELs that have a computer which is recognised."""
    return sorted(frozenset[str]().union(*(one.ugels for one in stops(db))))


def named(db: Database, whom: str) -> str:
    """
    Return what was typed for whom a round is, as ``chosen`` takes it.

    Raises:
        BadInput: There is no such UGEL, or none of its schools has a computer that is recognised.
    """
    known = {one.casefold(): one for one in (STICKS_OWN, EVERYBODY, NOBODY, *ugels(db))}
    typed = whom.strip().casefold()
    if (found := known.get(typed) or known.get(typed.removeprefix("ugel ").strip())) is not None:
        return found
    raise BadInput(
        "No hay escuelas enlazadas de la UGEL «%(whom)s». Hay de: %(known)s; o diga «todas» o «nadie».",
        whom=whom[:40],
        known=", ".join(ugels(db)) or "—",
    )


def chosen(
    known: Sequence[Stop], whom: str, *, sent: Collection[NodeId], carried: Collection[NodeId], now_s: int
) -> list[Stop]:
    """
    Return whose feed goes along: of *whom* (a UGEL, everybody, nobody), without those that *sent* and are answered.

    Where nobody says whom: the schools of the UGELs that the stick comes from, told by who sent on it and for whom it
    *carried* something before; for a stick that says nothing of that, all that were not heard for ``QUIET_DAYS``.
    """
    others = [one for one in known if one.node not in sent]
    if whom == NOBODY:
        return []
    if whom == EVERYBODY:
        return others
    if whom != STICKS_OWN:
        return [one for one in others if whom in one.ugels]
    ugels = frozenset[str]().union(*(one.ugels for one in known if one.node in {*sent, *carried}))
    if ugels:
        return [one for one in others if one.ugels & ugels]
    return [one for one in others if one.heard_s is None or now_s - one.heard_s > QUIET_DAYS * _DAY_S]


def load(root: Path, ingest: Ingest, round_: Iterable[Stop]) -> Loaded:
    """
    Leave on a stick what the region says to each of *round_*, in place of what an earlier round left for it.

    Answers to what a school sent stay: they hold acks that it may not have read yet.

    Raises:
        RoadClosed: The stick cannot be written to. What lies there already is whole.
    """
    taken, nothing, left_out = dict[str, None](), dict[str, None](), dict[str, None]()
    room = room_in(root)
    left = min(MOST_BYTES, room.free // 2 if room else MOST_BYTES)
    for stop in round_:
        replies = [encode_reply(reply) for reply in ingest.said_to(stop.site, stop.verify_key)]
        size = sum(map(len, replies))
        if not replies:
            nothing |= dict.fromkeys(stop.schools)
        elif size > min(left, MOST_BYTES_OF_ONE):
            left_out |= dict.fromkeys(stop.schools)
        else:
            _leave(root, stop.node, replies)
            left -= size
            taken |= dict.fromkeys(stop.schools)
    _log.info("round taken=%d nothing=%d left_out=%d", len(taken), len(nothing), len(left_out))
    return Loaded(tuple(taken), tuple(nothing), tuple(left_out))


def _leave(root: Path, node: NodeId, replies: Sequence[bytes]) -> None:
    before = list(_of_rounds(root, node))
    for data in replies:
        folder.put_reply(root, node, data)
    for old in before:
        forget(old)


def _of_rounds(root: Path, node: NodeId) -> Iterator[Path]:
    """Give the files of earlier rounds for a node: those without an ack."""
    for path in folder.numbered_replies(root, node):
        data = read_plain(path, MAX_REPLY_BYTES)
        try:
            if data is not None and not decode_reply(data).ack:
                yield path
        except BadBundle:
            # Somebody else's file, or a damaged one: it is not ours to remove.
            _log.warning("strange_reply file=%s", shown(path.name))
