"""What a night has to do: which buckets have something new, and which must be made from nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, func, select

from hub import left_out, schema, tree
from hub.branches import StretchRow
from hub.config import Config
from hub.region_rows import Placed
from hub.weekly import files, listed, placing
from hub.weekly.bucket import Work
from hub.weekly.files import DATED, Held
from hub.weekly.ledger import Stretch
from hub.weekly.listed import Basis, Listed, State
from hub.weekly.placing import Placing, Surroundings

RULES = 15
"""Part of what the table is named after: another version of its rules makes every bucket from nothing."""


@dataclass(slots=True)
class Bucket:
    """The parts of a bucket in force."""

    ledger: str = ""
    context: str = ""
    dated: dict[int, list[Held]] = field(default_factory=dict)
    demand: dict[int, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What there is, and what is new."""

    before: State | None
    """As it is in the database; None where there is none."""
    state: State
    """As it will be."""
    around: dict[int, Surroundings]
    held: dict[int, Bucket]
    new: dict[int, list[Stretch]]
    anew: set[int]
    over: list[str]
    """Parts that nothing is taken over from."""
    other_panel: bool
    """Whether the panel is another one than the one of which there are parts."""

    def works(self, config: Config, buckets: Iterable[int]) -> list[Work]:
        """Return what brings *buckets* up to date."""
        return [self._work(config, at) for at in sorted(buckets)]

    def _work(self, config: Config, at: int) -> Work:
        held, around = self.held.get(at, Bucket()), self.around[at]
        return Work(
            bucket=at, root=config.lake_place.address, new=self.new.get(at, []), schools=around.schools,
            unread=around.unread, ledger=held.ledger, dated=held.dated, demand=held.demand,
        )  # fmt: skip

    def from_nothing(self, connection: Connection, buckets: Iterable[int]) -> None:
        """Let *buckets* be made from all of their events."""
        wanted, put = set(buckets), Placing(self.state.buckets, self.state.joined)
        if not wanted:
            return
        for at in wanted & self.held.keys():
            self.over += self.held.pop(at).names
        sites = [site for site in _sites(connection) if put.bucket_of(site) in wanted]
        rows = [one for one in tree.stretches(connection, sites=sites) if one.id <= self.state.last]
        self.new |= {at: [] for at in wanted} | _by_bucket(put, rows)


def plan(connection: Connection, config: Config, name: str, schools: Sequence[Placed], panels: Sequence[str]) -> Plan:
    """Compare the parts of *name* in force with what the database says now, all of one moment."""
    before, parts = listed.state(connection, name), listed.in_force(connection, name)
    last = int(connection.execute(select(func.coalesce(func.max(schema.stretches.c.id), 0))).scalar_one())
    sites, joined = {*_sites(connection), *(one.site for one in schools)}, _joined(connection)
    read = before
    fits = before is not None and _fits(connection, before, config, name, parts, len(sites))
    if before is None or not fits:
        before = State(RULES, placing.buckets_for(len(sites), _events(connection)), joined, 0)
    put = Placing(before.buckets, joined)
    moving = placing.moving(Placing(before.buckets, before.joined), put)
    around = placing.surroundings(put, schools, _unread(connection))
    found = Plan(
        before=read,
        state=State(RULES, before.buckets, joined, last, list(panels)),
        around=around,
        held=_buckets(parts) if fits else {},
        new=_by_bucket(put, tree.stretches(connection, after=before.last)),
        anew=set(),
        over=[] if fits else [one.name for one in parts],
        other_panel=before.panels != list(panels),
    )
    other = {at for at, one in found.held.items() if one.context != around[at].hash(found.new.get(at, ()))}
    found.anew = other | moving
    found.from_nothing(connection, found.anew)
    return found


def _fits(
    connection: Connection, before: State, config: Config, name: str, parts: Sequence[Listed], sites: int
) -> bool:
    """Tell whether what is there can be gone on from, with what is new."""
    events = sum(one.rows for one in parts if one.layer == DATED) + _events(connection, before.last)
    small = not placing.outgrown(Placing(before.buckets), sites, events)
    return before.rules == RULES and small and {one.name for one in parts} <= set(files.there(config.lake_place, name))


def _events(connection: Connection, after: int = 0) -> int:
    """Return how many events the stretches after an id have."""
    counted = select(func.coalesce(func.sum(schema.stretches.c.count), 0)).where(schema.stretches.c.id > after)
    return int(connection.execute(counted).scalar_one())


def _buckets(parts: Iterable[Listed]) -> dict[int, Bucket]:
    found: dict[int, Bucket] = defaultdict(Bucket)
    for one in parts:
        if one.bucket < 0:
            continue
        held = found[one.bucket]
        held.names.append(one.name)
        match one.layer:
            case "ledger":
                held.ledger, held.context = one.name, msgspec.json.decode(one.notes, type=Basis).context
            case "demand":
                held.demand[one.block] = one.name
            case _:
                dead = msgspec.json.decode(one.notes, type=list[int]) if one.notes else []
                held.dated.setdefault(one.block, []).append(Held(one.name, dead))
    return dict(found)


def _by_bucket(put: Placing, rows: Iterable[StretchRow]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for one in rows:
        found[put.bucket_of(one.site)].append(_stretch(one))
    return dict(found)


def _stretch(one: StretchRow) -> Stretch:
    return Stretch(
        id=one.id,
        tree=one.tree,
        parent=one.parent,
        after_seq=one.after_seq,
        incarnation=one.incarnation,
        first_seq=one.first_seq,
        last_seq=one.last_seq,
        first_depth=one.first_depth,
        segment=one.path,
        node=one.node,
        site=one.site,
    )


def _sites(connection: Connection) -> list[str]:
    return list(connection.execute(select(schema.stretches.c.site).distinct()).scalars())


def _joined(connection: Connection) -> list[tuple[str, ...]]:
    table = schema.stretches.c
    several = select(table.tree).group_by(table.tree).having(func.min(table.site) != func.max(table.site))
    rows = connection.execute(select(table.tree, table.site).where(table.tree.in_(several)).distinct())
    return list(placing.joined((str(one.tree), str(one.site)) for one in rows))


def _unread(connection: Connection) -> dict[str, list[left_out.Unreadable]]:
    """Return the events that could not be read, by the site of their computer."""
    table, found = schema.unreadable.c, dict[str, list[left_out.Unreadable]]()
    for row in connection.execute(select(table.incarnation, table.seq, table.head, table.site)):
        position = left_out.Unreadable(bytes.fromhex(row.incarnation), row.seq, bytes.fromhex(row.head))
        found.setdefault(row.site, []).append(position)
    return found
