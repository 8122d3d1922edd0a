"""What the plan page says beside the comparison with other ways of dividing."""

import pytest

from hub.console.plan import trade_words


@pytest.mark.parametrize(("other", "told"), [(33.5, True), (36.0, False), (40.0, False)])
def test_the_plan_says_why_it_is_chosen_where_another_way_serves_more(other: float, told: bool) -> None:
    comparison = {
        "plan": {"unmet_pct": 36.0, "gini": 0.4, "with_nothing": 1},
        "by_enrolment": {"unmet_pct": other, "gini": 0.4, "with_nothing": 0},
    }

    words = " ".join(trade_words(comparison, 20))

    assert ("se usaría menos del 20" in words) is told


@pytest.mark.parametrize(
    ("plan", "by_enrolment", "words"),
    [
        (18, 6, "A cambio, escuelas que necesitan algo y quedan sin nada: 18;"),
        (2, 6, "por matrícula serían más: 6"),
        (6, 6, "igual que por"),
    ],
)
def test_the_plan_says_in_words_whom_it_leaves_with_nothing(plan: int, by_enrolment: int, words: str) -> None:
    figures = {"unmet_pct": 40.0, "gini": 0.4}
    comparison = {
        "plan": {**figures, "with_nothing": plan},
        "by_enrolment": {**figures, "with_nothing": by_enrolment},
    }

    assert words in " ".join(trade_words(comparison, 20))
