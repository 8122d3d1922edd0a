"""A model set aside: for which series the region does not use it, although its card would."""

from collections.abc import Iterable

import msgspec

from shared.features import Pattern
from shared.school_year import Week

KIND = "set_aside"
"""Of the broadcast item that says so; there is one, and its subject is the same word."""


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """What a broadcast item says: the baseline makes the forecasts of these patterns, where this model is in force."""

    model: str
    """SHA-256 of the model's file: of another model nothing is said."""
    patterns: dict[Pattern, Week]
    """The origin that was the last of those that spoke against it, by pattern."""


def set_aside_for(told: Iterable[SetAside], sha256: str) -> frozenset[Pattern]:
    """
    Return the patterns for which the model with this hash is set aside.

    >>> told = [SetAside(model="a", patterns={Pattern.SPARSE: Week(2950)})]
    >>> sorted(set_aside_for(told, "a")), sorted(set_aside_for(told, "b"))
    ([<Pattern.SPARSE: 'sparse'>], [])
    """
    return frozenset(pattern for one in told if one.model == sha256 for pattern in one.patterns)
