"""Lots that were made beforehand, in however many parts: each pair by its names, put in the order of an instance."""

from dataclasses import dataclass

import numpy as np

from hub.allocation.instance import Bools, Floats, Ints, Names, each_of
from hub.allocation.naming import Index
from hub.allocation.worth import Worths


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """The lots of each school and resource that something is known of, N rows in any order."""

    school: Names
    resource: Names
    count: Ints
    """Lots that are worth sending."""
    worth: Ints
    """Of each of them, those of the first row first."""
    expected: Floats
    unmet: Floats
    cut: Bools

    def within(self, keys: Ints, schools: Index, resources: Index, of_use: Bools) -> Worths:
        """
        Return them for the pairs of an instance, whose *keys* grow; a pair that is not here, or of no use, has none.

        >>> names = lambda *some: np.array(some, dtype=object)
        >>> made = Ready(names("b", "a"), names("x", "x"), np.array([1, 2]), np.array([7, 9, 8]), np.array([1.0, 2.0]),
        ...              np.array([1.0, 2.0]), np.array([False, False]))
        >>> found = made.within(np.array([0, 1, 2]), Index(names("a", "b", "c"), "schools"),
        ...                     Index(names("x"), "resources"), np.array([True, True, True]))
        >>> found.first.tolist(), found.worth.tolist(), found.expected.tolist()
        ([0, 2, 3, 3], [9, 8, 7], [2.0, 1.0, 0.0])
        """
        at = np.searchsorted(keys, schools.places(self.school) * len(resources) + resources.places(self.resource))
        rows = np.full(len(keys), -1, dtype=np.int64)
        rows[at] = np.arange(len(at))
        rows[~of_use] = -1
        there = rows >= 0
        count, expected, unmet = (_spread(column, rows, there) for column in (self.count, self.expected, self.unmet))
        pair, nth = each_of(count)
        begins = np.cumsum(self.count) - self.count
        cut = np.flatnonzero(_spread(self.cut, rows, there))
        return Worths(np.r_[0, np.cumsum(count)], self.worth[begins[rows[pair]] + nth], expected, unmet, cut)


def _spread(column: Ints | Floats | Bools, rows: Ints, there: Bools) -> np.ndarray:
    found = np.zeros(len(rows), dtype=column.dtype)
    found[there] = column[rows[there]]
    return found
