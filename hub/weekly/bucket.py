"""One bucket brought up to date: its new events are dated, and the weeks that they touch are summed again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hub.lake_place import place_at
from hub.left_out import Unreadable
from hub.weekly import dated, files, ledger, placing, raw
from hub.weekly.files import Part
from hub.weekly.kept import Key, Ledger
from hub.weekly.ledger import Stretch
from hub.weekly.sums import Bools, Pair, Places, ints, weekly_rows
from hub.weekly.words import Ints, numbered
from shared.whole import Disk

MOST_FILES = 8
"""How many files of dated events a block may have before they are written as one."""


class Work(msgspec.Struct, array_like=True):
    """What a bucket is brought up to date from; without a ``ledger``, from nothing."""

    bucket: int
    root: str
    new: list[Stretch]
    schools: list[tuple[str, str, str]]
    """Id, site and UGEL of those at the bucket's sites."""
    unread: list[Unreadable] = []
    ledger: str = ""
    dated: dict[int, list[files.Held]] = {}
    demand: dict[int, str] = {}
    """By block and leaf (``placing.LEAVES``)."""


class Outcome(msgspec.Struct, array_like=True):
    """What it came to: the files to list, and those that they take the place of."""

    bucket: int
    again: bool = False
    """Nothing was done: what is new changes what was settled, and the bucket has to be made from nothing."""
    ledger: Part | None = None
    dated: list[Part] = []
    demand: list[Part] = []
    over: list[str] = []
    dead: dict[str, list[int]] = {}
    """Of a file of dated events: all stretches whose clock-dated events lie elsewhere now."""
    counts: dict[str, dict[str, int]] = {}
    left_out: list[tuple[str, str, str, int]] = []
    """Site, computer, why, and how many."""


class _AgainError(Exception):
    """What is new changes what was settled."""


def bring_up(work: Work, found: Sequence[pa.Table], disk: Disk) -> Outcome:
    """
    Bring a bucket up to date; its files are on the disk as far as *disk* makes it so, and count once they are listed.

    *found* are the events of its new stretches (``hub.weekly.raw.read``), in any order.
    """
    try:
        return _Bucket(work, disk).brought_up(found)
    except _AgainError:
        return Outcome(work.bucket, again=True)


class _Bucket:
    """A bucket on its way from one state to the next."""

    def __init__(self, work: Work, disk: Disk) -> None:
        self.work, self.root, self.disk = work, place_at(work.root), disk
        self.kept = (
            msgspec.msgpack.decode(b"".join(self.root.chunks(work.ledger)), type=Ledger) if work.ledger else Ledger()
        )
        self.held = self.kept.stretches
        self.sites = {school: site for school, site, _ in work.schools}
        self.touched: dict[int, set[str]] = defaultdict(set)
        self.added: dict[int, list[pa.Table]] = defaultdict(list)
        self.outcome = Outcome(work.bucket, dead={one.name: one.dead for some in work.dated.values() for one in some})

    def brought_up(self, found: Sequence[pa.Table]) -> Outcome:
        changed = self._take(self.work.new, found)
        new = {one.id for one in self.work.new}
        self._move([one for one in changed if one.id not in new])
        self._begin()
        self._sum()
        self._keep()
        return self.outcome

    def _take(self, new: list[Stretch], found: Sequence[pa.Table]) -> list[Stretch]:
        """Date the new events, and return the stretches that something else dates now."""
        if self.kept.settled.is_reached_by(new):
            raise _AgainError
        old = dict(self.held)
        self.held.update((one.id, one) for one in new)
        if self.kept.settled.ids and ledger.forks(self.held, new):
            # What is settled may date the new branch, too.
            raise _AgainError
        cuts, twice = ledger.cuts_of(self.held, new), ledger.suspects(self.held.values())
        if old.keys() & cuts.keys() or ledger.overlap(old.values(), new):
            raise _AgainError
        rows = raw.arranged(found, new)
        if not rows.num_rows:
            return ledger.dated_anew(self.held, {one.tree for one in new})
        own = {(school, site) for school, site, _ in self.work.schools}
        why = raw.judged(rows, own, set(self.work.unread))
        for id_, clock in raw.clocks(rows, why, cuts).items():
            self.held[id_].clock = clock
        changed = ledger.dated_anew(self.held, {one.tree for one in new})
        once = ~raw.repeated(rows, twice)
        once &= ~self._beaten(rows, why, once)
        dated.leave_out(ints(rows, "stretch")[once], why[once], self.held)
        counting, quality = dated.dated(rows.select(dated.RAW).filter(pa.array(once & (why == 0))), self.held)
        dated.count(counting, quality, self.held)
        self._add(counting)
        return changed

    def _beaten(self, rows: pa.Table, why: Ints, once: Bools) -> Bools:
        """Tell which events are a row of a source that another event stands for."""
        beaten = np.zeros(rows.num_rows, dtype=bool)
        places = np.flatnonzero(once & rows["source_key"].is_valid().to_numpy())
        columns = ["site", "source_key", "incarnation", "seq", "head"]
        some = rows.select(columns).take(pa.array(places))
        standing = self.kept.standing(pc.unique(some["site"]).to_pylist())
        settled, at_of = set(standing), dict[Key, int]()
        for at, (site, source, *identity) in zip(
            places.tolist(), zip(*(some[name].to_pylist() for name in columns), strict=True), strict=True
        ):
            key, mine = (site, source, int(why[at])), (identity[0], identity[1], identity[2])
            best = standing.get(key)
            if best is not None and best < mine:
                beaten[at] = True
                continue
            if key in settled:
                raise _AgainError
            if best is not None:
                beaten[at_of[key]] = True
            standing[key], at_of[key] = mine, at
        self.kept.stand(standing)
        return beaten

    def _move(self, changed: list[Stretch]) -> None:
        """Give the events of stretches that something else dates now their days, where these are others."""
        if not changed:
            return
        ids = [one.id for one in changed]
        blocks = sorted({block for one in changed for block in one.blocks})
        found = [
            files.read(self.root, one, stretches=ids) for block in blocks for one in self.work.dated.get(block, [])
        ]
        rows = pa.concat_tables([dated.SCHEMA.empty_table(), *found]).combine_chunks()
        now, moved, quality = dated.moved(rows, self.held)
        for one in changed:
            one.counts = {name: counted for name, counted in one.counts.items() if name == "claimed"}
        dated.count(now, quality, self.held)
        gone = set(ints(rows, "stretch")[moved].tolist())
        for id_ in gone:
            one = self.held[id_]
            for block in one.blocks:
                self.touched[block].add(one.site)
                for each in self.work.dated.get(block, []):
                    self.outcome.dead[each.name] = sorted({*self.outcome.dead[each.name], id_})
            one.blocks = []
        self._add(now.filter(pa.array(np.isin(ints(rows, "stretch"), sorted(gone)))))

    def _add(self, rows: pa.Table) -> None:
        parts = dated.by_block(rows)
        dated.note_blocks(parts, self.held, self.kept.blocks)
        for block, part in parts.items():
            self.added[block].append(part)
            self.touched[block].update(pc.unique(part["site"]).to_pylist())

    def _begin(self) -> None:
        """Note where each series begins: one that begins earlier than was known has rows in every later week."""
        rows = [one for parts in self.added.values() for one in parts]
        if not rows:
            return
        for (school, resource), week in dated.first_weeks(pa.concat_tables(rows)).items():
            mine, site = self.kept.firsts.setdefault(school, {}), self.sites[school]
            if week < mine.get(resource, week + 1):
                mine[resource] = week
                for block in self.kept.blocks[site]:
                    if block >= week // dated.BLOCK_WEEKS:
                        self.touched[block].add(site)

    def _sum(self) -> None:
        """Sum the weeks of the sites that are touched, those of the same sites together."""
        self.touched.pop(dated.UNDATED, None)
        together: dict[frozenset[str], list[int]] = defaultdict(list)
        for block, sites in self.touched.items():
            together[frozenset(sites)].append(block)
        rows: dict[int, list[pa.Table]] = defaultdict(list)
        ugels = {school: ugel for school, _, ugel in self.work.schools}
        for some, blocks in together.items():
            events, firsts = self._events(blocks, some), self._firsts(some)
            self._still_begin(firsts, blocks, events)
            found = weekly_rows(events, Places(firsts, self.sites, ugels))
            lies = dated.blocks_of(found["week"].cast(pa.int32()).to_numpy().astype(np.int64))
            for one in blocks:
                rows[one].append(found.filter(pa.array(lies == one)))
        for block, sites in self.touched.items():
            self._write(block, sites, rows[block])

    def _events(self, blocks: Iterable[int], sites: frozenset[str]) -> pa.Table:
        found = [dated.SCHEMA.empty_table().select(dated.SUMMED)]
        for block in blocks:
            for held in self.work.dated.get(block, []):
                alive = files.Held(held.name, self.outcome.dead[held.name])
                found.append(files.read(self.root, alive, sites=sorted(sites), columns=dated.SUMMED))
            found += [part.select(dated.SUMMED) for part in self.added.get(block, [])]
        return pa.concat_tables(found).combine_chunks()

    def _firsts(self, sites: frozenset[str]) -> dict[Pair, int]:
        return {
            (school, resource): week
            for school, mine in self.kept.firsts.items()
            if self.sites[school] in sites
            for resource, week in mine.items()
        }

    def _still_begin(self, firsts: Mapping[Pair, int], blocks: Iterable[int], events: pa.Table) -> None:
        """Make sure that the series begin where they are said to: events that moved may have left a later beginning."""
        if not any(self.outcome.dead.values()):
            return
        begin, looked = dated.first_weeks(events), set(blocks)
        if any(week // dated.BLOCK_WEEKS in looked and begin.get(pair) != week for pair, week in firsts.items()):
            raise _AgainError

    def _write(self, block: int, sites: set[str], rows: list[pa.Table]) -> None:
        found = pa.concat_tables(rows)
        for leaf in sorted({placing.leaf_of(site) for site in sites}):
            schools = [one for one, site in self.sites.items() if site in sites and placing.leaf_of(site) == leaf]
            place = block * placing.LEAVES + leaf
            table, before = files.of_schools(found, schools), self.work.demand.get(place)
            if before is not None:
                table = pa.concat_tables([files.without(self.root, before, schools), table])
                self.outcome.over.append(before)
            if table.num_rows:
                self.outcome.demand.append(files.write(self.root, files.DEMAND, place, table, self.disk))

    def _keep(self) -> None:
        """Write the dated events and what the table rests on; a block of many files becomes one of one."""
        for block, parts in self.added.items():
            held = self.work.dated.get(block, [])
            if len(held) >= MOST_FILES:
                alive = [files.Held(one.name, self.outcome.dead.pop(one.name)) for one in held]
                parts = [*(files.read(self.root, one) for one in alive), *parts]
                self.outcome.over += [one.name for one in held]
            rows = parts[0] if len(parts) == 1 else _by_site(pa.concat_tables(parts))
            self.outcome.dated.append(files.write(self.root, files.DATED, block, rows, self.disk))
        self.outcome.dead = {name: dead for name, dead in self.outcome.dead.items() if dead}
        self.outcome.counts, self.outcome.left_out = self.kept.counts(), self.kept.left_out()
        self.kept.settle(one.tree for one in self.work.new)
        kept = msgspec.msgpack.encode(self.kept)
        self.outcome.ledger = files.write_bytes(self.root, kept, len(self.held), self.disk)
        if self.work.ledger:
            self.outcome.over.append(self.work.ledger)


def _by_site(rows: pa.Table) -> pa.Table:
    """Return *rows* so that those of a site lie together."""
    site, _ = numbered(rows["site"])
    return rows.take(pa.array(np.argsort(site, kind="stable"))).combine_chunks()
