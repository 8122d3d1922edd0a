"""
Whoever judges the division of what is scarce: other programs' best, in processes of their own.

``flow``: a country where only stock and the nation's pool limit (no kits, trips, roads, money; alpha 0), by OR-tools'
min-cost flow; worth (millionths, of both) must be one number, and our certificate 0. seconds are of solving alone.
``random``: made-up instances with everything in them and locks that contradict each other, each divided and then
checked from its files by ``hub.verify``, which shares nothing with the solver; a fault is an error of the run.
``--orlib FILE``: problems of OR-Library instead of these, for whoever has them: ``mknap1``, ``mknapcb1`` to
``mknapcb9``, ``gap1`` to ``gap12``, ``gapa`` to ``gapd``, as they are there. HiGHS' best must be the one that the file
tells (or ``--best``). A knapsack is also divided by us, as an instance of which two capacities are a road's and the
others stocks of kit parts: the best must lie between ours and our bound. ``--mps FILE``: a problem of MIPLIB or any
other, unpacked, against ``--best`` by HiGHS.

The solvers live in ``.venv-referee`` (``make referee``): ours and theirs do not bear each other in one process.
"""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from hub.allocation.instance import NO_LIMIT, Instance, each_of
from hub.allocation.solve import divide
from tests.benchmarks import orlib_files, orlib_instance, referee_random
from tests.benchmarks.allocation_instances import draw
from tests.benchmarks.frame import PROJECT, Figures, main, say
from tests.benchmarks.processes import call, run, within
from tests.hub.allocation.drawn import broken

HERE = Path(__file__).parent
PYTHON = PROJECT / ".venv-referee" / "bin" / "python"
SCHOOLS, QUICK_SCHOOLS, WARMING = 60_000, 300, 60
RANDOM, QUICK_RANDOM = 1_000, 20
MOST_S = 300.0
"""For one public problem: what is not solved by then is left out."""
_NEAR = 1e-6


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--schools", type=int, help=f"of the flow (default {SCHOOLS})")
    parser.add_argument("--random", type=int, help=f"random instances (default {RANDOM})")
    parser.add_argument("--orlib", type=Path, nargs="+", default=[], metavar="FILE", help="files of OR-Library")
    parser.add_argument("--mps", type=Path, metavar="FILE", help="a file of MPS")
    parser.add_argument("--best", type=float, help="the best value of the one problem there is")
    parser.set_defaults(seed=7)


def measure(options: Namespace, figures: Figures) -> None:
    """Ask every referee, or those of the files that were named."""
    for file in options.orlib:
        public(figures, file, options.best)
    if options.mps:
        figures.put(f"mps.{_key(options.mps)}", **by_mps(options.mps, options.best))
    if options.orlib or options.mps:
        return
    figures.put("flow", **flow(options.schools or (QUICK_SCHOOLS if options.quick else SCHOOLS), options.seed))
    count = options.random or (QUICK_RANDOM if options.quick else RANDOM)
    say(f"referees: {count} random instances")
    if found := referee_random.faults(range(options.seed, options.seed + count)):
        raise RuntimeError("\n".join(found))
    figures.put("random", instances=count, faults=0)


def flow(schools: int, seed: int) -> dict[str, int | float]:
    """Divide a country of which only stock limits, and let OR-tools do so from the same arrays."""
    if not PYTHON.exists():
        raise SystemExit("There is no .venv-referee. Run: make referee")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "lots.npz"
        say(f"referees: {schools} schools, only stock")
        ours, cost = call(stock_alone, schools, seed, file)
        say("referees: the same as a min-cost flow")
        told, theirs = run([str(PYTHON), str(HERE / "referee_flow.py"), str(file)])
    flow = json.loads(told)
    # Weights are percent: what is lost by rounding is lost once, at the end.
    if not flow["worth"] // 100 == ours["worth"] == ours["bound"]:
        raise RuntimeError(f"the flow finds {flow['worth']} hundredths, we {ours['worth']} of {ours['bound']}")
    return ours | {"peak_mb": cost.peak_rss_mb, "flow_s": flow["seconds"], "flow_peak_mb": theirs.peak_rss_mb}


def stock_alone(schools: int, seed: int, file: Path) -> dict[str, int | float]:
    """Divide a made-up country of which only stock limits; write its lots into *file*, as the flow reads them."""
    divide(only_stock(draw(WARMING, seed).read.instance))
    instance = only_stock(draw(schools, seed).read.instance)
    started = time.monotonic()
    answer = divide(instance)
    seconds = time.monotonic() - started
    sent = write_lots(instance, file)
    return {"schools": schools, "lots": sent, "seconds": seconds, "worth": answer.value, "bound": answer.bound}


def only_stock(instance: Instance) -> Instance:
    """Return the instance without anything that lets one lot stand in the way of another resource's."""
    limits, pairs = instance.limits, instance.pairs
    free = {name: np.full_like(getattr(limits, name), NO_LIMIT) for name in ("zone_ml", "zone_g", "trips")}
    return instance.changed(
        kits=instance.kits.take(np.zeros(0, dtype=np.int64)),
        limits=replace(limits, **free, money=NO_LIMIT),
        pairs=replace(pairs, least=pairs.least * 0),
        alpha=0.0,
        guarantee_pct=0,
    )


def write_lots(instance: Instance, file: Path) -> int:
    """Write what the flow needs to know: the stocks, and depot, resource and worth of each lot; tell how many."""
    pairs, schools = instance.pairs, instance.schools
    pair, nth = each_of(np.diff(pairs.first))
    worth = instance.worth_first() * schools.weight_pct[pairs.school[pair]]
    may = (nth < pairs.most[pair]) & (worth > 0)
    pair = pair[may]
    np.savez(
        file, stock=instance.limits.stock, pool=instance.limits.pool, depot=schools.depot[pairs.school[pair]],
        resource=pairs.resource[pair], worth=worth[may],
    )  # fmt: skip
    return len(pair)


def public(figures: Figures, file: Path, best: float | None) -> None:
    """Solve each problem of a file of OR-Library, and hold what is found against what is known."""
    problems = read(file)
    for number, problem in enumerate(problems, start=1):
        say(f"referees: {file.name}, problem {number} of {len(problems)}")
        found = within(MOST_S, judged, problem, best)
        if found is None:
            say(f"not solved in {MOST_S:g} s: left out")
        else:
            figures.put(f"orlib.{_key(file)}.{number}", **found)


def read(file: Path) -> list[orlib_files.Knapsack] | list[orlib_files.Assignment]:
    """Read a file of either kind: of the other one the count of its numbers does not come out."""
    try:
        return orlib_files.knapsacks(file)
    except ValueError:
        return orlib_files.assignments(file)


def judged(problem: orlib_files.Knapsack | orlib_files.Assignment, best: float | None) -> dict[str, float]:
    """Return what HiGHS finds, and of a knapsack what we find: every best must be the same, and ours around it."""
    if isinstance(problem, orlib_files.Assignment):
        least, most = assignment_value(problem, 1), assignment_value(problem, -1)
        if best is not None and best not in (least, most):
            raise RuntimeError(f"HiGHS finds {least} at least and {most} at most, and {best} is said to be the best")
        return {"highs_least": least, "highs_most": most}
    highs, known = knapsack_value(problem), best or problem.best
    if known != orlib_files.UNKNOWN and abs(highs - known) > _NEAR * known:
        raise RuntimeError(f"HiGHS finds {highs}, and {known} is said to be the best")
    instance = orlib_instance.instance_of(problem)
    answer = divide(instance)
    ours, bound = (number / orlib_instance.MILLION for number in (answer.value, answer.bound))
    if broken(instance, answer) or not ours <= highs * (1 + _NEAR) or not highs <= bound * (1 + _NEAR):
        raise RuntimeError(f"HiGHS finds {highs}, we {ours} of at most {bound}; broken: {broken(instance, answer)}")
    return {"highs": highs, "ours": ours, "bound": bound, "short_pct": 100 * (1 - ours / highs)}


def knapsack_value(problem: orlib_files.Knapsack) -> float:
    """Return the most profit, by HiGHS."""
    limits = LinearConstraint(problem.weight, -np.inf, problem.capacity)
    return -_solve(-problem.profit, [limits])


def assignment_value(problem: orlib_files.Assignment, sign: int) -> float:
    """Return the least cost of an assignment (*sign* 1) or the most (-1), by HiGHS."""
    agents, jobs = problem.cost.shape
    once = LinearConstraint(np.tile(np.eye(jobs), agents), 1, 1)
    held = LinearConstraint(np.kron(np.eye(agents), np.ones(jobs)) * problem.need.ravel(), -np.inf, problem.capacity)
    return sign * _solve(sign * problem.cost.ravel(), [once, held])


def _solve(cost: np.ndarray, limits: list[LinearConstraint]) -> float:
    answer = milp(
        cost, constraints=limits, bounds=Bounds(0, 1), integrality=np.ones(len(cost)), options={"mip_rel_gap": 0}
    )
    if not answer.success:
        raise RuntimeError(answer.message)
    return float(answer.fun)


def by_mps(file: Path, best: float | None) -> dict[str, float]:
    """Return what HiGHS finds for a file of MPS."""
    told, cost = run([str(PYTHON), str(HERE / "referee_mps.py"), str(file)])
    value = float(json.loads(told)["value"])
    if best is not None and abs(value - best) > _NEAR * max(1.0, abs(best)):
        raise RuntimeError(f"HiGHS finds {value}, and {best} is said to be the best")
    return {"highs": value, "seconds": cost.seconds}


def _key(file: Path) -> str:
    return file.stem.replace(".", "_")


if __name__ == "__main__":
    sys.exit(main("referees", measure, versions=("numpy", "scipy"), options=add_options))
