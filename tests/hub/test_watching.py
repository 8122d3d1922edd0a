"""Noise does not trip the rule, a model that is really worse does, and two bad origins in a row are what counts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.watching import (
    IN_A_ROW,
    LEAST_SCHOOLS,
    MARGIN,
    Ratio,
    State,
    Verdict,
    aside_since,
    fallen,
    is_due,
    judge,
    ratio_of,
)
from shared.features import Pattern
from shared.school_year import Week

losses = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30)
states = st.lists(st.sampled_from(State), max_size=12)


def verdicts(told: Sequence[State], pattern: Pattern = Pattern.DENSE) -> list[Verdict]:
    return [Verdict(Week(2900 + at), pattern, 9, Ratio(1, 1, 1), state) for at, state in enumerate(told)]


def state(model: Sequence[float], baseline: Sequence[float]) -> State:
    return judge(Week(2900), Pattern.DENSE, np.array(model), np.array(baseline)).state


@given(losses, st.integers(0, 9))
def test_a_model_that_equals_the_baseline_is_never_bad(baseline: list[float], seed: int) -> None:
    assert state(baseline, baseline) is not State.BAD


@given(losses, st.floats(1 + 2 * MARGIN, 50))
def test_what_loses_more_at_every_school_is_bad_where_there_are_enough(baseline: list[float], worse: float) -> None:
    found = state([worse * one for one in baseline], baseline)

    assert found is (State.BAD if len(baseline) >= LEAST_SCHOOLS else State.UNKNOWN)


@given(losses, st.floats(0.0, 1 + MARGIN / 2))
def test_what_loses_less_or_hardly_more_is_not_bad(baseline: list[float], share: float) -> None:
    assert state([share * one for one in baseline], baseline) is not State.BAD


@given(losses, st.randoms(use_true_random=False))
def test_the_interval_holds_the_ratio_and_is_the_same_each_time(baseline: list[float], random: object) -> None:
    model = np.array([one * random.uniform(0.5, 2) for one in baseline])  # type: ignore[attr-defined]
    found = ratio_of(model, np.array(baseline))

    assert found == ratio_of(model, np.array(baseline))
    assert min(model / baseline) - 1e-9 <= found.low <= found.high <= max(model / baseline) + 1e-9


def test_chance_alone_trips_it_about_once_in_twenty() -> None:
    random = np.random.default_rng(7)
    tripped = []
    for _ in range(200):
        usual = random.gamma(4, 1, 60)
        tripped.append(state(usual * random.lognormal(0, 0.3, 60), usual * random.lognormal(0, 0.3, 60)) is State.BAD)

    assert sum(tripped) / len(tripped) < 0.09


def test_one_school_that_is_far_off_does_not_speak_for_the_region() -> None:
    baseline = np.ones(40)
    model = np.where(np.arange(40) == 3, 40.0, 0.95)

    assert state(model.tolist(), baseline.tolist()) is State.FINE


@given(states)
def test_it_is_set_aside_at_the_second_bad_origin_of_a_row_and_back_at_the_second_good_one(told: list[State]) -> None:
    found = aside_since(verdicts(told))

    known = [(Week(2900 + at), one) for at, one in enumerate(told) if one is not State.UNKNOWN]
    since, row = None, 0
    for week, one in known:
        row = row + 1 if (one is State.BAD) == (since is None) else 0
        if row == IN_A_ROW:
            since, row = (None if since else week), 0
    assert found == since


@given(states)
def test_who_wins_back_less_than_it_loses_stays_aside(told: list[State]) -> None:
    worse = [replace(one, ratio=Ratio(1.01, 0.9, 1.1)) for one in verdicts(told)]

    assert aside_since(worse, before=Week(2800)) == Week(2800)


@given(states, st.integers(0, 12))
def test_what_is_known_of_before_is_not_judged_again(told: list[State], at: int) -> None:
    since = Week(2900 + at)

    later = [one for one in verdicts(told) if one.origin > since]
    assert aside_since(verdicts(told), since) == aside_since(later, since)


@given(states, st.randoms(use_true_random=False))
def test_the_order_in_which_verdicts_are_told_does_not_matter(told: list[State], random: object) -> None:
    some = verdicts(told)
    random.shuffle(some)  # type: ignore[attr-defined]

    assert aside_since(some) == aside_since(verdicts(told))


@given(states, states)
def test_each_pattern_speaks_for_itself(dense: list[State], sparse: list[State]) -> None:
    both = fallen([*verdicts(dense), *verdicts(sparse, Pattern.SPARSE)], {})

    assert both.get(Pattern.DENSE) == aside_since(verdicts(dense))
    assert both.get(Pattern.SPARSE) == aside_since(verdicts(sparse, Pattern.SPARSE))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_of_nights_in_any_order_no_week_judges_two_origins_that_were_kept_in_turn(nights: list[int]) -> None:
    kept: list[tuple[Week, Week]] = []
    for night in sorted(nights):
        if is_due(kept, Week(night)):
            kept.append((Week(night), Week(night + 4)))

    assert all(last <= first for (_, last), (first, _) in pairwise(kept))
    assert kept[0][0] == min(nights)


def test_an_origin_ahead_of_a_clock_that_was_wrong_keeps_nothing_from_being_kept() -> None:
    assert is_due([(Week(9000), Week(9004))], Week(2950))
