"""
How the scarce stock of a country is divided, how well, and how fast.

Instances are made up (``hub/allocation/generate.py``): twenty resources in lots, depots and the nation's pool, kits,
roads of limited room, and six tenths of what visits to all schools would cost. ``ours.alpha0`` is the priced plan,
"This plan" on the hub's page, where only the sum counts; ``ours.alpha2`` the same with the evenness that instances have
by default. Peers, with their names there, on the same instance and under the same stock, kits, roads and trips, as lots
placed one by one: ``by_enrolment``, "By enrolment" (today's rule); ``need_share``, "By what is lacking" (in proportion
to the net forecast need); ``first_come``, "By order of request".
Each in a fresh process; what is compiled is compiled before.

seconds and cpu_s are those of dividing alone, build_s of reading the files before it, peak_mb the most memory that the
process held for all of that and the what-if: the cycles that are played afterwards, and what scores, are not of it. gap
is the certificate, in percent. unmet is the expected need of the cycle left unmet and realised_unmet what is then
really needed and missing, in percent of it, each unit by its worth and its school's weight. A school's fill is the
share of its expected need, in worth, that is met: p05_fill, min_fill, gini and jain are of the fills of all schools.
never_visited_6_cycles: percent of schools that are sent nothing in six cycles, in each of which what is left over
counts (without it: ``--no-cycles``). whatif_s: the same again from that division with half the trips of one depot, and
what that changes, as ``plan whatif`` tells it. Of ``ours.alpha2`` also realised_unmet and p05_fill beside
``need_share``'s: its share, and how many times as much. ``ours.district``: as ``ours.alpha2``, with as many schools as
a large UGEL.

``ours.packs``: content packs, of each school the most worth that fits its disk and its line, exactly: packs_s of the
choice alone, of up to 24 offered, some of which build on others.

``highs``: HiGHS' MIP (``scipy.optimize.milp``) on the full model at alpha 0 at the largest of a few sizes that it
solves to the end in a minute: schools, seconds, and ours_seconds for the same. Its best worth must lie between ours and
our bound: else it is an error of the run.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.change import Change, OtherTrips
from hub.allocation.generate import generate_packs
from hub.allocation.instance import Division, Instance, Ints
from hub.allocation.left import left_of
from hub.allocation.measures import gini
from hub.allocation.pack_files import read_packs
from hub.allocation.packs import Offers, choose
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.allocation.trial import attempt
from hub.allocation.worth import Floats
from hub.allocation.writing import write_instance
from tests.benchmarks import allocation_ways as ways
from tests.benchmarks.allocation_cycles import Divide, never_visited_pct
from tests.benchmarks.allocation_instances import Drawn, draw
from tests.benchmarks.frame import Figures, Value, main, say
from tests.benchmarks.processes import call, peak_rss_mb, within
from tests.hub.allocation.milp import best_value

DISTRICT, OF_DISTRICT = "ours.district", 500
PRICED = {"ours.alpha0": 0.0, "ours.alpha2": 2.0, DISTRICT: 2.0}
COUNTRY = ("ours.alpha0", "ours.alpha2")
OTHERS: dict[str, Divide] = {
    "by_enrolment": ways.by_enrolment, "need_share": ways.by_need, "first_come": ways.first_come,
}  # fmt: skip
SCHOOLS, QUICK_SCHOOLS, WARMING = 2_000, 40, 60
REFEREE_SIZES, REFEREE_S = (8, 16, 32, 64, 128), 60.0


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--schools", type=int, help=f"of the instance (default {SCHOOLS}; a country has 60000)")
    parser.add_argument("--no-cycles", action="store_true", help="leave out never_visited_6_cycles")
    parser.set_defaults(seed=7)


def measure(options: Namespace, figures: Figures) -> None:
    """Measure every way of dividing, and the referee."""
    schools = options.schools or (QUICK_SCHOOLS if options.quick else SCHOOLS)
    # Elsewhere: whoever compiles holds a sixth more memory to its end.
    call(_compiled, options.seed)
    for path in (*COUNTRY, *OTHERS):
        say(f"allocation: {path}, {schools} schools")
        told, _ = call(divided, path, schools, options.seed, not options.no_cycles)
        figures.put(path, **told)
    _beside_need_share(figures)
    say(f"allocation: {DISTRICT}, {min(schools, OF_DISTRICT)} schools")
    told, _ = call(divided, DISTRICT, min(schools, OF_DISTRICT), options.seed, False)
    figures.put(DISTRICT, **{name: told[name] for name in ("schools", "pairs", "seconds", "whatif_s")})
    say(f"allocation: packs, {schools} schools")
    told, cost = call(packed, schools, options.seed)
    figures.put("ours.packs", **told, peak_mb=cost.peak_rss_mb)
    _referee(figures, min(schools, REFEREE_SIZES[-1]), options.seed)


def divided(path: str, schools: int, seed: int, cycles: bool) -> dict[str, Value]:
    """Draw the instance, divide it in the way of *path* and return how long that took and how good it is."""
    way = _way(path)
    _warm(way, _even(draw(WARMING, seed), path).read, path in PRICED)
    at = time.monotonic()
    drawn = _even(draw(schools, seed, apart=True), path)
    build_s = time.monotonic() - at
    at, cpu = time.monotonic(), time.process_time()
    answer = divide(drawn.read.instance) if path in PRICED else None
    lots = way(drawn.read) if answer is None else answer.lots
    told: dict[str, Value] = {"seconds": time.monotonic() - at, "cpu_s": time.process_time() - cpu, "build_s": build_s}
    check(drawn.read.instance, lots)
    if answer is not None:
        told |= {"gap": answer.gap_pct, "whatif_s": _what_if(drawn.read, answer)}
    told |= {"peak_mb": peak_rss_mb(os.getpid())}
    told |= {"schools": schools, "pairs": len(lots), "lots": len(drawn.read.instance.pairs.worth)}
    told |= score(drawn, lots)
    return told | ({"never_visited_6_cycles": never_visited_pct(drawn, way, seed)} if cycles else {})


def _compiled(seed: int) -> None:
    for path in PRICED:
        _warm(_way(path), _even(draw(WARMING, seed), path).read, True)


def _warm(way: Divide, read: Assembled, priced: bool) -> None:
    """Load whatever is compiled before anything is measured."""
    way(read)
    if priced:
        _what_if(read, divide(read.instance))


def _beside_need_share(figures: Figures) -> None:
    even, other = figures.tree["ours"]["alpha2"], figures.tree["need_share"]
    beside = {"realised_unmet_of_need_share": even["realised_unmet"] / other["realised_unmet"]}
    # In a handful of schools one in twenty may have nothing there.
    if other["p05_fill"] > 0:
        beside["p05_times_need_share"] = even["p05_fill"] / other["p05_fill"]
    figures.put("ours.alpha2", **beside)


def packed(schools: int, seed: int) -> dict[str, Value]:
    """Choose the packs of every school and return how long that took."""
    choose(_packs(WARMING, seed))
    at = time.monotonic()
    offers = _packs(schools, seed)
    build_s = time.monotonic() - at
    at, cpu = time.monotonic(), time.process_time()
    taken = choose(offers)
    spent: dict[str, Value] = {"packs_s": time.monotonic() - at, "cpu_s": time.process_time() - cpu}
    return spent | {"build_s": build_s, "schools": schools, "offers": len(offers), "taken": int(taken.sum())}


def _packs(schools: int, seed: int) -> Offers:
    with TemporaryDirectory() as folder:
        write_instance(Path(folder), generate_packs(schools, seed), Settings())
        return read_packs(Path(folder)).offers


def _way(path: str) -> Divide:
    return _priced if path in PRICED else OTHERS[path]


def _priced(read: Assembled) -> Ints:
    return divide(read.instance).lots


def _even(drawn: Drawn, path: str) -> Drawn:
    instance = drawn.read.instance.changed(alpha=PRICED.get(path, 0.0))
    return Drawn(replace(drawn.read, instance=instance), drawn.needed)


def _what_if(read: Assembled, answer: Division) -> float:
    """Return how long the answer takes that the console and the command give: the division and what it changes."""
    limits = read.instance.limits
    fewer = OtherTrips(str(limits.depots[0]), -int(limits.trips[0]) / 200)
    at = time.monotonic()
    attempt(read, answer, Change(trips=(fewer,)))
    return time.monotonic() - at


def check(instance: Instance, lots: Ints) -> None:
    """Refuse a division of more than there is, or of tablets without their chargers."""
    left = left_of(instance, lots)
    if min(left.reach.min(), left.zone_ml.min(), left.zone_g.min(), left.trips.min()) < 0:
        raise RuntimeError("more was handed out than there is")
    kits, pairs = instance.kits, instance.pairs
    units = lots * instance.resources.lot[pairs.resource]
    load = np.zeros(len(lots))
    np.add.at(load, kits.part, units[kits.main] * kits.units / kits.per)
    if (load > units + pairs.spare + 1e-9).any():
        raise RuntimeError("something went without the part that it needs")


def score(drawn: Drawn, lots: Ints) -> dict[str, Value]:
    """Return how much of the need stays unmet, expected and real, and how evenly the rest is met."""
    instance, asked = drawn.read.instance, drawn.read.asked
    pairs, goods, schools = instance.pairs, instance.resources, instance.schools
    worth = np.where(pairs.missing == "", goods.value[pairs.resource], 0).astype(float)
    after = drawn.have + lots * goods.lot[pairs.resource]
    weight = schools.weight_pct.astype(float)
    need, rest, missing, really = (
        np.bincount(pairs.school, weights=worth * units, minlength=len(schools))
        for units in (
            asked.expected, _unmet(drawn, after), np.maximum(drawn.needed - after, 0), drawn.needed
        )
    )  # fmt: skip
    fill = 1 - rest[need > 0] / need[need > 0]
    return {
        "unmet": 100 * float(weight @ rest / (weight @ need)),
        "realised_unmet": 100 * float(weight @ missing / (weight @ really)),
        "p05_fill": float(np.quantile(fill, 0.05)), "min_fill": max(0.0, float(fill.min())), "gini": gini(fill),
        "jain": float(fill.sum() ** 2 / (len(fill) * (fill**2).sum())),
    }  # fmt: skip


def _unmet(drawn: Drawn, have: Ints) -> Floats:
    curve, total = drawn.read.asked.curve, np.zeros(len(have))
    for left in range(len(curve.chance) - 1):
        low, high = (np.maximum(curve.need[:, at] - have, 0) for at in (left, left + 1))
        width = curve.need[:, left + 1] - curve.need[:, left]
        flat = width <= 1e-12
        part = np.where(flat, low, (high**2 - low**2) / (2 * np.where(flat, 1, width)))
        total += (curve.chance[left + 1] - curve.chance[left]) * part
    return total


def _referee(figures: Figures, most: int, seed: int) -> None:
    """Let HiGHS try one size after the other, until one takes longer than a minute."""
    best: tuple[int, dict[str, float]] | None = None
    for schools in (size for size in REFEREE_SIZES if size <= most or size == REFEREE_SIZES[0]):
        say(f"allocation: HiGHS, {schools} schools")
        found = within(REFEREE_S, solve_by_both, schools, seed)
        if found is None:
            break
        best = schools, found
        if found["seconds"] > REFEREE_S / 2:
            break
    if best:
        figures.put("highs", schools=best[0], **best[1])


def solve_by_both(schools: int, seed: int) -> dict[str, float]:
    """Divide one instance by HiGHS and by us; its worth must lie between ours and our bound."""
    instance = _even(draw(schools, seed), "ours.alpha0").read.instance
    divide(_even(draw(WARMING, seed), "ours.alpha0").read.instance)
    at = time.monotonic()
    answer = divide(instance)
    ours_s = time.monotonic() - at
    at = time.monotonic()
    worth = best_value(instance, np.zeros(len(instance.pairs), dtype=np.int64))
    seconds = time.monotonic() - at
    # HiGHS stops within a tolerance of its own; the certificate is exact.
    if worth > answer.bound + 1 or answer.value > worth * (1 + 1e-4):
        raise RuntimeError(f"HiGHS finds {worth}, we {answer.value} of at most {answer.bound}")
    return {"seconds": seconds, "ours_seconds": ours_s, "gap": answer.gap_pct}


if __name__ == "__main__":
    sys.exit(main("allocation", measure, versions=("numba", "numpy", "scipy"), options=add_options))
