"""
When a model is bad: its loss beside the baseline's, school by school, at one origin and at the one after.

An origin is judged by the first four school weeks after it, and the next that is judged begins after them: no week
speaks twice. It is *bad* for a pattern where the model lost by more than ``MARGIN`` and the paired bootstrap over
schools leaves no doubt (the low end of the 90 % interval of the ratio lies above 1). By chance alone that is one origin
in twenty at most; two in a row, one pair in four hundred. What was set
aside is judged on, and is back where it lost nothing to the baseline at two origins in a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from shared.demand import Floats
from shared.features import Pattern
from shared.school_year import Week

WATCHED_WEEKS = 4
"""School weeks after an origin by which it is judged: the horizon of the backtests."""
LEAST_SCHOOLS = 5
"""With known weeks, below which an origin is not judged: of so few neither chance nor anybody's week can be told."""
MARGIN = 0.02
"""Of the baseline's loss: what is less is not worth another model, however sure."""
IN_A_ROW = 2
"""Bad origins after which the baseline makes the forecasts, and good ones after which the model does again."""
_DRAWS = 1_000
_AT_ONCE = 50
_INTERVAL = (0.05, 0.95)


class State(StrEnum):
    """What an origin says of the model, for the series of one pattern."""

    FINE = "fine"
    BAD = "bad"
    UNKNOWN = "unknown"
    """Too few schools with known weeks: it says nothing, neither for nor against."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The model's loss over the baseline's, with the ends of its interval: above 1 the model is worse."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one origin says of the model, for the series of one pattern."""

    origin: Week
    pattern: Pattern
    schools: int
    ratio: Ratio
    state: State


def judge(origin: Week, pattern: Pattern, model: Floats, baseline: Floats) -> Verdict:
    """
    Judge an origin by the losses of *model* and *baseline*, one value for each school with a known week.

    >>> usual = np.linspace(1.0, 3.0, 40)
    >>> [judge(Week(2950), Pattern.DENSE, usual * worse, usual).state.value for worse in (1.3, 1.01, 0.8)]
    ['bad', 'fine', 'fine']
    >>> judge(Week(2950), Pattern.DENSE, usual[:4] * 9, usual[:4]).state.value
    'unknown'
    """
    ratio = ratio_of(model, baseline)
    if len(model) < LEAST_SCHOOLS or not baseline.sum() + model.sum():
        state = State.UNKNOWN
    else:
        state = State.BAD if ratio.value > 1 + MARGIN and ratio.low > 1 else State.FINE
    return Verdict(origin, pattern, len(model), ratio, state)


def ratio_of(model: Floats, baseline: Floats) -> Ratio:
    """
    Return the ratio of the sums with its interval, by drawing the schools anew; the same each time.

    >>> ratio_of(np.array([2.0, 2.0]), np.array([4.0, 4.0]))
    Ratio(value=0.5, low=0.5, high=0.5)
    """
    if not len(model):
        return Ratio(1.0, 1.0, 1.0)
    random = np.random.default_rng(0)
    drawn: list[Floats] = []
    # In parts: a thousand draws of ten thousand schools at once would take the memory of the night's work.
    for _ in range(_DRAWS // _AT_ONCE):
        times = random.multinomial(len(model), np.full(len(model), 1 / len(model)), size=_AT_ONCE)
        drawn.append(_over(times @ model, times @ baseline))
    low, high = np.quantile(np.concatenate(drawn), _INTERVAL, method="nearest").tolist()
    return Ratio(float(_over(model.sum(keepdims=True), baseline.sum(keepdims=True))[0]), low, high)


def _over(model: Floats, baseline: Floats) -> Floats:
    """Return model / baseline, 1 where neither lost anything, and a large number where only the model did."""
    return np.where(baseline > 0, model / np.where(baseline > 0, baseline, 1.0), np.where(model > 0, 1e9, 1.0))


def aside_since(verdicts: Iterable[Verdict], before: Week | None = None) -> Week | None:
    """
    Return the origin since which the verdicts of one pattern set the model aside; None where it is in force.

    It is set aside where it was bad twice in a row, and is back where it was then no worse than the baseline, by the
    ratio itself, twice in a row. *before*: since when it was aside already; only later origins speak then. Origins of
    which too little is known are passed over: they neither add to a row nor end one.

    >>> bad = Verdict(Week(2950), Pattern.DENSE, 40, Ratio(1.3, 1.2, 1.4), State.BAD)
    >>> good = Verdict(Week(2960), Pattern.DENSE, 40, Ratio(0.9, 0.8, 1.1), State.FINE)
    >>> aside_since([bad]), aside_since([bad, bad]), aside_since([bad, bad, good]), aside_since([bad, bad, good, good])
    (None, 2950, 2950, None)
    """
    since, row = before, 0
    for one in sorted(verdicts, key=lambda one: one.origin):
        if one.state is State.UNKNOWN or (before is not None and one.origin <= before):
            continue
        turns = one.state is State.BAD if since is None else one.state is State.FINE and one.ratio.value <= 1
        row = row + 1 if turns else 0
        if row == IN_A_ROW:
            since, row = (one.origin if since is None else None), 0
    return since


def fallen(verdicts: Sequence[Verdict], before: Mapping[Pattern, Week]) -> dict[Pattern, Week]:
    """Return the patterns for which the model is set aside, each with the origin since which; *before*: what was."""
    found = {
        pattern: aside_since((one for one in verdicts if one.pattern is pattern), before.get(pattern))
        for pattern in Pattern
    }
    return {pattern: origin for pattern, origin in found.items() if origin is not None}


def is_due(kept: Iterable[tuple[Week, Week]], origin: Week) -> bool:
    """
    Tell whether the forecasts made at *origin* are the next to be watched.

    *kept*: the origins kept of this model, each with the last week that it is judged by. One that lies ahead, because a
    clock was wrong, does not count.

    >>> kept = [(Week(2950), Week(2954))]
    >>> is_due([], Week(2950)), is_due(kept, Week(2953)), is_due(kept, Week(2954)), is_due(kept, Week(2940))
    (True, False, True, True)
    """
    return all(last <= origin for first, last in kept if first <= origin)
