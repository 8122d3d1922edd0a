"""What a plan is worth, and what no plan can exceed at its published prices: both counted anew, in floats."""

from typing import Any

import numpy as np
import pandas as pd

from hub.verify.model import Model
from hub.verify.tables import Table

_EPSILON, _USUAL = 0.01, 0.5
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of a part's price that its mains may bear: each gives a bound, and the least of them holds."""


def worth_of(model: Model, lines: Table) -> float:
    """Return the objective of the lines in millionths, counted from sending nothing."""
    return float(gain(model, sent_to(model, lines).to_numpy()).sum())


def sent_to(model: Model, lines: Table, *, keeping: bool = True) -> Any:
    """Return the worth that each school is sent, not weighted; *keeping* the last plan counted in or not."""
    lots = _valued(model, keeping=keeping)
    sent = pd.Series(lines["lots"].to_numpy(), index=pd.MultiIndex.from_frame(lines[["school_id", "resource_id"]]))
    of_pair = sent.reindex(pd.MultiIndex.from_frame(model.pairs[["school", "resource"]]), fill_value=0).to_numpy()
    taken = lots["nth"].to_numpy() < of_pair[lots["pair"].to_numpy()]
    return lots["worth"][taken].groupby(lots["school"][taken]).sum().reindex(model.schools.index, fill_value=0)


def rounding_of(model: Model, lines: Table) -> float:
    """Return what the objective may be off by where each lot, and what a school had, is rounded to a millionth."""
    lots = lines.groupby("school_id")["lots"].sum().reindex(model.schools.index, fill_value=0).to_numpy()
    schools = model.schools
    fill = schools["met"].to_numpy() / np.maximum(schools["need"].to_numpy(), 1) + _EPSILON
    return float((schools["weight"].to_numpy() / 100 * (fill / _USUAL) ** -model.settings["alpha"] * (lots + 1)).sum())


def gain(model: Model, received: Any, start: Any = 0.0) -> Any:
    """Return for each school what *received* beyond *start* adds to the objective, both in millionths not weighted."""
    alpha, need = model.settings["alpha"], model.schools["need"].to_numpy()
    weight = model.schools["weight"].to_numpy() / 100
    if alpha == 0:
        return weight * (received - start)
    there = model.schools["met"].to_numpy()
    needy = need > 0
    whole = np.where(needy, need, 1)
    high, low = ((there + part) / whole + _EPSILON for part in (received, start))
    return np.where(needy, weight * need * (_phi(high, alpha) - _phi(low, alpha)), 0)


def _phi(fill: Any, alpha: float) -> Any:
    at = fill / _USUAL
    return _USUAL * (np.log(at) if alpha == 1 else at ** (1 - alpha) / (1 - alpha))


def _valued(model: Model, *, keeping: bool = True) -> Table:
    """Return the lots worth sending with their schools, what speaks for *keeping* the last plan counted in or not."""
    pair = model.lots["pair"].to_numpy(dtype=int)
    kept = model.lots["nth"].to_numpy() < model.pairs["kept"].to_numpy()[pair]
    more = 1 + np.where(kept & keeping, model.settings["keep_pct"] / 100, 0)
    return model.lots.assign(pair=pair, school=model.pairs["school"].to_numpy()[pair], worth=model.lots["worth"] * more)


def bound_of(model: Model, prices: Table, lines: Table) -> float:
    """
    Return what no plan is worth that keeps what this one keeps of the locks: the dual at the published prices.

    Lots may be divided, and kits bind only through a share of their price: both make it larger, never smaller.
    """
    price = prices.set_index(["limit", "of", "resource_id"])["price"].astype(float)
    surplus = np.min([_surplus(model, price, lines, share) for share in _SHARES], axis=0)
    return float(surplus.sum() + _supplies(model, price))


def _get(price: Any, limit: str, of: Any, resource: Any = "") -> Any:
    of, resource = np.broadcast_arrays(np.asarray(of, dtype=object), np.asarray(resource, dtype=object))
    keys = pd.MultiIndex.from_arrays([np.full(of.shape, limit, dtype=object), of, resource])
    return price.reindex(keys).fillna(0).to_numpy()


def _supplies(model: Model, price: Any) -> float:
    depot, resource = (model.stock.index.get_level_values(level) for level in (0, 1))
    of = _get(price, "stock", depot, resource)
    pool = (depot == "POOL").nonzero()[0]
    # The pool goes wherever a lot costs most.
    dearest = price[price.index.get_level_values(0) == "stock"].groupby(level=2).max()
    total = float((of * model.stock.to_numpy())[depot != "POOL"].sum())
    total += float((dearest.reindex(resource[pool]).fillna(0).to_numpy() * model.stock.to_numpy()[pool]).sum())
    for name, limit, unit in (("ml", "zone_l", 1_000), ("g", "zone_kg", 1_000)):
        total += _held(_get(price, limit, model.zones.index), model.zones[name].to_numpy() / unit)
    total += _held(_get(price, "trips", model.trips.index), model.trips.to_numpy() / 100)
    return total + float(_get(price, "money", [""])[0]) * float(model.settings["money"] or 0)


def _held(price: Any, limit: Any) -> float:
    return float(np.where(price > 0, price * np.where(np.isinf(limit), 0, limit), 0).sum())


def _surplus(model: Model, price: Any, lines: Table, share: float) -> Any:
    """Return the most that each school could gain beyond what it pays, its mains bearing a *share* of their parts."""
    pairs, schools = model.pairs, model.schools
    cost, spare = _costs(model, price, share)
    sent = pd.Series(lines["lots"].to_numpy(), index=pd.MultiIndex.from_frame(lines[["school_id", "resource_id"]]))
    there = sent.reindex(pd.MultiIndex.from_frame(pairs[["school", "resource"]]), fill_value=0).to_numpy()
    forced = np.minimum(pairs["least"].to_numpy(), there)
    paid = pd.Series(forced * cost).groupby(pairs["school"].to_numpy()).sum().reindex(schools.index, fill_value=0)
    lots = _valued(model)
    at = lots["pair"].to_numpy()
    nth, worth = lots["nth"].to_numpy(), lots["worth"].to_numpy()
    most = np.minimum(pairs["most"].to_numpy(), _within_reach(model))
    bound, open_ = nth < forced[at], (nth >= forced[at]) & (nth < most[at]) & (worth > 0)
    index = schools.index.get_indexer(lots["school"])
    begun = np.bincount(index[bound], weights=worth[bound], minlength=len(schools))
    taken, costs = _take(model, index[open_], worth[open_], cost[at][open_], begun)
    net = gain(model, begun + taken) - costs - paid.to_numpy() + spare
    net -= _get(price, "trips", schools["depot"].to_numpy()) * schools["trip"].to_numpy() / 100
    held = pd.Series(forced).groupby(pairs["school"].to_numpy()).sum().reindex(schools.index, fill_value=0) > 0
    return np.where(held.to_numpy(), net, np.maximum(net, 0))


def _within_reach(model: Model) -> Any:
    """Return for each pair the lots beyond which no plan can go, were everything there for it alone."""
    goods, here = model.resources.loc[model.pairs["resource"]], model.schools.loc[model.pairs["school"]]
    held = model.stock.groupby(level=[0, 1]).sum()
    most = np.zeros(len(goods))
    for place in (here["depot"], ["POOL"] * len(goods)):
        of_place = pd.MultiIndex.from_arrays([place, model.pairs["resource"]])
        most = most + held.reindex(of_place).fillna(0).to_numpy()
    money = model.settings["money"]
    rooms = [(model.zones[name].reindex(here["zone"]).fillna(np.inf).to_numpy(), name) for name in ("ml", "g")]
    rooms.append((np.full(len(goods), np.inf if money is None else money * 100), "cents"))
    for room, name in rooms:
        takes = (goods[name] * goods["lot"]).to_numpy()
        most = np.where(takes > 0, np.minimum(most, room / np.where(takes > 0, takes, 1) + 1e-9), most)
    paid = here["trip"].to_numpy() <= model.trips.reindex(here["depot"]).fillna(np.inf).to_numpy()
    return np.where(paid, np.floor(most), 0)


def _costs(model: Model, price: Any, share: float) -> tuple[Any, Any]:
    """Return what a lot of each pair costs, and for each school what the parts that it has to spare are worth."""
    pairs, schools, goods = model.pairs, model.schools, model.resources.loc[model.pairs["resource"]]
    here = schools.loc[pairs["school"]]
    lot = goods["lot"].to_numpy()
    own = _get(price, "stock", here["depot"].to_numpy(), pairs["resource"].to_numpy())
    own += _get(price, "zone_l", here["zone"].to_numpy()) * goods["ml"].to_numpy() * lot / 1_000
    own += _get(price, "zone_kg", here["zone"].to_numpy()) * goods["g"].to_numpy() * lot / 1_000
    own += _get(price, "money", [""])[0] * goods["cents"].to_numpy() * lot / 100
    dark, cost = here["dark"].to_numpy(), own.copy()
    place = pd.MultiIndex.from_frame(pairs[["school", "resource"]])
    spare = pd.Series(0.0, index=schools.index)
    for part, rules in model.kits.groupby("part"):
        used = pd.Series(0.0, index=schools.index)
        borne = np.zeros(len(pairs), dtype=bool)
        unit = np.zeros(len(pairs))
        for main, each, per in zip(rules["main"], rules["units"], rules["per"], strict=True):
            rows = np.flatnonzero((pairs["resource"] == main).to_numpy() & dark)
            mates = place.get_indexer(pd.MultiIndex.from_arrays([pairs["school"].iloc[rows], [part] * len(rows)]))
            unit[mates] = share * own[mates] / lot[mates]
            borne[mates] = True
            cost[rows] += unit[mates] * each / per * lot[rows]
            used = used.add(pairs.iloc[rows].groupby("school")["have"].sum() * each / per, fill_value=0)
        cost = np.where(borne, own * (1 - share), cost)
        at = pairs[borne]
        left = (at["have"].to_numpy() - np.ceil(used[at["school"]].to_numpy() - 1e-9)).clip(min=0)
        spare = spare.add(pd.Series(left * unit[borne], index=at["school"].to_numpy()).groupby(level=0).sum(),
                          fill_value=0)  # fmt: skip
    return cost, spare.reindex(schools.index).to_numpy()


def _take(model: Model, school: Any, worth: Any, cost: Any, begun: Any) -> tuple[Any, Any]:
    """Return the worth that each school takes at best of divided lots, the cheapest first, and what it costs."""
    schools, alpha = model.schools, model.settings["alpha"]
    weight, need, met = (schools[name].to_numpy() for name in ("weight", "need", "met"))
    with np.errstate(divide="ignore"):
        ratio = np.where(cost > 0, worth * weight[school] / 100 / np.where(cost > 0, cost, 1), np.inf)
    if alpha == 0:
        part = np.where(ratio > 1, worth, 0)
    else:
        order = np.lexsort((-ratio, school))
        sums = np.cumsum(worth[order]) - worth[order]
        first = np.searchsorted(school[order], np.arange(len(schools)))
        before = sums - np.append(sums, 0)[first][school[order]]
        up_to = (_USUAL * ratio[order] ** (1 / alpha) - _EPSILON) * need[school[order]]
        room = up_to - (met + begun)[school[order]] - before
        part = np.zeros(len(worth))
        part[order] = np.clip(room, 0, worth[order])
    paid = np.where(worth > 0, part / np.where(worth > 0, worth, 1) * cost, 0)
    count = len(schools)
    return np.bincount(school, part, count), np.bincount(school, paid, count)
