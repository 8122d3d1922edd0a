"""What is to be done, from every module that knows of something."""

from collections.abc import Sequence
from datetime import date

from edge.views.node import node
from edge.views.view import Task

MOST = 3
"""On home: the whole page fits a screen of 1366 by 768."""
OF_ONE = 2
"""Of one module on home: parcels that are late do not push the count off the list."""


def tasks() -> list[list[Task]]:
    """Return what there is to do for who is asking, module by module."""
    return [list(view.tasks()) for view in node().views]


def in_order(found: Sequence[Sequence[Task]]) -> list[Task]:
    """Return all tasks, the earliest day first; those without a day after them, in the order of the modules."""
    return sorted((task for of_one in found for task in of_one), key=_urgency)


def urgent(found: Sequence[Sequence[Task]]) -> list[Task]:
    """
    Return the most urgent tasks, of one module ``OF_ONE`` at most.

    >>> parcels = [Task(f"parcel {n}", "", "/") for n in range(3)]
    >>> [task.title for task in urgent([parcels, [Task("count", "", "/", by=date(2026, 6, 1))]])]
    ['count', 'parcel 0', 'parcel 1']
    """
    kept = [task for of_one in found for task in in_order([of_one])[:OF_ONE]]
    return in_order([kept])[:MOST]


def _urgency(task: Task) -> tuple[bool, date]:
    return task.by is None, task.by or date.max
