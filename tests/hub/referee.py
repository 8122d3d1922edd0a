"""The exact answer to small allocations, by HiGHS: the referee, never the engine."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from hub.lots import Lots


def best_worth(instance: Lots) -> int:
    """Return the worth, in millionths, of the best division, from a model written apart from the engine's."""
    pair = np.repeat(np.arange(len(instance.asks)), np.diff(instance.first))
    lots, pairs, stocks = len(pair), len(instance.asks), len(instance.stocks)
    if not lots:
        return 0
    # Variables: one 0/1 per lot of worth, then per pair the lots sent only because a kit needs them.
    own = csr_array((np.ones(lots), (pair, np.arange(lots))), shape=(pairs, lots + pairs))
    extra = csr_array((np.ones(pairs), (np.arange(pairs), lots + np.arange(pairs))), shape=(pairs, lots + pairs))
    sent = own + extra
    draws = csr_array((np.ones(pairs), (instance.pair_stock, np.arange(pairs))), shape=(stocks, pairs))
    rows, upper = [draws @ sent], [instance.stock_lots().astype(float)]
    for part in sorted({kit.part for kit in instance.kits}):
        row = -float(instance.lot[part]) * sent[[part]]
        for kit in (kit for kit in instance.kits if kit.part == part):
            row = row + float(kit.units * instance.lot[kit.main]) * sent[[kit.main]]
        rows.append(row)
        upper.append(np.array([float(instance.spare[part])]))
    parts = {kit.part for kit in instance.kits}
    most = np.array([1e4 if p in parts else 0.0 for p in range(pairs)])
    answer = milp(
        -np.concatenate([instance.values, np.zeros(pairs)]) / 1e6,
        constraints=LinearConstraint(vstack(rows), ub=np.concatenate(upper)),
        bounds=Bounds(0, np.concatenate([np.ones(lots), most])),
        integrality=np.ones(lots + pairs),
        options={"mip_rel_gap": 0},
    )
    return int(instance.values[np.round(answer.x[:lots]).astype(bool)].sum())
