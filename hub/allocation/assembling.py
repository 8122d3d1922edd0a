"""From tables to an instance, in one order whatever the order of their rows: pairs, their lots, kits and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hub.allocation import filling, kitting, receivers, uncounted
from hub.allocation import locks as locking
from hub.allocation.faults import Faults
from hub.allocation.field import too_much
from hub.allocation.grids import Grid
from hub.allocation.instance import NO_LIMIT, Bools, Floats, Instance, Ints, Limits, Names, Pairs, Resources, Schools
from hub.allocation.kitting import Rules
from hub.allocation.locks import Locks
from hub.allocation.naming import Index, depots_of, in_order, zones_of
from hub.allocation.ready import Ready
from hub.allocation.settings import Settings
from hub.allocation.suitable import check_requirements, missing_of, needs_kit
from hub.allocation.tables import POOL
from hub.allocation.worth import Curves, Worths, curves, lot_worths
from shared.sentences import N_, Sentence

Grids = Mapping[str, Grid]

_NO_CYCLE = N_("hace falta que settings.json diga el ciclo (cycle, AAAA-MM).")
_TOO_MUCH = N_("las necesidades por su valor y su peso pasan de lo que se puede contar. Revise valores y pesos.")
_CUT = N_("Se miran solo los primeros 4000 lotes de estos pares de escuela y recurso: %(pairs)s.")
_UNCOUNTED = N_(
    "De estos pares de escuela y recurso nadie contó lo que hay (%(count)s): para comparar escuelas se supone que "
    "tienen la parte de su necesidad que tienen las que sí contaron."
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is known of each pair beside its lots, in the order of ``instance.pairs``."""

    curve: Curves
    on_hand: Ints
    in_transit: Ints
    asked: Ints
    expected: Floats
    """Units of need; 0 where the resource is of no use at the school."""
    unmet: Floats
    cut: Ints
    """Pairs at which more lots would be worth sending than were looked at (``worth.MAX_LOTS``)."""
    shares: Floats
    """Of each resource, the share of its need that is met where somebody counted (``uncounted.shares``)."""
    taken: Ints
    """Worth of the need of each pair that is taken to be met because nobody counted it: in its school's fill alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """An instance, and what a plan tells of it beside its numbers."""

    instance: Instance
    settings: Settings
    asked: Asked
    locks: Locks
    notes: list[Sentence]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The tables in order, and where their rows point."""

    grids: Grids
    schools: Index
    resources: Index
    depots: Index
    zones: Index
    rules: Rules
    locks: Locks
    need_keys: Ints
    missing: Names
    """Of each school and resource, S x R."""
    dark: Bools
    """Schools that need kits."""


def assemble(
    grids: Grids,
    settings: Settings,
    folder: Path,
    faults: Faults,
    notes: list[Sentence],
    ready: Ready | None = None,
) -> Assembled:
    """
    Build the instance that tables and settings say; *ready*: the lots of these very needs, where they are made already.

    Raises:
        BadInput: An id that is not there, a resource in its own kit, a cycle that is needed and not told.
    """
    rows = _in_order(grids, settings, folder, faults, notes)
    size = len(rows.resources)
    lock_keys = rows.locks.school * size + rows.locks.resource
    told = np.unique(np.concatenate([rows.need_keys, lock_keys]))
    # What a lock alone names takes its parts along as well.
    keys = np.union1d(told, kitting.part_keys(rows.rules, *np.divmod(told, size), rows.dark, size))
    school, resource = np.divmod(keys, size)
    missing = rows.missing[school, resource]
    asked, worths = _asked(rows, keys, missing == "", settings, ready)
    if len(worths.cut):
        named = [f"{rows.schools.ids[school[at]]} {rows.resources.ids[resource[at]]}" for at in worths.cut[:20]]
        notes.append(Sentence(_CUT, {"pairs": ", ".join(named)}))
    if len(nobody := np.flatnonzero(asked.taken)):
        notes.append(Sentence(_UNCOUNTED, {"count": f"{len(nobody):,}"}))
    kits = kitting.kits_of(rows.rules, keys, rows.dark, size)
    least, most, rank = locking.of_pairs(rows.locks, np.searchsorted(keys, lock_keys), len(keys))
    closed = (missing != "") | (rows.grids["schools"]["depot"] == "")[school]
    pairs = Pairs(
        school=school,
        resource=resource,
        first=worths.first,
        worth=worths.worth,
        kept=_kept(rows, keys, faults),
        least=least,
        most=np.where(closed, 0, most),
        rank=rank,
        spare=kitting.spare_of(kits, asked.on_hand + asked.in_transit),
        missing=missing,
    )
    schools = _schools(rows, pairs, asked, settings, faults)
    faults.stop(folder)
    instance = Instance(
        cycle=settings.cycle,
        schools=schools,
        resources=_resources(rows),
        pairs=pairs,
        kits=kitting.open_kits(kits, missing == ""),
        limits=_limits(rows, settings),
        alpha=settings.alpha,
        keep_pct=settings.keep_pct,
        guarantee_pct=settings.guarantee_pct,
    )
    return Assembled(instance, settings, asked, rows.locks, notes)


def _in_order(grids: Grids, settings: Settings, folder: Path, faults: Faults, notes: list[Sentence]) -> _Rows:
    schools, school_ids = in_order(grids["schools"], "school_id")
    resources, resource_ids = in_order(grids["resources"], "resource_id")
    check_requirements(resources, faults)
    for name in ("locks", "earlier"):
        if not settings.cycle and len(grids[name]) and (name == "earlier" or grids[name]["expires"].any()):
            faults.add(grids[name].file, None, _NO_CYCLE)
    depots = depots_of(schools, grids["depots"], grids["stock"], faults, notes)
    zones = zones_of(schools, grids["zones"], faults)
    rules = kitting.rules_of(grids["kits"], resource_ids, faults)
    locked, needs = grids["locks"], grids["needs"]
    of_lock = resource_ids.find(locked, "resource_id", faults)
    first_day = settings.first_day if settings.cycle else 0
    lots = resources["lot"][of_lock] if len(resources) else of_lock
    places = school_ids.find(locked, "school_id", faults), of_lock
    locks = locking.locks_of(locked, *places, lots, first_day=first_day, faults=faults)
    keys = school_ids.find(needs, "school_id", faults) * len(resources)
    keys = keys + resource_ids.find(needs, "resource_id", faults)
    for name in ("stock", "earlier", "last_plan"):
        resource_ids.find(grids[name], "resource_id", faults)
    for name in ("earlier", "last_plan"):
        school_ids.find(grids[name], "school_id", faults)
    faults.stop(folder)
    notes += locking.told(locked, locks)
    missing = missing_of(schools, resources, rules.pairs)
    tables = {**grids, "schools": schools, "resources": resources}
    return _Rows(tables, school_ids, resource_ids, depots, zones, rules, locks, keys, missing, needs_kit(schools))


def _asked(rows: _Rows, keys: Ints, of_use: Bools, settings: Settings, ready: Ready | None) -> tuple[Asked, Worths]:
    needs, at = rows.grids["needs"], np.searchsorted(keys, rows.need_keys)

    def spread(cells: Ints) -> Ints:
        found = np.zeros(len(keys), dtype=np.int64)
        found[at] = cells
        return found

    quantiles = np.zeros((len(keys), max(1, len(needs.chances))))
    if needs.quantiles is not None and len(needs):
        quantiles[at] = needs.quantiles
    curve = curves(needs.chances or (0.5,), quantiles)
    on_hand, in_transit, asked, counted = (
        spread(needs[name]) for name in ("on_hand", "in_transit", "asked", "counted")
    )  # fmt: skip
    resources, resource = rows.grids["resources"], keys % len(rows.resources) if len(keys) else keys
    useful = Curves(curve.chance, np.where(of_use[:, None], curve.need, 0.0))
    have, lot, value = on_hand + in_transit, resources["lot"][resource], resources["value"][resource]
    if ready is None:
        worths = lot_worths(useful, have, lot, value, settings.least_use_pct)
    else:
        worths = ready.within(keys, rows.schools, rows.resources, of_use)
    need, met = filling.of_pairs(value, worths.expected, worths.unmet)
    share = uncounted.shares(need, met, counted == 1, resource, len(rows.resources))
    taken = uncounted.taken(need, met, counted == 1, share[resource])
    return Asked(curve, on_hand, in_transit, asked, worths.expected, worths.unmet, worths.cut, share, taken), worths


def _kept(rows: _Rows, keys: Ints, faults: Faults) -> Ints:
    """Return the lots of the last plan; what it sent where nothing is needed any more counts for nothing."""
    last, size = rows.grids["last_plan"], len(rows.resources)
    wanted = rows.schools.find(last, "school_id", faults) * size + rows.resources.find(last, "resource_id", faults)
    kept, at = np.zeros(len(keys), dtype=np.int64), np.searchsorted(keys, wanted)
    there = at < len(keys)
    there[there] = keys[at[there]] == wanted[there]
    kept[at[there]] = last["lots"][there]
    return kept


def _schools(rows: _Rows, pairs: Pairs, asked: Asked, settings: Settings, faults: Faults) -> Schools:
    grid, earlier, count = rows.grids["schools"], rows.grids["earlier"], len(rows.schools)
    value = rows.grids["resources"]["value"]
    of_need, of_met = filling.of_pairs(value[pairs.resource], asked.expected, asked.unmet)
    need, met = filling.now(of_need, of_met + asked.taken, pairs.school, count)
    school, resource = (
        rows.schools.find(earlier, "school_id", faults), rows.resources.find(earlier, "resource_id", faults)
    )  # fmt: skip
    of_use = (rows.missing[school, resource] == "") if len(earlier) else np.zeros(0, dtype=bool)
    worth = value[resource] if len(earlier) else resource
    need_before, met_before = filling.before(earlier, school, worth, of_use, settings, count)
    weight = receivers.weights_of(grid, receivers.table_of(rows.grids["weights"], faults))
    if too_much(weight, need + need_before):
        faults.add(rows.grids["needs"].file, None, _TOO_MUCH)
    return Schools(
        id=rows.schools.ids,
        site=np.where(grid["site"] == "", grid["school_id"], grid["site"]),
        depot=rows.depots.find(grid, "depot", faults),
        zone=np.where(grid["zone"] == "", -1, np.searchsorted(rows.zones.ids.astype(str), grid["zone"].astype(str))),
        weight_pct=weight,
        trip_cost=grid["trip_cost"],
        enrolment=grid["enrolment"],
        turn=receivers.turns_of(grid),
        tie=receivers.ties_of(settings.cycle, rows.schools.ids),
        window_need=need + need_before,
        window_met=met + met_before,
        groups=receivers.groups_of(grid),
    )


def _resources(rows: _Rows) -> Resources:
    grid = rows.grids["resources"]
    return Resources(rows.resources.ids, *(grid[name] for name in ("lot", "value", "volume", "weight", "cost")))


def _limits(rows: _Rows, settings: Settings) -> Limits:
    stock, depots, zones = rows.grids["stock"], rows.grids["depots"], rows.grids["zones"]
    units = np.zeros((len(rows.depots) + 1, len(rows.resources)), dtype=np.int64)
    places = Index(np.append(rows.depots.ids, POOL), "depots")
    np.add.at(units, (places.find(stock, "depot", Faults()), rows.resources.find(stock, "resource_id", Faults())),
              stock["units"])  # fmt: skip
    lots = units // rows.grids["resources"]["lot"]
    trips = np.full(len(rows.depots), NO_LIMIT, dtype=np.int64)
    trips[rows.depots.find(depots, "depot_id", Faults())] = depots["trip_budget"]
    of_zone = rows.zones.find(zones, "zone_id", Faults())
    zone_ml, zone_g = (np.full(len(rows.zones), NO_LIMIT, dtype=np.int64) for _ in range(2))
    zone_ml[of_zone], zone_g[of_zone] = zones["volume_l"], zones["weight_kg"]
    return Limits(rows.depots.ids, rows.zones.ids, lots[:-1], lots[-1], zone_ml, zone_g, trips, settings.money_limit)
