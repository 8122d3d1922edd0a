"""What is known besides use: of before the origin alone, and nothing known is told from a middling value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.covariates import EACH, NAMES, RECENT_WEEKS, WIDTH, columns, named, of_series, recent, suits, told_by
from shared.demand import Series, WeekRow
from shared.donors import Place
from shared.ids import ResourceId
from shared.resources import KitPart, Power, Requirement, Resource, ResourceKind
from shared.school_year import Week
from tests.shared.builders_forecast import ORIGIN, SCHOOL, series

RESOURCE = Resource(
    id=ResourceId("guia"), name="guías", kind=ResourceKind.CONSUMABLE, requires=Requirement(levels=("Primaria",))
)


def told(*rows: tuple[int, int, int]) -> Series:
    """Weeks before the origin with so many faces of one score."""
    return series(*(WeekRow(ORIGIN - ago, recorded_days=5, score_sum=n * s, scores=n) for ago, n, s in rows))


def seen(*some: Series, place: Place | None = None) -> np.ndarray:
    places = {SCHOOL: place} if place else {}
    return of_series(list(some), Week(ORIGIN), places, {RESOURCE.id: RESOURCE})


@given(st.lists(st.tuples(st.integers(-6, 40), st.integers(0, 9), st.integers(1, 3)), max_size=12))
@settings(max_examples=80, deadline=None)
def test_only_the_weeks_that_end_with_the_origin_count(rows: list[tuple[int, int, int]]) -> None:
    inside = [row for row in rows if 0 <= row[0] < RECENT_WEEKS]

    np.testing.assert_array_equal(seen(told(*rows)), seen(told(*inside)))
    assert (np.abs(seen(told(*rows))) <= 1).all()


def test_nobody_said_is_not_what_a_middling_face_says() -> None:
    silent, middling = seen(told((1, 0, 1)), told((1, 20, 2)))

    assert silent.tolist() == [0.0] * WIDTH
    assert (middling[0], middling[1] > 0.5) == (0.0, True)


def test_more_faces_are_trusted_more_and_liking_is_above_disliking() -> None:
    few, many, none = seen(told((1, 1, 3)), told((1, 30, 3)), told((1, 30, 1)))

    assert 0 < few[0] < many[0] <= 1
    assert none[0] == -many[0]


def test_each_week_counts_in_its_own_series() -> None:
    both = told_by([told((1, 2, 3)), told(), told((2, 4, 1))])

    assert recent(both, 3, Week(ORIGIN))[:, 1].tolist() == [2, 0, 4]
    assert told_by([]).sums.shape == (0, 4)


@pytest.mark.parametrize(
    ("place", "fits"), [(Place(level="Primaria"), 1.0), (Place(level="Secundaria"), 0.0), (Place(), np.nan)]
)
def test_a_resource_fits_a_school_or_not_or_nobody_knows(place: Place, fits: float) -> None:
    np.testing.assert_equal(suits(RESOURCE, place), fits)
    value, known = seen(told(), place=place)[0][-EACH:]
    assert (value, known) == ((2 * fits - 1, 1.0) if fits == fits else (0.0, 0.0))


def test_what_has_a_kit_fits_where_there_is_no_power_and_a_stranger_fits_nobody_knows_where() -> None:
    tablet = Resource(
        id=ResourceId("tablet"), name="tabletas", kind=ResourceKind.REUSABLE, requires=Requirement(power=True)
    )
    with_kit = Resource(**{**{n: getattr(tablet, n) for n in ("id", "name", "kind", "requires")},
                           "kit_without_power": (KitPart(ResourceId("solar")),)})  # fmt: skip

    assert [suits(one, Place(power=Power.NONE)) for one in (tablet, with_kit)] == [0.0, 1.0]
    assert np.isnan(suits(None, Place(power=Power.NONE)))


def test_a_model_is_given_the_columns_that_its_card_names_in_its_order() -> None:
    every = columns(np.array([[30.0, 10.0, 80.0, 1.0]]), np.array([1.0]))

    assert named(every, NAMES).tolist() == every.tolist()
    assert named(every, ("compatibility", "preference")).tolist() == every[:, [4, 5, 0, 1]].tolist()
