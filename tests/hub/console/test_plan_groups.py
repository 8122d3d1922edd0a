"""How kinds of schools fare: the worst served first, and nothing said of a few schools."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub import proposing
from hub.console.plan_groups import LEAST_SCHOOLS, MOST, SORTS, groups_told
from hub.store import Store
from hub.ways import Way
from tests.hub.office import PERIOD, app_of, needs, page, signed_in

KINDS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.tuples(st.integers(1, 12), st.floats(0, 100)).map(
        lambda drawn: {"schools": drawn[0], "fill_pct": 50.0, "unmet_pct": drawn[1]}
    ),
    max_size=15,
)
BROKEN_DOWN = st.dictionaries(st.sampled_from(list(SORTS)), KINDS, max_size=4)


def of(plan: dict[str, Any], other: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"plan": {"groups": plan}, "by_enrolment": {"groups": other or {}}}


@given(plan=BROKEN_DOWN)
def test_every_group_is_shown_or_counted_and_none_of_a_few_schools_is_shown(plan: dict[str, Any]) -> None:
    found = groups_told(of(plan), Way.BY_ENROLMENT)

    assert len(found.rows) + found.small + found.better == sum(len(kinds) for kinds in plan.values())
    assert all(row.schools >= LEAST_SCHOOLS for row in found.rows)


@given(plan=BROKEN_DOWN)
def test_who_is_left_out_of_many_is_served_no_worse_than_who_is_shown(plan: dict[str, Any]) -> None:
    found = groups_told(of(plan), Way.BY_ENROLMENT)

    for sort, kinds in plan.items():
        met = sorted(100 - one["unmet_pct"] for one in kinds.values() if one["schools"] >= LEAST_SCHOOLS)
        assert [row.met_pct for row in found.rows if row.sort == SORTS[sort]] == met[:MOST]


def test_the_least_and_the_most_served_are_said_in_a_sentence_with_the_language_by_its_name() -> None:
    plan = {"language": {"quy|es": {"schools": 5, "fill_pct": 1.0, "unmet_pct": 40.0}},
            "ugel": {"Huanta": {"schools": 9, "fill_pct": 1.0, "unmet_pct": 10.0}}}  # fmt: skip

    found = groups_told(of(plan, {"ugel": plan["ugel"]}), Way.BY_ENROLMENT)

    assert found.answer.startswith("El grupo menos atendido es «quechua chanka y castellano», con 60.0")
    assert "«Huanta», con 90.0" in found.answer
    assert [row.other_pct for row in found.rows] == [None, 90.0]


def test_a_plan_of_before_that_tells_no_groups_has_none_and_says_nothing() -> None:
    found = groups_told({"plan": {"unmet_pct": 3.0}}, Way.BY_ENROLMENT)

    assert (found.rows, found.small, found.answer) == ((), 0, "")


def test_the_page_shows_what_the_comparison_says_of_a_ugel_and_counts_the_small_groups(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    text = page(signed_in(app_of(store)), f"/plan/{plan.id}").partition("por grupo de escuelas")[2]

    met = 100 - plan.comparison["plan"]["groups"]["ugel"]["Huamanga"]["unmet_pct"]
    assert f"<b>{met:.1f}\u00a0%</b>" in text
    assert "Rural 1" not in text
    assert "No se muestran 5 grupos de menos de 5 escuelas" in text
