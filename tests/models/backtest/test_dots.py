"""Every method can be told from every other, however many there are, and one bad one hides none of the rest."""

from hypothesis import given
from hypothesis import strategies as st

from models.backtest.dots import Part, edge_of, figure, kind_of, ranked

NAMES = [f"method{at}" for at in range(15)]
SCORES = st.lists(st.floats(0, 1e300), min_size=1, max_size=15)


def test_every_method_has_a_row_of_its_own_with_its_name() -> None:
    part = Part("31", {name: 1 + at / 10 for at, name in enumerate(NAMES)})
    made = figure([part, part], "method3", "WQL")

    first = made.axes[0]
    assert [label.get_text() for label in first.get_yticklabels()] == NAMES
    rows = [float(line.get_ydata()[0]) for line in first.lines if line.get_marker() != "None"]
    assert sorted(rows) == list(range(15))


def test_the_best_stands_on_top_and_of_shares_the_one_nearest_to_what_was_promised() -> None:
    assert ranked([Part("", {"a": 0.5, "b": 0.2}), Part("", {"a": 0.1, "b": 0.3})]) == ["b", "a"]
    assert ranked([Part("", {"a": 0.5, "b": 0.85}, goal=0.9, most=1.0)]) == ["b", "a"]


def test_kinds_differ_in_shape_or_fill_and_not_in_colour_alone() -> None:
    kinds = {kind_of(name, "Naive") for name in ("chasqui", "baseline", "Naive", "TSB")}

    assert len(kinds) == 4


def test_one_far_score_is_written_and_squeezes_nothing() -> None:
    axis = figure([Part("", {"a": 0.2, "b": 0.3, "c": 512.0})], "a", "WQL").axes[0]

    assert axis.get_xlim()[1] < 1
    assert [text.get_text() for text in axis.texts] == ["512 ▸"]


@given(SCORES)
def test_half_of_the_scores_or_more_lie_on_the_axis_and_it_has_a_length(scores: list[float]) -> None:
    part = Part("", {NAMES[at]: score for at, score in enumerate(scores)})

    edge = edge_of(part)

    assert edge > 0
    assert 2 * sum(score <= edge for score in scores) >= len(scores)


def test_more_parts_than_a_row_holds_go_to_the_next_and_none_is_lost() -> None:
    parts = [Part(str(at), {"a": 0.2, "b": 0.3}) for at in range(12)]

    shown = [axis.get_title() for axis in figure(parts, "a", "WQL").axes if axis.get_visible()]

    assert shown == [str(at) for at in range(12)]
