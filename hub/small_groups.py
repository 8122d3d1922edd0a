"""Which rows of a table are not told, so that neither they nor what is left of a total tells of a few."""

from collections.abc import Callable, Collection, Iterable, Mapping

from hub.region_rows import School
from shared.ids import SchoolId
from shared.similarity import LEAST_LEARNERS

Together = Callable[[Collection[str]], int]
"""The size of several rows together."""
LEAST_ROWS = 2
"""One row that is not told alone is the total without the others."""


def hidden(sizes: Mapping[str, int], least: int, together: Together) -> frozenset[str]:
    """
    Return the rows that are not told: those of fewer than *least*, and as many of the smallest others as cover them.

    What a total leaves of them is then never of one row, nor of fewer than *least*.

    >>> sizes = {"a": 4, "b": 30, "c": 7}
    >>> sorted(hidden(sizes, 5, lambda rows: sum(sizes[row] for row in rows)))
    ['a', 'c']
    """
    found: list[str] = []
    for row in sorted(sizes, key=lambda row: (sizes[row], row)):
        if sizes[row] >= least and (not found or _covered(found, least, together)):
            break
        found.append(row)
    return frozenset(found)


def total_tells(sizes: Mapping[str, int], least: int, together: Together) -> bool:
    """
    Tell whether the total of all rows may be told beside those that are: not where it would give away who is not.

    >>> [total_tells(sizes, 5, lambda rows: sum(sizes[row] for row in rows)) for sizes in ({"a": 4}, {"a": 4, "b": 9})]
    [False, True]
    """
    few = hidden(sizes, least, together)
    return not few or _covered(few, least, together)


def is_few(count: int | None) -> bool:
    """
    Tell whether so many pupils are some, and fewer than five; of how many nobody said, they are not.

    >>> [is_few(count) for count in (None, 0, 1, 4, 5)]
    [False, False, True, True, False]
    """
    return count is not None and 0 < count < LEAST_LEARNERS


def of_few_pupils(schools: Iterable[School]) -> frozenset[SchoolId]:
    """Return the schools of which everything tells of fewer than five pupils."""
    return frozenset(one.id for one in schools if is_few(one.students))


def _covered(rows: Collection[str], least: int, together: Together) -> bool:
    return len(rows) >= LEAST_ROWS and together(rows) >= least
