"""Lines of a plan are read as they were written: all, a stretch, of a school, or those that are named."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.proposing import make_plan
from hub.store import Store
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, needs, office

pytestmark = pytest.mark.databases
ALL = 30
"""Six schools, five resources."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[tuple[Store, str]]:
    with closing(office(tmp_path_factory.mktemp("region"), databases=databases)) as store:
        yield store, make_plan(store, needs(), **PERIOD).id


@given(st.sets(st.integers(0, ALL - 1)))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_lines_that_are_named_are_those_in_their_order_and_no_others(
    planned: tuple[Store, str], some: set[int]
) -> None:
    store, plan = planned
    lines = store.plan_lines(plan)
    named = [(lines[at].school, lines[at].resource) for at in some]

    assert len(lines) == ALL
    assert store.plan_lines(plan, only=named) == [lines[at] for at in sorted(some)]
    assert store.plan_lines("another", only=named) == []


def test_a_stretch_and_a_school_are_parts_of_all(planned: tuple[Store, str]) -> None:
    store, plan = planned
    lines = store.plan_lines(plan)

    assert store.plan_lines(plan, first=7, most=5) == lines[7:12]
    assert store.plan_lines(plan, school=lines[9].school) == [one for one in lines if one.school == lines[9].school]
