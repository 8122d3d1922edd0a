"""Which tasks home shows, of all that the modules know."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from edge.views.tasks import MOST, OF_ONE, in_order, urgent
from edge.views.view import Task

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
FOUND = st.lists(st.lists(DAYS, max_size=4), max_size=5).map(
    lambda all_: [[Task(f"{at}.{n}", "", "/", by=day) for n, day in enumerate(days)] for at, days in enumerate(all_)]
)


@given(FOUND)
def test_the_shown_tasks_are_the_earliest_and_no_module_takes_all_the_places(found: list[list[Task]]) -> None:
    shown = urgent(found)
    of_module = [sum(task.title.startswith(f"{at}.") for task in shown) for at in range(len(found))]

    assert len(shown) == min(MOST, sum(min(OF_ONE, len(of_one)) for of_one in found))
    assert shown == in_order([shown])
    assert max(of_module, default=0) <= OF_ONE


@given(FOUND)
def test_every_task_is_in_the_whole_list_once(found: list[list[Task]]) -> None:
    assert sorted(task.title for task in in_order(found)) == sorted(task.title for of_one in found for task in of_one)


def test_what_has_a_day_comes_before_what_has_none() -> None:
    late, whenever = Task("late", "", "/", by=date(2026, 3, 2)), Task("whenever", "", "/")

    assert urgent([[whenever], [late]]) == [late, whenever]
