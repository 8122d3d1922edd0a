"""The class that school and hub share: without a model, with a bad one, and without LiteRT."""

import hashlib
import sys
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.baseline import Method
from shared.demand import TOLD, WeekRow, foreseeable
from shared.donors import Donor, Donors, Place
from shared.errors import BadModel
from shared.features import Pattern
from shared.forecast import MadeBy
from shared.forecaster import Forecaster
from shared.model_card import Card, Golden, read_card
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, AssumedYear, Week, monday
from tests.shared.builders_forecast import ORIGIN, SCHOOL, series, steady


def card(model: bytes = b"model", **changed: Any) -> bytes:
    known = Card(
        version="1",
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        parameters=1,
        golden=Golden({}, [], []),
        weights={Pattern.DENSE: 1.0},
    )
    return msgspec.json.encode(msgspec.structs.replace(known, **changed))


rows = st.builds(
    WeekRow,
    st.integers(ORIGIN - 120, ORIGIN + 3),
    st.integers(0, 99),
    st.integers(0, 30),
    st.integers(0, 60),
    st.integers(0, 20),
    st.integers(0, 5),
    st.integers(0, 5),
    *[st.integers(0, 90)] * len(TOLD),
)


@given(st.lists(rows, max_size=30), st.sampled_from(ResourceKind), st.integers(ORIGIN - 5, ORIGIN + 30))
@settings(max_examples=80, deadline=None)
def test_every_forecast_has_nine_school_weeks_and_quantiles_in_order(
    some: list[WeekRow], kind: ResourceKind, origin: int
) -> None:
    one = series(*some, kind=kind)
    found = Forecaster.baseline().forecast([one], Week(origin), PERU_2026)

    assert len(found) == foreseeable(one, Week(origin))
    for forecast in found:
        assert len(forecast.weeks) == len(forecast.weekly) == 9
        for q in (*forecast.weekly, forecast.period):
            assert 0 <= q.p10 <= q.p50 <= q.p90 < np.inf


@given(st.integers(ORIGIN, ORIGIN + 60))
@settings(max_examples=60, deadline=None)
def test_a_forecast_names_the_year_that_it_reaches_without_knowing_it_and_leaves_summer_out(origin: int) -> None:
    (found,) = Forecaster.baseline().forecast([steady(20, 20)], Week(origin), PERU_2026)

    reaches = monday(found.weeks[-1]).year == 2027
    assert found.assumed == ((AssumedYear(2027, like=2026),) if reaches else ())
    assert not {1, 2} & {monday(week).month for week in found.weeks}


def test_series_with_and_without_history_go_through_together() -> None:
    mixed = [series(), steady(0, 20), steady(7, 1), steady(30, 60, ResourceKind.PACK)]

    forecasts = Forecaster.baseline().forecast(mixed, Week(ORIGIN), PERU_2026)

    assert [f.need().p50 > 0 for f in forecasts] == [False, False, True, True]
    assert forecasts[0].rests_on.sentence() == "sin semanas de uso registradas"


def test_no_series_give_no_forecasts() -> None:
    assert Forecaster.baseline().forecast([], Week(ORIGIN), PERU_2026) == []


def test_a_forecast_does_not_depend_on_what_else_is_in_the_batch() -> None:
    mine, others = steady(12, 30), [steady(n, n) for n in range(1, 90)]

    alone = Forecaster.baseline().forecast([mine], Week(ORIGIN), PERU_2026)
    among = Forecaster.baseline().forecast([*others, mine], Week(ORIGIN), PERU_2026)

    assert alone[0] == among[-1]


def test_weeks_without_stock_hardly_lower_the_forecast() -> None:
    full = [WeekRow(ORIGIN - n, 20, recorded_days=5) for n in range(12)]
    short = [row._replace(units=3, stockout_days=4) if row.week > ORIGIN - 3 else row for row in full]

    usual, held = Forecaster.baseline().forecast([series(*full), series(*short)], Week(ORIGIN), PERU_2026)

    assert held.need().p50 >= 0.95 * usual.need().p50
    assert held.rests_on.stockouts == 3


def donors() -> bytes:
    known = Donor(kind=ResourceKind.CONSUMABLE, week=(0.1, 0.2, 0.4), period=(0.1, 0.2, 0.3))
    return card(donors=Donors(rows=(known,)))


def test_a_resource_never_used_at_a_school_is_foreseen_from_schools_like_it_and_says_so() -> None:
    never, full = series(), steady(20, 20)
    forecaster = Forecaster(read_card(donors()))

    new, old = forecaster.forecast([never, full], Week(ORIGIN), PERU_2026, {SCHOOL: Place(students=100)})

    assert max(week.p50 for week in new.weekly) == pytest.approx(20)
    assert new.need().p90 > new.need().p10 > 0
    assert (new.rests_on.sentence(), new.rests_on.donors_pct) == ("sin historia propia: según escuelas parecidas", 100)
    assert [old] == forecaster.forecast([full], Week(ORIGIN), PERU_2026)


def test_two_weeks_of_history_rest_on_both() -> None:
    (found,) = Forecaster(read_card(donors())).forecast([steady(60, 2)], Week(ORIGIN), PERU_2026, {SCHOOL: Place(100)})

    assert 20 < found.weekly[0].p50 < 60
    assert found.rests_on.sentence() == "2 semanas de uso, y según escuelas parecidas"


def test_a_school_whose_students_nobody_told_is_foreseen_as_without_donors() -> None:
    (found,) = Forecaster(read_card(donors())).forecast([series()], Week(ORIGIN), PERU_2026)

    assert found.need().p90 == 0
    assert found.rests_on.sentence() == "sin semanas de uso registradas"


@pytest.mark.parametrize("model", [b"modeL", b"model.", b""])
def test_another_file_than_the_cards_is_refused(model: bytes) -> None:
    with pytest.raises(BadModel, match="no es el que la región publicó"):
        Forecaster.load(model, card())


def test_a_file_too_small_for_its_weights_is_refused() -> None:
    with pytest.raises(BadModel, match="faltan sus pesos"):
        Forecaster.load(b"model", card(parameters=1000))


def test_bytes_that_are_no_model_are_refused() -> None:
    with pytest.raises(BadModel, match="no se puede abrir"):
        Forecaster.load(b"model", card())


def test_without_litert_the_baseline_serves_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    forecaster = Forecaster.load(b"model", card(methods={Pattern.DENSE: Method.WINDOW}))

    (forecast,) = forecaster.forecast([steady(20, 20)], Week(ORIGIN), PERU_2026)

    assert "LiteRT" in forecaster.note
    assert (forecast.made_by, forecast.rests_on.method) == (MadeBy.BASELINE, "window")
