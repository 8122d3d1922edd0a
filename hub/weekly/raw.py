"""Events as they lie in the lake: those of given stretches, what of them does not count, and what tells the time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.dating import MOST_S
from hub.lake import SCHEMA
from hub.lake_place import Root, place_of
from hub.left_out import COUNTED, FOREIGN, UNREADABLE, Unreadable
from hub.weekly.ledger import Clock, Stretch, suspects
from hub.weekly.sums import Bools, ints
from hub.weekly.words import WORDS, Ints, codes, named
from shared.fact_fields import MOST_UNITS
from shared.facts import ClockMark

COLUMNS = (
    "seq", "head", "received_s", "kind", "recorded_s", "occurred_value", "precision",
    "source_key", "learner", "school", "resource", "units", "learners", "peak", "progress_pct", "score", "wall",
    "hub_time", "whole_week",
)  # fmt: skip
_WORDS = ("school", "resource")
WHY = ("", UNREADABLE, FOREIGN)
"""Why an event does not count, by number; the first is of those that do."""
_BAD, _FOREIGN = 1, 2
_NOBODY = -1
Taker = tuple[Sequence[Stretch], Collection[Unreadable]]
"""What is new to somebody, and which of it could not be read."""


class Slice(msgspec.Struct, array_like=True):
    """A stretch as it lies in a file, and the number of whoever takes it."""

    id: int
    incarnation: bytes
    first_seq: int
    last_seq: int
    taker: int
    told_apart: bool = False
    """Whether the heads of all its events are asked for: others may have their numbers."""


class Lying(msgspec.Struct, array_like=True):
    """A file of the lake, and what of it is taken."""

    name: str
    slices: list[Slice]

    @property
    def events(self) -> int:
        """How many are taken."""
        return sum(one.last_seq - one.first_seq + 1 for one in self.slices)

    @property
    def takers(self) -> set[int]:
        """Who takes some of it."""
        return {one.taker for one in self.slices}


def lying(takers: Iterable[Taker]) -> list[Lying]:
    """Return the files in which the stretches of all *takers* lie, each once."""
    found: dict[str, list[Slice]] = defaultdict(list)
    for taker, (stretches, unread) in enumerate(takers):
        doubted = suspects(stretches) | {one.incarnation for one in unread}
        for one in stretches:
            numbers = one.incarnation, one.first_seq, one.last_seq
            found[one.segment].append(Slice(one.id, *numbers, taker, one.incarnation in doubted))
    return [Lying(name, slices) for name, slices in found.items()]


def read(root: Root, file: Lying) -> dict[int, pa.Table]:
    """
    Return the events of a file by taker, with the id of its stretch in each one's ``stretch``.

    ``head``, a third of their bytes, is there of those alone that are told apart by it.
    """
    rows, of = _file(place_of(root).parquet(file.name, _WORDS), file.slices)
    rows = _without_heads(rows, of, [one.id for one in file.slices if one.told_apart])
    rows = rows.append_column("stretch", pa.array(of))
    if len(file.slices) == 1 and len(of) and of.min() >= 0:
        return {file.slices[0].taker: rows}
    taker_of = {one.id: one.taker for one in file.slices}
    ids, rank = np.unique(of, return_inverse=True)
    taker = np.array([taker_of.get(one, _NOBODY) for one in ids.tolist()], dtype=np.int64)[rank]
    # A laptop's events lie together: a few pieces are cut out and none is copied.
    begins = np.flatnonzero(np.diff(taker, prepend=_NOBODY - 1))
    pieces: dict[int, list[pa.Table]] = defaultdict(list)
    for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(taker)], strict=True):
        pieces[int(taker[begin])].append(rows.slice(begin, end - begin))
    return {one: pa.concat_tables(some) for one, some in pieces.items() if one != _NOBODY}


def _without_heads(rows: pa.Table, of: Ints, apart: Sequence[int]) -> pa.Table:
    """Return *rows* with the heads of the stretches *apart*, and of what another may take the place of."""
    replaced = rows["source_key"].is_valid().to_numpy() | pc.fill_null(rows["whole_week"], False).to_numpy()
    head = pc.if_else(pa.array(replaced | np.isin(of, apart)), rows["head"], None)
    return rows.set_column(rows.schema.get_field_index("head"), SCHEMA.field("head"), head)


def arranged(found: Sequence[pa.Table], stretches: Sequence[Stretch]) -> pa.Table:
    """Return the events of *stretches*, which ``read`` found, in the order of their ids; empty columns may lack."""
    if not found:
        return pa.table({})
    # As a rule this is the order already, and nothing has to be moved.
    ordered = sorted(found, key=lambda some: int(some["stretch"][0].as_py()))
    rows = pa.concat_tables(ordered, promote_options="default").combine_chunks()
    of = ints(rows, "stretch")
    if not (np.diff(of) >= 0).all():
        order = np.argsort(of, kind="stable")
        rows, of = rows.take(pa.array(order)), of[order]
    return _placed(_whole(rows), of, {one.id: one for one in stretches})


def _file(file: pq.ParquetFile, held: Sequence[Slice]) -> tuple[pa.Table, Ints]:
    """Return the events of a file, and the id of the stretch of each, -1 where it is of none of *held*."""
    # One thread: there are as many tasks as processors.
    if len(held) == 1 and file.metadata.num_rows == held[0].last_seq - held[0].first_seq + 1:
        return _whole(file.read(columns=list(COLUMNS), use_threads=False)), np.full(file.metadata.num_rows, held[0].id)
    rows = file.read(columns=[*COLUMNS, "incarnation"], use_threads=False)
    return _whole(rows.drop_columns(["incarnation"])), _stretch_of(rows, held)


def _stretch_of(rows: pa.Table, held: Sequence[Slice]) -> Ints:
    """Return the id of the stretch of each event, -1 where it is of none of *held*."""
    seq, of = ints(rows, "seq"), np.full(rows.num_rows, -1)
    rest = list(held)
    # A file of many laptops: of each incarnation there is one stretch in it, hardly ever there are two.
    while rest:
        mine = {one.incarnation: one for one in reversed(rest)}
        names = sorted(mine)
        at = codes(rows["incarnation"], pa.array(names, rows.schema.field("incarnation").type))
        ids, first, last = (
            np.array([getattr(mine[name], what) for name in names]) for what in ("id", "first_seq", "last_seq")
        )
        inside = (at >= 0) & (seq >= first[at]) & (seq <= last[at])
        of[inside] = ids[at[inside]]
        rest = [one for one in rest if mine[one.incarnation] is not one]
    return of


def _whole(rows: pa.Table) -> pa.Table:
    """Return *rows* with every column: what a file of an older version lacks is empty."""
    if rows.column_names == list(COLUMNS):
        return rows
    for name in COLUMNS:
        if name not in rows.column_names:
            kind = WORDS if name in _WORDS else SCHEMA.field(name).type
            rows = rows.append_column(name, pa.nulls(rows.num_rows, kind))
    return rows.select(list(COLUMNS))


def _placed(rows: pa.Table, of: Ints, held: Mapping[int, Stretch]) -> pa.Table:
    """Add what the stretches say of their events, and no file is asked: to read these took a fifth of the time."""
    ids, rank = np.unique(of, return_inverse=True)
    mine = [held[one] for one in ids.tolist()]
    depth = np.array([one.first_depth - one.first_seq for one in mine])[rank] + ints(rows, "seq")
    told = {
        "stretch": pa.array(of),
        "site": named(rank, [one.site for one in mine]),
        "incarnation": pa.array([one.incarnation for one in mine], SCHEMA.field("incarnation").type).take(
            pa.array(rank)
        ),
        "depth": pa.array(depth),
    }
    for name, column in told.items():
        rows = rows.append_column(name, column)
    return rows


def judged(rows: pa.Table, own: Collection[tuple[str, str]], unread: Collection[Unreadable]) -> Ints:
    """Return why each event does not count, as a place in ``WHY``; *own* are the schools with their sites."""
    kind = ints(rows, "kind")
    beyond = np.zeros(rows.num_rows, dtype=bool)
    for name in ("units", "learners", "peak"):
        value = ints(rows, name)
        beyond |= (value < 0) | (value > MOST_UNITS)
    bad = np.isin(kind, COUNTED) & beyond
    if unread:
        listed = pc.is_in(rows["head"], value_set=pa.array({one.head for one in unread}, rows["head"].type)).to_numpy()
        for place in np.flatnonzero(listed).tolist():
            row = (rows[name][place].as_py() for name in ("incarnation", "seq", "head"))
            bad[place] |= Unreadable(*row) in unread
    schools, sites = (sorted(set(pc.unique(rows[name].drop_null()).to_pylist())) for name in ("school", "site"))
    foreign = np.ones((len(schools) + 1, len(sites) + 1), dtype=bool)
    for at, school in enumerate(schools):
        foreign[at] = [(school, site) not in own for site in sites] + [True]
    # The last row is of those that name no school.
    foreign[-1] = False
    elsewhere = foreign[codes(rows["school"], schools), codes(rows["site"], sites)]
    return np.where(bad, _BAD, np.where(elsewhere, _FOREIGN, 0))


def clocks(rows: pa.Table, why: Ints, cuts: Mapping[int, Sequence[int]]) -> dict[int, Clock]:
    """
    Return what tells the time of each stretch of *rows*; *cuts* names the events in its middle that others follow.

    Of an event that cannot be read nothing is believed, not even that.
    """
    stretch, believed = ints(rows, "stretch"), why != _BAD
    recorded = ints(rows, "recorded_s").clip(-MOST_S, MOST_S)
    ids, begins = np.unique(stretch, return_index=True)
    said = np.where(believed & rows["recorded_s"].is_valid().to_numpy(), recorded, -MOST_S)
    last = np.maximum.reduceat(said, begins) if len(ids) else said
    received = np.maximum.reduceat(ints(rows, "received_s"), begins) if len(ids) else said
    found = {
        int(id_): Clock(last_s=int(one) if one > -MOST_S else 0, received_s=int(other))
        for id_, one, other in zip(ids, last, received, strict=True)
    }
    marks = believed & (ints(rows, "kind") == ClockMark.NUMBER) & rows["wall"].is_valid().to_numpy()
    seq = ints(rows, "seq")
    for at in np.flatnonzero(marks).tolist():
        wall, hub_time = (_bounded(rows[name][at].as_py()) for name in ("wall", "hub_time"))
        found[int(stretch[at])].marks.append((int(seq[at]), int(recorded[at]), wall or 0, hub_time))
    for id_, wanted in cuts.items():
        for at in np.flatnonzero((stretch == id_) & np.isin(seq, list(wanted))).tolist():
            found[id_].cuts[int(seq[at])] = int(recorded[at]) if believed[at] else 0
    return found


def _bounded(value: int | None) -> int | None:
    return None if value is None else min(max(value, -MOST_S), MOST_S)


def repeated(rows: pa.Table, suspects: Collection[bytes]) -> Bools:
    """Tell which events of the *suspects*, incarnations that were received twice, stand before already."""
    again = np.zeros(rows.num_rows, dtype=bool)
    if not suspects:
        return again
    names = pa.array(sorted(suspects), rows["incarnation"].type)
    of = codes(rows["incarnation"], names)
    theirs = np.flatnonzero(of >= 0)
    seq = ints(rows, "seq")[theirs]
    key = of[theirs] * (int(seq.max(initial=0)) + 1) + seq
    _, place, times = np.unique(key, return_inverse=True, return_counts=True)
    some = times[place] > 1
    at = theirs[some]
    heads = rows["head"].take(pa.array(at)).combine_chunks().dictionary_encode()
    identity = place[some] * max(1, len(heads.dictionary)) + heads.indices.to_numpy()
    # Stable: of those that are one, the one that stands first stays so.
    order = np.argsort(identity, kind="stable")
    again[at[order][1:]] = np.diff(identity[order]) == 0
    return again
