"""The best division of small instances with everything in them, by HiGHS: the referee, never the engine."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from hub.allocation.instance import EPSILON, NO_LIMIT, USUAL_FILL, Instance, Ints

_MANY = 1e4
_TANGENTS = 40
_Rows = tuple[csr_array, np.ndarray, np.ndarray]


def best_value(instance: Instance, least: Ints) -> float:
    """Return what the best division that gives each pair *least* is worth, in millionths; alpha is 0."""
    worth = _worths(instance)
    lots = len(worth)
    answer = _solve(*_limits(instance, least), -worth, lots)
    return float(worth[np.round(answer[:lots]).astype(bool)].sum())


def best_even_value(instance: Instance, least: Ints) -> tuple[float, float]:
    """
    Return two numbers between which the worth of the best division lies, in millionths, at any alpha above 0.

    The gain of a school is concave in the worth it receives: it lies below all its tangents.
    """
    schools = len(instance.schools)
    rows, low, high = _limits(instance, least)
    received = _received(instance, rows.shape[1])
    tops = received @ np.concatenate(
        [np.ones(len(instance.pairs.worth)), np.zeros(rows.shape[1] - len(instance.pairs.worth))]
    )
    cuts, upper = [], []
    for point in np.linspace(0, 1, _TANGENTS) ** 2:
        at = point * tops
        slope = _gain(instance, at, 1)
        cuts.append(hstack([-csr_array(np.diag(slope)) @ received, csr_array(np.eye(schools))]))
        upper.append(_gain(instance, at, 0) - slope * at)
    wide = vstack([hstack([rows, csr_array((rows.shape[0], schools))]), *cuts])
    cut = np.concatenate(upper)
    objective = np.concatenate([np.zeros(rows.shape[1]), -np.ones(schools)])
    answer = _solve(
        wide, np.concatenate([low, np.full(len(cut), -np.inf)]), np.concatenate([high, cut]), objective,
        len(instance.pairs.worth), schools,
    )  # fmt: skip
    reached = received @ answer[: rows.shape[1]]
    return 1e6 * float(_gain(instance, np.maximum(reached, 0), 0).sum()), 1e6 * float(-objective @ answer)


def _gain(instance: Instance, received: np.ndarray, derivative: int) -> np.ndarray:
    """Return the gain of each school that receives so much worth, in units, or how it grows."""
    schools, alpha = instance.schools, instance.alpha
    weight, need = schools.weight_pct / 100, schools.window_need / 1e6
    before = (schools.window_met / 1e6 / need + EPSILON) / USUAL_FILL
    after = before + received / need / USUAL_FILL
    if derivative:
        return weight * after**-alpha
    if alpha == 1:
        return weight * need * USUAL_FILL * np.log(after / before)
    return weight * need * USUAL_FILL * (after ** (1 - alpha) - before ** (1 - alpha)) / (1 - alpha)


def _worths(instance: Instance) -> np.ndarray:
    count = np.diff(instance.pairs.first)
    return instance.worth_first() * np.repeat(instance.schools.weight_pct[instance.pairs.school], count) / 100


def _received(instance: Instance, width: int) -> csr_array:
    """Return the matrix that makes of a division the worth of each school, without its weight."""
    school = np.repeat(instance.pairs.school, np.diff(instance.pairs.first))
    at = np.arange(len(school))
    return csr_array((instance.worth_first() / 1e6, (school, at)), shape=(len(instance.schools), width))


def _limits(instance: Instance, least: Ints) -> _Rows:
    """
    Return the limits as rows over these variables: a lot of worth each, further lots of each pair, visits, and lots
    from the pool to each depot.
    """
    schools, pairs, goods, limits = instance.schools, instance.pairs, instance.resources, instance.limits
    count = np.diff(pairs.first)
    lots, number, places = len(pairs.worth), len(pairs), len(schools)
    own = csr_array((np.ones(lots), (np.repeat(np.arange(number), count), np.arange(lots))), shape=(number, lots))
    sent = hstack([own, csr_array(np.eye(number))])
    draws = limits.stock.size
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
    return vstack(rows), np.concatenate(low), np.concatenate(high)


def _solve(
    rows: csr_array, low: np.ndarray, high: np.ndarray, objective: np.ndarray, lots: int, free: int = 0
) -> np.ndarray:
    width = rows.shape[1]
    upper = np.full(width, _MANY)
    upper[:lots] = 1
    objective = np.concatenate([objective, np.zeros(width - len(objective))])
    # HiGHS stops a millionth short of the best, in the unit of the objective: here that is less than can be counted.
    scale = 1.0 if free else 1e3
    lower = np.zeros(width)
    if free:
        lower[-free:], upper[-free:] = -np.inf, np.inf
    answer = milp(
        objective / scale,
        constraints=LinearConstraint(rows, low, high),
        bounds=Bounds(lower, upper),
        integrality=np.concatenate([np.ones(width - free), np.zeros(free)]),
        options={"mip_rel_gap": 0, "time_limit": 60},
    )
    assert answer.success, answer.message
    return answer.x
