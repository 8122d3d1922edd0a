"""
The most worth that stock and pool can give, as a min-cost flow solved by OR-tools.

A program of its own, in an environment of its own (``make referee``): it knows nothing of ours, and reads arrays.
``stock`` (depots x resources) and ``pool`` in lots; of each lot that may be sent ``depot``, ``resource`` and ``worth``.
"""

import json
import sys
import time

import numpy as np
from ortools.graph.python import min_cost_flow

SOURCE, SINK, FIRST_POOL = 0, 1, 2


def main(file: str) -> None:
    """Solve the flow in *file* (NumPy's npz) and print its worth as JSON."""
    with np.load(file) as given:
        stock, pool = given["stock"], given["pool"]
        place = given["depot"] * stock.shape[1] + given["resource"]
        started = time.monotonic()
        worth = most_worth(stock, pool, place, given["worth"])
    print(json.dumps({"worth": worth, "seconds": time.monotonic() - started}))


def most_worth(stock: np.ndarray, pool: np.ndarray, place: np.ndarray, worth: np.ndarray) -> int:
    """Return the worth of the best flow: from depots and pool through each depot's resources to the lots."""
    lots = len(place)
    stock, pool = np.minimum(stock, lots), np.minimum(pool, lots)
    depots, resources = stock.shape
    pools = FIRST_POOL + np.arange(resources)
    places = FIRST_POOL + resources + np.arange(depots * resources)
    solver = min_cost_flow.SimpleMinCostFlow()

    def arcs(tail: np.ndarray | int, head: np.ndarray | int, room: np.ndarray | int, cost: np.ndarray | int) -> None:
        columns = np.broadcast_arrays(tail, head, room, cost)
        solver.add_arcs_with_capacity_and_unit_cost(*(np.ascontiguousarray(one, dtype=t) for one, t in zip(
            columns, (np.int32, np.int32, np.int64, np.int64), strict=True)))  # fmt: skip

    arcs(SOURCE, places, stock.ravel(), 0)
    arcs(SOURCE, pools, pool, 0)
    arcs(np.tile(pools, depots), places, np.tile(pool, depots), 0)
    arcs(places[place], SINK, 1, -worth)
    arcs(SOURCE, SINK, lots, 0)
    solver.set_nodes_supplies(np.array([SOURCE, SINK], dtype=np.int32), np.array([lots, -lots], dtype=np.int64))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SystemExit(f"OR-tools ended with {status}")
    return -int(solver.optimal_cost())


if __name__ == "__main__":
    main(sys.argv[1])
