"""What became of units that were not accepted, in words; a way that a later version knows is not left out."""

from datetime import date

import msgspec
import pytest

from shared.allocation import NATIONAL
from shared.delivery_answers import HOWS, KIND, DeliveryAnswer, How, Solution, subject_of, words

ON = date(2026, 11, 3)


def solution(how: str) -> Solution:
    return Solution(number=1, how=how, units=1200, why="Cayó al río.", role="Operación regional", on=ON, depot="Huanta")


@pytest.mark.parametrize("how", list(How))
def test_each_way_has_its_words_with_how_many_units(how: How) -> None:
    assert "1,200" in words(solution(how)).text()
    assert HOWS[how]


def test_what_returned_says_to_which_depot() -> None:
    assert words(solution(How.RETURNED)).text() == "Volvió al almacén Huanta: 1,200."


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (How.RETURNED, "Volvió a la reserva nacional: 1,200."),
        (How.STAYED, "No salió de la reserva nacional: 1,200."),
        (How.LOST, "Se dio por perdido: 1,200."),
    ],
)
def test_the_nations_stock_is_called_as_people_call_it(how: How, text: str) -> None:
    assert words(msgspec.structs.replace(solution(how), depot=NATIONAL)).text() == text


def test_a_way_of_a_later_version_is_told_without_its_name() -> None:
    assert words(solution("melted")).text() == "Resuelto: 1,200."


def test_an_answer_is_the_same_again_after_its_way_and_its_subject_names_the_line() -> None:
    said = DeliveryAnswer(pecosa="p1", decision="d", resource="tablet", solutions=(solution("lost"),))  # type: ignore[arg-type]

    assert msgspec.json.decode(msgspec.json.encode(said), type=DeliveryAnswer) == said
    assert subject_of("p1", "tablet") == f"{KIND}/p1/tablet"
