"""The region's table of weights: policy, not measurement; published with each plan, and read by the schools too."""

from collections.abc import Mapping

import msgspec

USUAL = 100
"""Percent."""


class OwnWeights(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Percents of one UGEL, each in place of the region's for the same name; what it does not name is the region's."""

    quintile: Mapping[str, int] = {}
    rurality: Mapping[str, int] = {}
    level: Mapping[str, int] = {}
    language: Mapping[str, int] = {}


_NONE = OwnWeights()


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """
    Policy parameters, versioned and published: percents of the usual urgency, multiplied with each other.

    What a table does not name counts as 100.
    """

    version: int
    note: str = ""
    least_use_pct: int = 20
    """A lot is sent when at least this share of it is expected to be used."""
    alpha: float = 2.0
    """
    How much evenness counts: 0 not at all (as in tables of before, which do not name it: ``hub.fairness.read_kept``),
    1 as Nash, more towards the largest least fill.
    """
    keep_pct: int = 10
    """How much more a lot of the last approved plan counts, so that plans change for a reason."""
    window: int = 3
    """Cycles over which a school's fill is counted."""
    guarantee_pct: int = 0
    """A fill that every school should reach first, as far as there is what it takes."""
    quintile: Mapping[str, int] = {}
    """Of poverty, ``1`` the poorest to ``5``: of use where the region knows it."""
    rurality: Mapping[str, int] = {}
    level: Mapping[str, int] = {}
    language: Mapping[str, int] = {}
    """By BCP 47 tag; a school that teaches several counts with the largest."""
    waited: Mapping[str, int] = {}
    """
    By how many cycles in a row a school lacked what was scarce and was sent nothing; who waited longer than is named
    counts as the longest that is.
    """
    ugel: Mapping[str, OwnWeights] = {}
    """What holds for the schools of one UGEL alone, by its name; turns (``waited``) are the same for all."""

    def urgency_pct(
        self,
        rurality: str,
        level: str,
        languages: tuple[str, ...],
        quintile: int | None = None,
        waited: int = 0,
        ugel: str = "",
    ) -> int:
        """
        Return the urgency of a school in percent of the usual, at least 1: a school never counts for nothing.

        >>> Weights(version=1, rurality={"Rural 1": 130}, language={"quy": 110}).urgency_pct(
        ...     "Rural 1", "Primaria", ("es", "quy"))
        143
        >>> Weights(version=1, rurality={"Rural 1": 130}, quintile={"1": 150}).urgency_pct("Rural 1", "", (), 1)
        195
        >>> Weights(version=1, rurality={"Rural 1": 130}, waited={"2": 150}).urgency_pct("Rural 1", "", (), waited=3)
        195
        >>> Weights(version=1, rurality={"Rural 1": 130}, ugel={"Ambo": OwnWeights(rurality={"Rural 1": 160})}
        ...     ).urgency_pct("Rural 1", "", (), ugel="Ambo")
        160
        """
        own = self.ugel.get(ugel, _NONE)

        def pct(table: Mapping[str, int], instead: Mapping[str, int], name: str) -> int:
            return instead.get(name, table.get(name, USUAL))

        tongue = max((pct(self.language, own.language, tag) for tag in languages), default=USUAL)
        poverty = pct(self.quintile, own.quintile, str(quintile))
        place = pct(self.rurality, own.rurality, rurality) * pct(self.level, own.level, level)
        return max(1, round(poverty * place * tongue * of_wait(self.waited, waited) / 100_000_000))

    @property
    def longest_wait(self) -> int:
        """Return how many cycles before a plan it asks about: beyond them a longer wait counts no more."""
        return max(map(int, self.waited), default=0)


def of_wait(table: Mapping[str, int], cycles: int) -> int:
    """
    Return the percent that a *table* by cycles gives to a wait.

    >>> [of_wait({"2": 150, "4": 300}, cycles) for cycles in range(6)]
    [100, 100, 150, 150, 300, 300]
    """
    named = [one for one in map(int, table) if one <= cycles]
    return table[str(max(named))] if named else USUAL
