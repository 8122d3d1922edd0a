"""
How the scarce stock of a region is divided, how well, and how fast.

``ours.alpha0`` is the priced plan (``hub.prices.allocate``), "This plan" on the hub's page. Peers, with their names
there, on the same instance, with the same lots, kits and requirements: ``by_enrolment``, "By enrolment" (today's rule);
``need_share``, "By what is lacking" (in proportion to the net forecast need); ``first_come``, "By order of request".
Each in a fresh process. seconds and cpu_s are those of dividing alone, build_s of making the lots before it, peak_mb of
the whole process with the instance in it. gap is the certificate, in percent. unmet is the expected need left unmet and
realised_unmet what is then really needed and missing, in percent of it, each unit by its worth and its school's
urgency. A school's fill is the share of its expected need, in worth, that is met: p05_fill, min_fill, gini and jain are
of the fills of all schools.

``highs``: HiGHS' MIP (``scipy.optimize.milp``) on the same model at the largest of a few sizes that it solves to the
end in a minute: schools, seconds, and ours_seconds for the same. A worth that differs from ours is an error of the run.

``ours.alpha2``, ``ours.packs`` and the keys never_visited_6_cycles, whatif_s and packs_s are absent: the solver has no
fairness exponent, no packs, no trips and no warm start yet.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from hub.compare import by_enrolment, by_net_need, first_come
from hub.fairness import gini
from hub.lots import Ints, Lots
from hub.prices import allocate
from hub.ways import Way
from hub.worth import expected_unmet, knots
from tests.benchmarks.allocation_instances import Floats, Instance, draw
from tests.benchmarks.frame import Figures, Value, main, say
from tests.benchmarks.processes import call
from tests.hub.referee import best_worth

PLACES = {
    Way.PLAN: "ours.alpha0", Way.BY_ENROLMENT: "by_enrolment", Way.BY_NET_NEED: "need_share",
    Way.FIRST_COME: "first_come",
}  # fmt: skip
"""Where the figures of each way go."""
SCHOOLS, QUICK_SCHOOLS = 2_000, 40
REFEREE_SIZES, REFEREE_S = (125, 250, 500, 1_000, 2_000), 60.0


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--schools", type=int, help=f"of the instance (default {SCHOOLS}; a country has 60000)")
    parser.set_defaults(seed=7)


def measure(options: Namespace, figures: Figures) -> None:
    """Measure every way of dividing, and the referee."""
    schools = options.schools or (QUICK_SCHOOLS if options.quick else SCHOOLS)
    for way, path in PLACES.items():
        say(f"allocation: {way}, {schools} schools")
        told, cost = call(divide, way, schools, options.seed)
        figures.put(path, **told, peak_mb=cost.peak_rss_mb)
    _referee(figures, min(schools, REFEREE_SIZES[-1]), options.seed)


def divide(way: Way, schools: int, seed: int) -> dict[str, Value]:
    """Draw the instance, divide it in a *way* and return how long that took and how good it is."""
    drawn = draw(schools, seed)
    at = time.monotonic()
    instance = drawn.lots()
    build_s = time.monotonic() - at
    at, cpu = time.monotonic(), time.process_time()
    lots, told = _DIVIDED[way](instance, drawn)
    spent: dict[str, Value] = {"seconds": time.monotonic() - at, "cpu_s": time.process_time() - cpu, "build_s": build_s}
    _check(instance, lots)
    size: dict[str, Value] = {"schools": schools, "pairs": len(lots), "lots": int(np.diff(instance.first).sum())}
    return spent | told | size | score(instance, lots, drawn.needed_of(instance))


def _priced(instance: Lots, _: Instance) -> tuple[Ints, dict[str, Value]]:
    answer = allocate(instance)
    return answer.lots, {"gap": answer.gap_pct}


_DIVIDED: dict[Way, Callable[[Lots, Instance], tuple[Ints, dict[str, Value]]]] = {
    Way.PLAN: _priced,
    Way.BY_ENROLMENT: lambda instance, _: (by_enrolment(instance), {}),
    Way.BY_NET_NEED: lambda instance, _: (by_net_need(instance), {}),
    Way.FIRST_COME: lambda instance, drawn: (first_come(instance, drawn.arrival), {}),
}


def _check(instance: Lots, lots: Ints) -> None:
    """Refuse a division of more than there is, or of tablets without their chargers."""
    if (np.bincount(instance.pair_stock, weights=lots, minlength=len(instance.stocks)) > instance.stock_lots()).any():
        raise RuntimeError("more was handed out than the depots hold")
    units = lots * instance.lot
    load = np.zeros(len(lots), dtype=np.int64)
    for kit in instance.kits:
        load[kit.part] += kit.units * units[kit.main]
    parts = np.unique([kit.part for kit in instance.kits]).astype(np.int64)
    if (load[parts] > units[parts] + instance.spare[parts]).any():
        raise RuntimeError("something went without the part that it needs")


def score(instance: Lots, lots: Ints, needed: Floats) -> dict[str, Value]:
    """Return how much of the need stays unmet, expected and real, and how evenly the rest is met."""
    have = np.array([float(ask.on_hand + ask.in_transit) for ask in instance.asks])
    urgency = np.array([float(place.urgency_pct) for place in instance.places])
    worth = np.array([float(one.value) for one in instance.resources]) * [not lack for lack in instance.missing]
    curve = knots([ask.need for ask in instance.asks])
    after = have + lots * instance.lot
    need, unmet = worth * expected_unmet(curve, np.zeros(len(have))), worth * expected_unmet(curve, after)
    names, of = np.unique([place.school for place in instance.places], return_inverse=True)
    all_of_it, rest = (np.bincount(of, weights=part, minlength=len(names)) for part in (need, unmet))
    fill = 1 - rest[all_of_it > 0] / all_of_it[all_of_it > 0]
    missing = worth * np.maximum(needed - after, 0)
    return {
        "unmet": 100 * float(urgency @ unmet / (urgency @ need)),
        "realised_unmet": 100 * float(urgency @ missing / (urgency @ (worth * needed))),
        "p05_fill": float(np.quantile(fill, 0.05)), "min_fill": float(fill.min()), "gini": gini(fill),
        "jain": float(fill.sum() ** 2 / (len(fill) * (fill**2).sum())),
    }  # fmt: skip


def _referee(figures: Figures, most: int, seed: int) -> None:
    """Let HiGHS try one size after the other, until one takes longer than a minute."""
    best: tuple[int, dict[str, float]] | None = None
    for schools in (size for size in REFEREE_SIZES if size <= most or size == REFEREE_SIZES[0]):
        say(f"allocation: HiGHS, {schools} schools")
        found = _within(REFEREE_S, solve_by_both, schools, seed)
        if found is None:
            break
        best = schools, found
        if found["seconds"] > REFEREE_S / 2:
            break
    if best:
        figures.put("highs", schools=best[0], **best[1])


def solve_by_both(schools: int, seed: int) -> dict[str, float]:
    """Divide one instance by HiGHS and by us; the worth must be the same."""
    instance = draw(schools, seed).lots()
    at = time.monotonic()
    answer = allocate(instance)
    ours_s = time.monotonic() - at
    at = time.monotonic()
    worth = best_worth(instance)
    seconds = time.monotonic() - at
    # HiGHS stops within a tolerance of its own; the certificate is exact.
    if worth > answer.bound or answer.value < worth - 1e-6 * worth:
        raise RuntimeError(f"HiGHS finds {worth}, we {answer.value} of at most {answer.bound}")
    return {"seconds": seconds, "ours_seconds": ours_s, "gap": 100 * (answer.bound - worth) / max(answer.bound, 1)}


def _within(limit_s: float, function: Callable[..., Any], *values: Any) -> Any | None:
    """Call *function* in a process of its own; None where it takes longer, and the process is ended."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=_answer, args=(theirs, function, values))
    child.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(limit_s) else None
    finally:
        child.kill()
        child.join()
        ours.close()


def _answer(road: Connection, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
    road.send(function(*values))
    road.close()


if __name__ == "__main__":
    sys.exit(main("allocation", measure, versions=("numpy", "scipy"), options=add_options))
