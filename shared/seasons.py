"""What the time of year and the drift of the level explain of each series: an exposure learned from its own past."""

from dataclasses import dataclass

import numpy as np

from shared.demand import Bools, Floats
from shared.features import History

_MOST_WAVES = 6
"""Waves of a year at most: what is shorter than two months is a holiday, and the calendar knows those."""
_LEAST_SEASONS = 4 / 3
"""With less history nothing is seen twice: a season cannot be told from a drift."""
_CHANCE = 1.5
"""How often by chance alone a wave looks: the more it exceeds that, the more of it counts."""
_DRIFT = 0.3
"""Log change of a level in a year, as usually expected."""
_LEAST_SPARE = 4
"""Known periods beyond the numbers that are fitted."""
_MOST_LOG = 3.0
_HELD = 1e-4
"""Holds the level of years of which a series tells nothing."""
_STEPS = 4
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """Of N series, T periods known and H ahead: 1 everywhere where nothing of the kind is seen."""

    past: Floats
    """Use of the time of year over that of the year, N x T."""
    ahead: Floats
    """The same of the periods to foresee, N x H."""
    level: Floats
    """Level of then over that of the origin, N x T."""
    told: Bools
    """Which series have past enough to see any of it, N."""
    wider: Floats
    """By how much errors ahead exceed those of the past that the waves were fitted to, N."""


def season_of(history: History) -> Season:
    """
    Fit level and waves of the year to each series alone, so that a laptop finds what the region finds.

    A log-linear model of use per exposure (quasi-Poisson, so zeros are no trouble): a level that bends once a year and
    is drawn to stay as it is, and waves, each shrunk by how little it exceeds chance (James and Stein 1961).
    """
    series, periods = history.y.shape
    told = _told(history)
    if not told.any():
        ones = np.ones((series, periods))
        return Season(ones, np.ones((series, history.future.size)), ones, told, np.ones(series))
    level, waves, ahead = _bases(history)
    weights = history.known * history.exposure
    rates = np.nan_to_num(history.y) / history.exposure
    mean = (rates * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), _TINY)
    fit, variance = _fitted(rates / np.where(mean > 0, mean, 1.0)[:, None], weights, level, waves)
    told &= mean > 0
    pairs = fit[:, level.shape[1] :]
    seen = (pairs**2 / np.maximum(variance, _TINY)).reshape(series, -1, 2).mean(axis=2)
    share = np.clip(1 - _CHANCE / np.maximum(seen, _TINY), 0.0, 1.0) * told[:, None]
    shrunk = pairs * np.repeat(share, 2, axis=1)
    drift = fit[:, : level.shape[1]] @ level.T
    known = np.maximum(history.known.sum(axis=1), 1)
    spent = np.minimum(2 * share.sum(axis=1), 0.7 * known)
    return Season(
        past=_times(shrunk @ waves.T),
        ahead=_times(shrunk @ ahead.T),
        level=np.where(told[:, None], _times(drift - drift[:, -1:]), 1.0),
        told=told,
        wider=np.sqrt(known / (known - spent)),
    )


def _bases(history: History) -> tuple[Floats, Floats, Floats]:
    """Return the columns of the level, T x L, and of the waves, T x 2K and H x 2K."""
    # Counted from the origin, so that weeks before a series was known change nothing.
    ago = (history.weeks[-1] - history.weeks) / history.season
    level = np.maximum(0.0, 1 - np.abs(ago[:, None] - np.arange(int(np.ceil(ago[0])), -1, -1)))
    turns = np.arange(1, _harmonics(history.season) + 1) * 2 * np.pi / history.season

    def waves(when: Floats) -> Floats:
        angle = when[:, None] * turns
        return np.stack([np.cos(angle), np.sin(angle)], axis=2).reshape(len(when), -1)

    return level, waves(history.weeks.astype(float)), waves(history.future_weeks.astype(float))


def _fitted(rates: Floats, weights: Floats, level: Floats, waves: Floats) -> tuple[Floats, Floats]:
    """Return the coefficients, N x (L + 2K), and the variance of those of the waves, N x 2K."""
    columns = np.concatenate([level, waves], axis=1)
    levels, numbers = level.shape[1], columns.shape[1]
    squares = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
    steps = np.diff(np.eye(levels), axis=0)
    stiff, small = np.zeros((2, numbers, numbers))
    stiff[:levels, :levels] = steps.T @ steps / _DRIFT**2
    small[:levels, :levels] = np.eye(levels) * _HELD
    small[levels:, levels:] = np.diag(np.repeat(np.arange(1.0, waves.shape[1] // 2 + 1), 2))
    spare = np.maximum((weights > 0).sum(axis=1) - waves.shape[1] - 2, 3)
    fit, noise = np.zeros((len(rates), numbers)), np.full(len(rates), 0.1)
    inverse = np.broadcast_to(np.eye(numbers), (len(rates), numbers, numbers))
    for _ in range(_STEPS):
        log = np.clip(fit @ columns.T, -_MOST_LOG, _MOST_LOG)
        usual = np.exp(log)
        weighed = weights * usual
        # One week a multiple of the usual must not carry the whole fit away.
        aim = log + np.clip(rates / usual - 1, -1.0, _MOST_LOG)
        normal = (weighed @ squares).reshape(-1, numbers, numbers) + small + noise[:, None, None] * stiff
        inverse = np.linalg.inv(normal)
        fit = np.einsum("npq,nq->np", inverse, (weighed * aim) @ columns)
        usual = _times(fit @ columns.T)
        noise = np.clip((weights * (rates - usual) ** 2 / usual).sum(axis=1) / spare, 1e-3, 5.0)
    return fit, noise[:, None] * np.einsum("npp->np", inverse)[:, levels:]


def _told(history: History) -> Bools:
    """Return which series have known periods enough, far enough apart."""
    known = history.known
    if not history.weeks.size:
        return np.zeros(len(known), dtype=bool)
    first, last = known.argmax(axis=1), known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    span = history.weeks[last] - history.weeks[first] + 1
    enough = known.sum(axis=1) >= 2 * _harmonics(history.season) + _LEAST_SPARE
    told: Bools = enough & (span >= _LEAST_SEASONS * history.season)
    return told


def _harmonics(season: int) -> int:
    return min(_MOST_WAVES, season // 2)


def _times(log: Floats) -> Floats:
    times: Floats = np.exp(np.clip(log, -_MOST_LOG, _MOST_LOG))
    return times
