"""How much of a school's need of the rolling window is met before a plan: of this cycle and of those before it."""

import numpy as np

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import Bools, Floats, Ints
from hub.allocation.settings import Settings
from shared.sentences import N_, Sentence

_NOT_BEFORE = N_("el ciclo «%(cell)s» no es anterior al del reparto.")
_OLD = N_("earlier: quedan fuera de la ventana y no cuentan: %(count)s.")
_THOUSAND = 1_000


def of_pairs(value: Ints, expected: Floats, unmet: Floats) -> tuple[Ints, Ints]:
    """Return the worth of what each pair is expected to need in the cycle, and of what of it is there already."""
    need = np.rint(value * expected).astype(np.int64)
    return need, need - np.minimum(need, np.rint(value * unmet).astype(np.int64))


def now(need: Ints, met: Ints, school: Ints, schools: int) -> tuple[Ints, Ints]:
    """Return the same of each school."""
    return _by_school(need, school, schools), _by_school(met, school, schools)


def before(
    earlier: Grid, school: Ints, value: Ints, counts: Bools, settings: Settings, schools: int
) -> tuple[Ints, Ints]:
    """
    Return the same of the cycles before, as far as the window goes back; *counts* are rows of resources of use.

    Of what was received, and taken to be there where nobody had counted, no more counts than was needed: a school does
    not live on what it cannot use.
    """
    counts = counts & np.isin(earlier["cycle"].astype(str), in_window(earlier, settings))
    need = np.rint(value * (earlier["need"] / _THOUSAND)).astype(np.int64)
    there = earlier["received"] + earlier["assumed"]
    met = np.rint(value * (np.minimum(there, earlier["need"]) / _THOUSAND)).astype(np.int64)
    return _by_school(need[counts], school[counts], schools), _by_school(met[counts], school[counts], schools)


def in_window(earlier: Grid, settings: Settings) -> list[str]:
    """Return the cycles of the table that count: the last ones, one fewer than the window."""
    cycles = sorted(set(earlier["cycle"]))
    return cycles[len(cycles) - min(len(cycles), settings.window - 1) :]


def check(earlier: Grid, settings: Settings, faults: Faults) -> list[Sentence]:
    """Tell of cycles that are not before this one; return what is to be said of those too long ago."""
    cycles = earlier["cycle"].astype(str)
    late = np.flatnonzero((cycles >= settings.cycle) & bool(settings.cycle))
    faults.add_all(earlier.file, ((earlier.lines[row], cycles[row]) for row in late), _NOT_BEFORE)
    old = len(earlier) - int(np.isin(cycles, in_window(earlier, settings)).sum())
    return [Sentence(_OLD, {"count": old})] if old else []


def _by_school(worth: Ints, school: Ints, schools: int) -> Ints:
    found = np.zeros(schools, dtype=np.int64)
    np.add.at(found, school, worth)
    return found
