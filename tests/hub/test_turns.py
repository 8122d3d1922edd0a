"""Small work does not stand in line behind large work."""

import threading

import pytest

from hub.turns import Turns


def test_small_work_goes_before_large_and_equals_in_the_order_in_which_they_came() -> None:
    turns, free, done = Turns(), threading.Event(), list[str]()
    turns.submit(0, lambda: free.wait(10))
    for size, name in ((1, "large"), (1, "large too"), (0, "small")):
        turns.submit(size, lambda name=name: done.append(name))  # type: ignore[misc]
    free.set()
    turns.close()

    assert done == ["small", "large", "large too"]


def test_what_goes_wrong_is_told_to_who_asked() -> None:
    turns = Turns()
    asked = turns.submit(0, lambda: 1 // 0)
    turns.close()

    with pytest.raises(ZeroDivisionError):
        asked.result()


def test_work_whose_asker_has_gone_is_done_all_the_same() -> None:
    turns, free, done = Turns(), threading.Event(), list[str]()
    turns.submit(0, lambda: free.wait(10))
    turns.submit(0, lambda: done.append("done")).cancel()
    free.set()
    turns.close()

    assert done == ["done"]
