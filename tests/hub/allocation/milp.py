"""The exact answer to small instances with everything in them, by HiGHS: the referee, never the engine."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from hub.allocation.instance import NO_LIMIT, Instance, Ints

_MANY = 1e4


def best_value(instance: Instance, least: Ints) -> float:
    """Return the weighted worth, in millionths, of the best division that gives each pair *least*; alpha is 0."""
    schools, pairs, goods, limits = instance.schools, instance.pairs, instance.resources, instance.limits
    count = np.diff(pairs.first)
    lots, number, places = len(pairs.worth), len(pairs), len(schools)
    worth = instance.worth_first() * np.repeat(schools.weight_pct[pairs.school], count) / 100
    # Variables: a lot of worth each, further lots of each pair, visits, lots from the pool to each depot.
    own = csr_array((np.ones(lots), (np.repeat(np.arange(number), count), np.arange(lots))), shape=(number, lots))
    sent = hstack([own, csr_array(np.eye(number))])
    draws = limits.stock.size
    width = lots + number + places + draws
    at_depot = schools.depot[pairs.school] * len(goods) + pairs.resource
    rows, low, high = [], [], []

    def hold(of_sent: csr_array, of_visits: csr_array | None, of_pool: csr_array | None, upper: np.ndarray) -> None:
        size = of_sent.shape[0]
        visits = csr_array((size, places)) if of_visits is None else of_visits
        pooled = csr_array((size, draws)) if of_pool is None else of_pool
        rows.append(hstack([of_sent, visits, pooled]))
        low.append(np.full(size, -np.inf))
        high.append(np.where(upper >= NO_LIMIT, np.inf, upper.astype(float)))

    def by(group: Ints, size: int, each: np.ndarray) -> csr_array:
        chosen = np.flatnonzero(group >= 0)
        return csr_array((each[chosen].astype(float), (group[chosen], chosen)), shape=(size, number)) @ sent

    each = goods.lot[pairs.resource]
    zone = schools.zone[pairs.school]
    hold(by(at_depot, draws, np.ones(number)), None, csr_array(-np.eye(draws)), limits.stock.ravel())
    hold(
        csr_array((len(goods), lots + number)),
        None,
        csr_array((np.ones(draws), (np.arange(draws) % len(goods), np.arange(draws))), shape=(len(goods), draws)),
        limits.pool,
    )
    hold(by(zone, len(limits.zone_ml), each * goods.volume_ml[pairs.resource]), None, None, limits.zone_ml)
    hold(by(zone, len(limits.zone_g), each * goods.weight_g[pairs.resource]), None, None, limits.zone_g)
    hold(
        by(np.zeros(number, dtype=np.int64), 1, each * goods.cost[pairs.resource]), None, None, np.array([limits.money])
    )
    visits = csr_array((np.ones(number), (np.arange(number), pairs.school)), shape=(number, places))
    hold(sent, -_MANY * visits, None, np.zeros(number))
    hold(
        csr_array((len(limits.trips), lots + number)),
        csr_array((schools.trip_cost.astype(float), (schools.depot, np.arange(places))), (len(limits.trips), places)),
        None,
        limits.trips,
    )
    for part in np.unique(instance.kits.part):
        row = -float(each[part]) * sent[[part]]
        for rule in np.flatnonzero(instance.kits.part == part):
            main, kits = instance.kits.main[rule], instance.kits
            row = row + float(kits.units[rule] * each[main] / kits.per[rule]) * sent[[main]]
        hold(row, None, None, np.array([pairs.spare[part] + 1e-7]))
    rows.append(hstack([sent, csr_array((number, places + draws))]))
    low.append(least.astype(float))
    high.append(np.where(pairs.most >= NO_LIMIT, np.inf, pairs.most.astype(float)))
    many = np.full(number + draws, _MANY)
    answer = milp(
        -np.concatenate([worth, np.zeros(width - lots)]) / 1e6,
        constraints=LinearConstraint(vstack(rows), np.concatenate(low), np.concatenate(high)),
        bounds=Bounds(0, np.concatenate([np.ones(lots), many[:number], np.ones(places), many[number:]])),
        integrality=np.ones(width),
        options={"mip_rel_gap": 0, "time_limit": 60},
    )
    assert answer.success, answer.message
    return float(worth[np.round(answer.x[:lots]).astype(bool)].sum())
