"""Small instances drawn from a seed, with all that limits a division, and the check that a division keeps to it."""

from dataclasses import replace

import numpy as np

from hub.allocation.instance import NO_LIMIT, Division, Instance, Ints, Kits, Limits, Pairs, Resources, Schools

TABLET, CHARGER, GUIDE, ROUTER = range(4)


def draw(
    seed: int, schools: int = 6, *, kits: bool = True, trips: bool = True, zones: bool = True, money: bool = False,
    locks: bool = False, pool: bool = True, scarcity: float = 0.5, alpha: float = 0.0, deep: int = 4,
) -> Instance:  # fmt: skip
    """Draw a country of four resources and two depots; *deep* is the most lots that are worth sending to a pair."""
    rng = np.random.default_rng(seed)
    goods = Resources(
        id=_names("r", 4), lot=np.array([5, 2, 10, 1]), value=np.array([9, 12, 1, 40]) * 1_000_000,
        volume_ml=np.array([2_200, 3_000, 600, 4_000]), weight_g=np.array([700, 1_500, 300, 900]),
        cost=np.array([60_000, 15_000, 300, 90_000]),
    )  # fmt: skip
    here = _schools(rng, schools, zones)
    pairs = _pairs(rng, here, deep, locks)
    return Instance(
        "c", here, goods, pairs, _kits(rng, pairs, schools) if kits else _no_kits(),
        _limits(rng, here, goods, pairs, scarcity, trips, zones, money, pool), alpha=alpha,
    )  # fmt: skip


def _names(letter: str, count: int) -> np.ndarray:
    return np.array([f"{letter}{at:05d}" for at in range(count)], dtype=object)


def _schools(rng: np.random.Generator, count: int, zones: bool) -> Schools:
    need = rng.integers(50, 400, count) * 1_000_000
    return Schools(
        id=_names("s", count), site=_names("l", count), depot=rng.integers(0, 2, count),
        zone=rng.integers(-1, 2, count) if zones else np.full(count, -1),
        weight_pct=rng.choice([100, 115, 130, 160, 200], count), trip_cost=rng.integers(0, 9_000, count),
        enrolment=rng.integers(5, 90, count), turn=np.arange(count), tie=rng.integers(0, 1 << 56, count),
        window_need=need, window_met=(need * rng.random(count) * 0.5).astype(np.int64), groups={},
    )  # fmt: skip


def _pairs(rng: np.random.Generator, schools: Schools, deep: int, locks: bool) -> Pairs:
    count = len(schools) * 4
    lots = rng.integers(0, deep + 1, count)
    # Few different numbers, so that equal worth is frequent.
    worth = np.concatenate([np.sort(rng.integers(1, 40, n) * 1_000_000 + rng.integers(0, 2))[::-1] for n in lots])
    least, most = np.zeros(count, dtype=np.int64), np.full(count, NO_LIMIT)
    if locks:
        least = np.where(rng.random(count) < 0.3, rng.integers(0, 5, count), 0)
        most = np.where(rng.random(count) < 0.3, rng.integers(0, 4, count), most)
    return Pairs(
        school=np.repeat(np.arange(len(schools)), 4), resource=np.tile(np.arange(4), len(schools)),
        first=np.concatenate([[0], np.cumsum(lots)]), worth=worth.astype(np.int64), kept=rng.integers(0, 3, count),
        least=least, most=most, rank=rng.integers(0, 3, count), spare=np.zeros(count, dtype=np.int64),
        missing=np.full(count, "", dtype=object),
    )  # fmt: skip


def _no_kits() -> Kits:
    none = np.zeros(0, dtype=np.int64)
    return Kits(none, none, none, none)


def _kits(rng: np.random.Generator, pairs: Pairs, schools: int) -> Kits:
    """Give half of the schools two rules: tablets and routers both take chargers along."""
    dark = np.flatnonzero(rng.random(schools) < 0.5)
    pairs.spare[dark * 4 + CHARGER] = rng.integers(0, 4, len(dark))
    main = np.concatenate([dark * 4 + TABLET, dark * 4 + ROUTER])
    part = np.tile(dark * 4 + CHARGER, 2)
    per = np.repeat([10, 3], len(dark))
    return Kits(main, part, np.repeat([1, 2], len(dark)), per)


def _limits(
    rng: np.random.Generator, schools: Schools, goods: Resources, pairs: Pairs, scarcity: float, trips: bool,
    zones: bool, money: bool, pool: bool,
) -> Limits:  # fmt: skip
    asked = np.zeros((2, 4), dtype=np.int64)
    np.add.at(asked, (schools.depot[pairs.school], pairs.resource), np.diff(pairs.first))
    stock = np.floor(asked * scarcity * rng.random((2, 4))).astype(np.int64)
    free = np.full(2, NO_LIMIT)
    volume = int((asked.sum(axis=0) * goods.lot * goods.volume_ml).sum())
    return Limits(
        depots=_names("d", 2), zones=_names("z", 2), stock=stock,
        pool=np.floor(asked.sum(axis=0) * scarcity * 0.4 * rng.random(4)).astype(np.int64) * pool,
        zone_ml=(volume * rng.uniform(0.05, 0.4, 2)).astype(np.int64) if zones else free,
        zone_g=(volume * rng.uniform(0.02, 0.2, 2)).astype(np.int64) if zones else free,
        trips=(schools.trip_cost.sum() * rng.uniform(0.1, 0.6, 2)).astype(np.int64) if trips else free,
        money=int(rng.integers(1, 30) * 200_000) if money else NO_LIMIT,
    )  # fmt: skip


def broken(instance: Instance, answer: Division) -> list[str]:
    """Return the limits that a division exceeds, from the definitions alone."""
    schools, pairs, goods, limits = instance.schools, instance.pairs, instance.resources, instance.limits
    sent = np.zeros_like(limits.stock)
    np.add.at(sent, (schools.depot[pairs.school], pairs.resource), answer.lots)
    units = answer.lots * goods.lot[pairs.resource]
    visited = np.bincount(pairs.school, weights=answer.lots, minlength=len(schools)) > 0
    trips = np.bincount(schools.depot, weights=schools.trip_cost * visited, minlength=len(limits.trips))
    zone = schools.zone[pairs.school]
    held = [
        ("negative", (answer.lots >= 0).all() and (answer.from_pool >= 0).all()),
        ("stock", (sent <= limits.stock + answer.from_pool).all()),
        ("pool", (answer.from_pool.sum(axis=0) <= limits.pool).all()),
        ("most", (answer.lots <= pairs.most).all()),
        ("trips", (trips <= limits.trips).all()),
        ("money", (units * goods.cost[pairs.resource]).sum() <= limits.money),
        ("kits", not lacking_parts(instance, answer.lots)),
    ]
    for name, each, limit in (("ml", goods.volume_ml, limits.zone_ml), ("g", goods.weight_g, limits.zone_g)):
        carried = (units * each[pairs.resource])[zone >= 0]
        held.append((name, (np.bincount(zone[zone >= 0], weights=carried, minlength=len(limit)) <= limit).all()))
    return [name for name, kept in held if not kept]


def lacking_parts(instance: Instance, lots: Ints) -> list[int]:
    """Return the pairs of parts of which there are too few for what is sent, counted in 30ths of a unit."""
    units = lots * instance.resources.lot[instance.pairs.resource]
    asked: dict[int, int] = {}
    for main, part, each, per in zip(*(column.tolist() for column in _columns(instance.kits)), strict=True):
        asked[part] = asked.get(part, 0) + int(units[main]) * each * (30 // per)
    return [p for p, load in asked.items() if 30 * int(units[p] + instance.pairs.spare[p]) < load]


def _columns(kits: Kits) -> tuple[Ints, Ints, Ints, Ints]:
    return kits.main, kits.part, kits.units, kits.per


def with_least(instance: Instance, least: Ints) -> Instance:
    """Return the instance asking for *least* of each pair."""
    return replace(instance, pairs=replace(instance.pairs, least=least))
