"""``weekly_demand`` brought up to date: the buckets with something new, and one transaction that puts them in use."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec

from hub import tables
from hub.region_rows import Placed
from hub.rows import Dataset
from hub.store import Store
from hub.weekly import files, listed, panel
from hub.weekly.bucket import Outcome
from hub.weekly.files import DEMAND, LEDGER, Part
from hub.weekly.listed import Basis, Listed
from hub.weekly.placing import LEAVES
from hub.weekly.plan import Plan, plan
from hub.weekly.spread import spread
from hub.weekly.sums import SCHEMA

_PANEL, _EMPTY = -2, -3
"""The buckets of what is of no school's events: imported rows, and the one file of a table without rows."""
_NAMES = ("facts", "units", "undated", "undated_units")
_log = logging.getLogger(__name__)


def bring_up_to_date(store: Store, name: str, version: str, schools: Sequence[Placed]) -> Dataset:
    """
    Bring the table *name* up to date and let readers use it, as *version*; the caller keeps other jobs out.

    *schools* are those that *version* is of: what changed meanwhile is another version, and the next run's.
    """
    with store.config.lake_place.answering(), _swept(store, name):
        return _brought_up(store, name, version, schools)


@contextmanager
def _swept(store: Store, name: str) -> Iterator[None]:
    """Remove what nobody lists, before and after: what a run left that died, or found no room, is in nobody's way."""
    before = store.dataset(name)
    # The table that was computed whole, of which no part is listed: a reader may be in the middle of it, too.
    opened = {before.path} if before else set()

    def sweep() -> None:
        with store.read() as connection:
            files.sweep(store.config.lake_place, name, opened | listed.names(connection, name))

    sweep()
    with ExitStack() as after:
        after.callback(sweep)
        yield


def _brought_up(store: Store, name: str, version: str, schools: Sequence[Placed]) -> Dataset:
    with store.one_state(), store.read() as connection:
        panels = store.segments("panel")
        todo = plan(connection, store.config, name, schools, panels)
        parts = listed.in_force(connection, name)
        segments = len(store.segments("events"))
    outcomes = spread(store.config, todo.works(store.config, todo.new))
    again = {one.bucket for one in outcomes if one.again}
    with store.read() as connection:
        todo.from_nothing(connection, again)
    outcomes = [one for one in outcomes if not one.again] + spread(store.config, todo.works(store.config, again))
    new = [part for one in outcomes for part in _listed(one, todo)]
    over = {*todo.over, *(name for one in outcomes for name in one.over)}
    kept = [one for one in parts if one.name not in over]
    changed = None if todo.other_panel else set(_recorded([*new, *(one for one in parts if one.name in over)]))
    beside, gone = _beside(store, [one for one in (*kept, *new) if one.layer == DEMAND], panels, changed)
    new, over = [*new, *beside], over | gone
    kept = [one for one in kept if one.name not in gone]
    now = [*kept, *new]
    notes = {"segments": segments, **_totals(now)}
    rows = sum(one.rows for one in now if one.layer == DEMAND)
    dead = {file: msgspec.json.encode(gone) for one in outcomes for file, gone in one.dead.items()}

    def swap(connection: Any) -> None:
        listed.swap(connection, name, new, over=sorted(over), notes=dead, before=todo.before, now=todo.state)

    store.swap_dataset(name, path=f"{tables.FOLDER}/{name}/parts", version=version, rows=rows, notes=notes, also=swap)
    _log.info(
        "aggregated rows=%d segments=%d buckets=%d from_nothing=%d",
        rows,
        segments,
        len(outcomes),
        len(again | todo.anew),
    )
    found = store.dataset(name)
    assert found is not None
    return found


def _listed(one: Outcome, todo: Plan) -> Iterable[Listed]:
    """Give the parts of a bucket as they are to be listed."""
    assert one.ledger is not None
    basis = Basis(todo.around[one.bucket].hash(), one.counts, one.left_out)
    yield _row(one.ledger, one.bucket, msgspec.json.encode(basis))
    for part in (*one.dated, *one.demand):
        yield _row(part, one.bucket)


def _row(part: Part, bucket: int, notes: bytes = b"") -> Listed:
    return Listed(part.name, part.layer, bucket, part.block, part.rows, notes)


def _recorded(parts: Iterable[Listed]) -> dict[int, list[str]]:
    """Return, by block of weeks, the files of what nodes recorded."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in parts:
        if one.layer == DEMAND and one.bucket >= 0:
            found[one.block // LEAVES].append(one.name)
    return found


def _beside(
    store: Store, demand: Sequence[Listed], panels: Sequence[str], changed: set[int] | None
) -> tuple[list[Listed], set[str]]:
    """
    Return the parts of what is of no bucket, and those that they take the place of.

    *changed*: the blocks in which nodes recorded something new; None where the panel is another one.
    """
    root = store.config.lake_place
    stays = [one.name for one in demand if one.bucket >= 0 or (one.bucket == _PANEL and not _is_in(one.block, changed))]
    rest = panel.rest_of(root, panels, _recorded(demand), changed)
    new = [_row(files.write(root, DEMAND, block, rows), _PANEL) for block, rows in rest if rows.num_rows]
    if not stays and not new:
        new = [_row(files.write(root, DEMAND, 0, SCHEMA.empty_table()), _EMPTY)]
    return new, {one.name for one in demand} - {*stays}


def _is_in(block: int, changed: set[int] | None) -> bool:
    return changed is None or block in changed


def _totals(parts: Iterable[Listed]) -> dict[str, Any]:
    """Return what all buckets add up to: by what facts are dated, and what does not count."""
    sums: dict[str, Counter[str]] = {}
    out: Counter[tuple[str, str, str]] = Counter()
    for one in parts:
        if one.layer != LEDGER:
            continue
        basis = msgspec.json.decode(one.notes, type=Basis)
        for quality, counted in basis.counts.items():
            sums.setdefault(quality, Counter(dict.fromkeys(_NAMES, 0))).update(counted)
        for site, node, why, facts in basis.left_out:
            out[site, node, why] += facts
    told = [
        {"site": site, "node": node, "why": why, "facts": facts} for (site, node, why), facts in sorted(out.items())
    ]
    return {"dating": {quality: dict(counted) for quality, counted in sums.items()}, "left_out": told}
