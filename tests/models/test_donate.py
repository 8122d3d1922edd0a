"""Donors are learned from schools with a history, by resource and level, and never from one school alone."""

from dataclasses import replace

import numpy as np
import pytest

from models.donate import learn_donors, shares_for, shortened
from models.panel import Panel
from models.prepare import choose, fallback
from shared.demand import Floats
from shared.donors import Donors, sound
from shared.features import SHORT_WEEKS, History
from shared.school_year import Week
from tests.shared.builders_forecast import history


@pytest.fixture(scope="module")
def until(panel: Panel) -> Week:
    return Week(panel.last - 12)


def test_every_resource_and_kind_of_enough_schools_has_donors(panel: Panel, until: Week) -> None:
    rows = learn_donors(panel, until, 2.0)

    assert sound(Donors(rows=rows))
    assert {row.resource for row in rows} == {"", *(name.partition("/")[2] for name in panel.ids)}
    assert all(row.schools >= 5 for row in rows)


def test_what_came_later_does_not_change_the_donors(panel: Panel, until: Week) -> None:
    later = panel.targets.copy()
    later[:, until - panel.last :] = 999

    assert learn_donors(replace(panel, targets=later), until, 2.0) == learn_donors(panel, until, 2.0)


def test_use_by_twice_the_students_is_half_the_rate(panel: Panel, until: Week) -> None:
    students = tuple(place._replace(students=2 * place.students) for place in panel.places)

    usual, halved = learn_donors(panel, until, 2.0), learn_donors(replace(panel, places=students), until, 2.0)

    for one, other in zip(usual, halved, strict=True):
        np.testing.assert_allclose(other.week, np.array(one.week) / 2, atol=1e-5)


def test_a_panel_that_tells_no_students_gives_no_donors(panel: Panel, until: Week) -> None:
    assert learn_donors(replace(panel, places=()), until, 2.0) == ()


def test_the_donors_count_less_the_more_is_known(panel: Panel, until: Week) -> None:
    choices = choose(panel, [until])

    def own(history: History) -> tuple[Floats, Floats]:
        return fallback(history, panel.kinds, choices)

    shares = shares_for(panel, learn_donors(panel, until, 2.0), [until], own)

    assert shares[0] == 1
    assert list(shares) == sorted(shares, reverse=True)
    assert len(shares) == SHORT_WEEKS


def test_a_shortened_history_knows_the_last_weeks_only() -> None:
    short = shortened(history([1.0, 2.0, 3.0, 4.0]), 2)

    np.testing.assert_array_equal(short.y, [[np.nan, np.nan, 3, 4]])
