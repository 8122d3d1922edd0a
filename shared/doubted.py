"""Need that counts up to a bound, because the use behind it is not plausible; and what the school reads of it."""

from typing import NamedTuple

from shared.allocation import Doubted, Line, Need
from shared.sentences import Sentence

_IN_REVIEW = (
    "%(why)s El uso que se anotó es mucho más de lo usual y está en revisión: mientras tanto se cuenta hasta %(most)s."
)
_LOOKED_AT = "%(why)s La región revisó el uso que se anotó, mucho más de lo usual: se cuenta hasta %(most)s."
MESSAGES: tuple[str, ...] = (_IN_REVIEW, _LOOKED_AT)


class Bound(NamedTuple):
    """Units of a period that count at most, and whether a person looked at the use and said so."""

    most: int
    looked_at: bool = False


def capped(need: Need, bound: Bound | None) -> tuple[Need, Doubted | None]:
    """
    Return the need that counts, and what was foreseen where that is another: a bound never raises any.

    >>> capped(Need(4, 300, 900), Bound(90))[0], capped(Need(4, 30, 90), Bound(90))
    (Need(p10=4, p50=90, p90=90), (Need(p10=4, p50=30, p90=90), None))
    """
    if bound is None or need.p90 <= bound.most:
        return need, None
    counts = Need(*(min(one, bound.most) for one in (need.p10, need.p50, need.p90)))
    return counts, Doubted(most=bound.most, foreseen=need, looked_at=bound.looked_at)


def said(line: Line, why: Sentence) -> Sentence:
    """Add to what a line says that its need counts up to a bound, where it does."""
    doubted = line.turn.doubted if line.turn else None
    if doubted is None:
        return why
    return Sentence(_LOOKED_AT if doubted.looked_at else _IN_REVIEW, {"why": why, "most": f"{doubted.most:,}"})
