"""Objections that wait for a word come first."""

from datetime import date

from hub.console.deliveries import objections_told
from hub.rows import ObjectionRow
from shared.allocation import Answer
from shared.ids import ResourceId
from tests.hub.office import SITES


def objection(decision: str) -> ObjectionRow:
    return ObjectionRow(
        site=SITES[0], schools=(), decision=decision, resource=ResourceId("tablet"), reason="", note="", day=None
    )


def test_an_objection_without_an_answer_is_on_top_and_each_has_its_own() -> None:
    answer = Answer(decision="a", resource=ResourceId("tablet"), text="Van.", role="Región", on=date(2026, 10, 1))

    told = objections_told([objection("a"), objection("b")], {("a", ResourceId("tablet")): answer})

    assert [(row.decision, said) for row, said in told] == [("b", None), ("a", answer)]
