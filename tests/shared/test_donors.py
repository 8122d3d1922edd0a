"""Schools without a history of their own: more of the others the less is known, and never too sure."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared import baseline
from shared.demand import Series, WeekRow
from shared.donors import Donor, Donors, Place, Priors, blended, priors_of, share_of, sound, unused
from shared.ids import ResourceId
from shared.resources import KitPart, Requirement, Resource, ResourceKind
from tests.shared.builders_forecast import ORIGIN, SCHOOL, history

GUIDE = ResourceId("guia")
rates = st.lists(st.floats(0, 50), min_size=3, max_size=3).map(sorted)


def donor(**changed: Any) -> Donor:
    usual = {"kind": ResourceKind.CONSUMABLE, "week": (0.1, 0.2, 0.4), "period": (0.1, 0.2, 0.3)}
    return Donor(**{**usual, **changed})


def priors(week: Any, period: Any = (1.0, 2.0, 3.0), shares: tuple[float, ...] = (1.0, 0.7, 0.4, 0.1)) -> Priors:
    return Priors(np.array([week], dtype=float), np.array([period], dtype=float), shares)


@given(
    hnp.arrays(float, (1, 12), elements=st.one_of(st.just(np.nan), st.integers(0, 60).map(float))),
    rates,
    rates,
    st.sampled_from(ResourceKind),
)
@settings(max_examples=150, deadline=None)
def test_the_donors_never_cross_never_narrow_and_leave_four_weeks_alone(
    block: np.ndarray, week: list[float], period: list[float], kind: ResourceKind
) -> None:
    past = history(block)
    weekly, _ = baseline.weekly_quantiles(past)
    total = baseline.period_quantiles(weekly, [kind])

    mixed, whole = blended(weekly, total, past, [kind], priors(week, period))

    for own, now in ((weekly, mixed), (total, whole)):
        assert (np.diff(now, axis=-1) >= 0).all()
        assert (now >= 0).all()
        assert (np.ptp(now, axis=-1) >= np.ptp(own, axis=-1) - 1e-9).all()
        below, of_own = now[..., 1] - now[..., 0], own[..., 1] - own[..., 0]
        assert (below >= np.minimum(of_own, now[..., 1]) - 1e-9).all()
        if past.known.sum() >= 4:
            np.testing.assert_array_equal(now, own)


def test_without_a_history_it_is_all_donors_and_scales_with_the_school_days() -> None:
    past = history([np.nan] * 9)
    weekly, _ = baseline.weekly_quantiles(past)
    half = replace(past, future=past.future * 0.5)
    total = baseline.period_quantiles(weekly, [ResourceKind.CONSUMABLE])

    mixed, whole = blended(weekly, total, half, [ResourceKind.CONSUMABLE], priors((2, 4, 8), (3, 4, 6)))

    assert mixed[0, 0].tolist() == [1, 2, 4]
    assert whole[0].tolist() == [3 * 4.5, 4 * 4.5, 6 * 4.5]


@pytest.mark.parametrize(("known", "share"), [(0, 1.0), (1, 0.7), (2, 0.4), (3, 0.1), (4, 0.0), (9, 0.0)])
def test_the_donors_count_less_with_each_known_week(known: int, share: float) -> None:
    past = history([np.nan] * (9 - known) + [5.0] * known)

    assert share_of(past, priors((1, 2, 3))).tolist() == [share]


def test_the_closest_donors_are_asked_first() -> None:
    levels = (donor(resource="guia", level="Primaria", week=(1, 1, 1)), donor(resource="guia", week=(2, 2, 2)))
    known = Donors(rows=(*levels, donor(level="Primaria", week=(3, 3, 3)), donor(week=(4, 4, 4))))

    def asked(resource: str, level: str) -> float:
        need = ResourceId(resource), ResourceKind.CONSUMABLE, Place(10, level)
        return float(priors_of(known, [need]).week[0, 1])

    assert [asked("guia", "Primaria"), asked("guia", "Secundaria"), asked("guia", "")] == [10, 20, 20]
    assert [asked("otra", "Primaria"), asked("otra", "Secundaria")] == [30, 40]


def test_a_school_of_unknown_size_or_a_kind_without_donors_is_foreseen_as_before() -> None:
    past = history([np.nan] * 9)
    needs = [(GUIDE, ResourceKind.CONSUMABLE, Place()), (GUIDE, ResourceKind.PACK, Place(50))]

    said = [priors_of(Donors(rows=(donor(),)), [need]) for need in needs]

    assert [share_of(past, one).tolist() for one in said] == [[0.0], [0.0]]


@pytest.mark.parametrize(
    "bad",
    [
        Donors(rows=(donor(week=(0.1, 0.3, 0.2)),)),
        Donors(rows=(donor(week=(-0.1, 0.3, 0.4)),)),
        Donors(rows=(donor(period=(0.1, 0.3, 1e6)),)),
        Donors(rows=(donor(period=(0.1, 0.3, float("nan"))),)),
        Donors(rows=(donor(),) * 2001),
        Donors(shares=(1.0, 0.5)),
        Donors(shares=(1.0, 0.5, 0.6, 0.1)),
        Donors(shares=(2.0, 0.5, 0.4, 0.1)),
    ],
)
def test_donors_beyond_their_bounds_are_not_sound(bad: Donors) -> None:
    assert not sound(bad)


def test_only_what_others_use_and_suits_the_school_is_begun() -> None:
    def resource(name: str, *levels: str, **more: Any) -> Resource:
        asks = Requirement(levels=levels, languages=more.pop("languages", ()))
        return Resource(id=ResourceId(name), name=name, kind=ResourceKind.CONSUMABLE, requires=asks, **more)

    parts = (KitPart(ResourceId("parte")),)
    listed = [
        resource("usada"),
        resource("para-todos", kit_without_power=parts),
        resource("primaria", "Primaria"),
        resource("secundaria", "Secundaria"),
        resource("quechua", languages=("quy",)),
        resource("parte"),
        resource("nadie"),
    ]
    known = Donors(rows=tuple(donor(resource=one.id) for one in listed[:-1]))
    mine = Series.from_rows(SCHOOL, ResourceId("usada"), ResourceKind.CONSUMABLE, [WeekRow(ORIGIN, 3)])

    def begun(place: Place) -> list[str]:
        return [one.resource for one in unused(known, listed, {SCHOOL: place}, [mine])]

    assert begun(Place(40, "Primaria")) == ["para-todos", "primaria"]
    assert begun(Place(40, "Primaria", ("es", "quy"))) == ["para-todos", "primaria", "quechua"]
    assert begun(Place(40)) == ["para-todos"]
    assert begun(Place(0, "Primaria")) == []
