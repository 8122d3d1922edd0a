"""Quantiles become whole units, and what a forecast rests on is one line of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forecast import Quantiles, RestsOn, whole_need

UNITS = st.floats(0, 1e6)


@given(st.tuples(UNITS, UNITS, UNITS).map(sorted))
def test_whole_units_cover_the_need_to_a_thousandth_and_keep_its_order(units: list[float]) -> None:
    need = whole_need(Quantiles(*units))

    whole = [need.p10, need.p50, need.p90]
    assert whole == sorted(whole)
    assert all(unit - 1e-3 <= count < unit + 1 for unit, count in zip(units, whole, strict=True))


@pytest.mark.parametrize(
    ("rests_on", "words"),
    [
        (RestsOn(), "sin semanas de uso registradas"),
        (RestsOn(weeks=1), "1 semana de uso"),
        (RestsOn(weeks=9, missing=1, stockouts=1), "9 semanas de uso, 1 semana sin stock, 1 semana sin datos"),
        (RestsOn(weeks=9, vacations=2), "9 semanas de uso, sin contar vacaciones"),
    ],
)
def test_what_a_forecast_rests_on_is_said_in_one_line(rests_on: RestsOn, words: str) -> None:
    assert rests_on.sentence() == words
