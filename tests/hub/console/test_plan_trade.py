"""What the plan page says beside the comparison with other ways of dividing."""

import pytest

from hub.console.plan_trade import trade_words


@pytest.mark.parametrize(("other", "told"), [(33.5, True), (36.0, False), (40.0, False)])
def test_the_plan_says_why_it_is_chosen_where_another_way_serves_more(other: float, told: bool) -> None:
    comparison = {
        "plan": {"unmet_pct": 36.0, "gini": 0.4, "with_nothing": 1},
        "by_enrolment": {"unmet_pct": other, "gini": 0.4, "with_nothing": 0},
    }

    words = " ".join(trade_words(comparison, 20))

    assert ("se usaría menos del 20" in words) is told


@pytest.mark.parametrize(
    ("plan", "by_enrolment", "unmet", "words"),
    [
        (18, 6, 35.0, "A cambio, escuelas que necesitan algo y quedan sin nada: 18;"),
        (18, 6, 40.0, "Y más escuelas que necesitan algo quedan sin nada: 18;"),
        (2, 6, 40.0, "con «Por matrícula» serían más: 6"),
        (6, 6, 40.0, "igual que con «Por matrícula»"),
    ],
)
def test_the_plan_says_in_words_whom_it_leaves_with_nothing_and_in_exchange_only_for_something(
    plan: int, by_enrolment: int, unmet: float, words: str
) -> None:
    comparison = {
        "plan": {"unmet_pct": unmet, "gini": 0.4, "with_nothing": plan},
        "by_enrolment": {"unmet_pct": 40.0, "gini": 0.4, "with_nothing": by_enrolment},
    }

    assert words in " ".join(trade_words(comparison, 20))


@pytest.mark.parametrize("other", [33.5, 40.0])
def test_a_plan_that_seeks_evenness_says_so_and_why_another_way_may_serve_more(other: float) -> None:
    comparison = {
        "plan": {"unmet_pct": 36.0, "gini": 0.2, "with_nothing": 0},
        "by_enrolment": {"unmet_pct": other, "gini": 0.4, "with_nothing": 3},
    }

    words = " ".join(trade_words(comparison, 20, 2.0))

    assert "atiende primero a las escuelas que menos tienen de lo que necesitan (equidad 2)" in words
    assert "no busca que todas" not in words
    assert ("Otro reparto atiende más en total" in words) is (other < 36)
