"""How each resource stands: no unit is counted for two services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.views.standing import Standing, standings
from shared.events import Claim
from shared.facts import Count
from tests.edge.views.busy_school import SECOND, busy_school
from tests.edge.views.school import GUIDE, School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = busy_school(tmp_path)
    yield opened
    opened.store.close()


def guides(school: School) -> dict[str, Standing]:
    with school.app.test_request_context():
        return {one.forecast.school: one for one in standings() if one.resource == GUIDE}


def test_services_of_one_site_share_what_is_there_and_what_comes(school: School) -> None:
    school.store.record([Claim(Count(resource=GUIDE, units=13))])
    found = guides(school)

    assert len(found) == 2
    assert sum(one.on_hand for one in found.values()) == 13
    assert sum(one.coming for one in found.values()) == 5


def test_the_service_that_needs_more_gets_more(school: School) -> None:
    school.store.record([Claim(Count(resource=GUIDE, units=13))])
    found = guides(school)
    small = found.pop(SECOND)
    (large,) = found.values()

    assert large.forecast.need().p50 > small.forecast.need().p50
    assert large.on_hand > small.on_hand > 0


def test_what_is_missing_is_the_need_less_what_is_there_and_coming(school: School) -> None:
    for one in guides(school).values():
        assert one.outlook.missing == max(0, one.forecast.need().p50 - one.on_hand - one.coming)
