"""What uploads come to adds up, whoever counts at the same moment, and a real service counts its own."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from hub.tally import BOUNDS_S, OUTCOMES, Tally


@given(st.lists(st.tuples(st.integers(200, 599), st.floats(0, 100)), max_size=30))
def test_every_upload_is_in_one_outcome_and_every_taken_one_in_one_class(answers: list[tuple[int, float]]) -> None:
    tally = Tally()
    for status, took_s in answers:
        tally.answered(status, took_s)

    assert sum(tally.outcomes.values()) == len(answers)
    assert sum(tally.classes) == tally.outcomes["taken"]


def test_a_bound_belongs_to_its_own_class() -> None:
    tally = Tally()
    tally.answered(200, BOUNDS_S[0])
    tally.answered(200, BOUNDS_S[-1] + 1)

    assert (tally.classes[0], tally.classes[-1]) == (1, 1)


def test_threads_lose_no_count() -> None:
    tally = Tally()

    def count() -> None:
        for _ in range(2000):
            tally.answered(200, 0.1)
            tally.waits(1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert (tally.outcomes["taken"], tally.in_line) == (8000, 8000)


def test_every_answer_of_the_road_has_a_name() -> None:
    assert {status for status, name in OUTCOMES.items() if name == "taken"} == {200, 206}
