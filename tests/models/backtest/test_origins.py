"""An origin has a past, and something after it to score; what is to be changed otherwise is said."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.origins import check_origins, unheard, usual_origins
from shared.errors import BadInput
from tests.models.backtest.panels import table


def test_the_usual_origins_are_the_newest_a_horizon_apart() -> None:
    assert usual_origins(table(periods=30), 4) == (10, 14, 18, 22, 26)
    assert usual_origins(table(periods=10), 4) == ()


@pytest.mark.parametrize("origins", [(0,), (27,), (-3,), (10, 27)])
def test_an_origin_without_a_past_or_a_future_is_refused(origins: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match=r"van de 1 a 26. Cambie --origins, o use --horizon menor"):
        check_origins(table(periods=30), origins, 4)


def test_a_panel_too_short_for_the_usual_origins_says_what_each_change_may_be() -> None:
    short = table(periods=10)

    with pytest.raises(BadInput, match=r"pide 12: .* --horizon de 3 o menos, .*--origins, de 1 a 6.*más largo"):
        check_origins(short, usual_origins(short, 4), 4)
    check_origins(short, usual_origins(short, 3), 3)
    check_origins(short, (1, 6), 4)


@pytest.mark.parametrize("periods", [1, 4])
def test_where_no_origin_at_all_would_do_none_is_proposed(periods: int) -> None:
    short = table(periods=periods)

    with pytest.raises(BadInput, match=r"son pocos para un horizonte de 4") as caught:
        check_origins(short, usual_origins(short, 4), 4)
    assert "--origins" not in str(caught.value)


@pytest.mark.parametrize("lost", ["unknown", "censored"])
def test_origins_after_which_nothing_is_known_are_refused_with_those_that_would_do(lost: str) -> None:
    one = table(periods=30)
    y, censored = one.y.copy(), one.censored.copy()
    if lost == "unknown":
        y[:, 14:] = np.nan
    else:
        censored[:, 14:] = True

    with pytest.raises(BadInput, match=r"\(18, 22\).*del periodo 14: use --origins de 1 a 13"):
        check_origins(replace(one, y=y, censored=censored), (18, 22), 4)
    check_origins(replace(one, y=y, censored=censored), (13, 22), 4)


def test_a_panel_that_is_censored_throughout_is_told_so() -> None:
    one = table(periods=30)

    with pytest.raises(BadInput, match="censored los marca todos"):
        check_origins(replace(one, censored=np.ones_like(one.censored)), (18,), 4)


@given(st.integers(1, 60), st.integers(1, 20))
def test_what_is_proposed_to_a_panel_that_is_too_short_is_taken(periods: int, horizon: int) -> None:
    one = table(series=1, periods=periods)
    try:
        check_origins(one, usual_origins(one, horizon), horizon)
    except BadInput as error:
        if found := re.search(r"--horizon de (\d+) o menos.*de 1 a (\d+)", str(error)):
            less, last = map(int, found.groups())
            check_origins(one, (last,), horizon)
            check_origins(one, usual_origins(one, less), less)


def test_a_series_that_begins_after_an_origin_is_told_as_never_heard_of_there() -> None:
    young = table(series=6, periods=30)
    young.y[:2, :20] = np.nan
    young.y[2, :] = np.nan

    assert [unheard(young, at, 4) for at in (10, 16, 17, 20, 21)] == [0, 0, 2, 2, 0]
