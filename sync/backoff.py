"""How long to wait before the next attempt: never for ever, and never all nodes at once."""

from random import Random


def next_delay_s(attempt: int, base_s: float, cap_s: float, rng: Random) -> float:
    """
    Return the seconds to wait after failure number *attempt* (from 0): uniform up to a ceiling that doubles.

    There is always a next attempt: no number of failures makes this give up.

    >>> 0 <= next_delay_s(3, base_s=30, cap_s=3600, rng=Random(1)) <= 240
    True
    >>> next_delay_s(10_000, base_s=30, cap_s=3600, rng=Random(1)) <= 3600
    True
    """
    return rng.uniform(0, min(cap_s, base_s * 2 ** min(attempt, 32)))
