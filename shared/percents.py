"""A share of a hundred to so many decimals, which is all or nothing only where it is so."""

_NOISE = 1e-9
"""What reckoning with binary fractions leaves of a whole."""


def to_decimals(value: float, decimals: int = 0) -> float:
    """
    Return a percentage rounded, but never up to 100 what is less, nor down to 0 what is something.

    >>> to_decimals(100 * 549 / 550), to_decimals(99.97, 1), to_decimals(100.0, 1), to_decimals(0.01)
    (99.0, 99.9, 100.0, 1.0)
    """
    least = 10.0**-decimals
    rounded = round(float(value), decimals)
    if value < 100 - _NOISE and rounded >= 100:
        rounded = 100 - least
    elif abs(value) > _NOISE and rounded == 0:
        rounded = least if value > 0 else -least
    return round(rounded, decimals) + 0.0
