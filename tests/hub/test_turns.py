"""Small work does not stand in line behind large work, and nobody waits for the line when the hub ends."""

import threading
from concurrent.futures import CancelledError

import pytest

from hub.turns import Turns


def test_small_work_goes_before_large_and_equals_in_the_order_in_which_they_came() -> None:
    turns, free, done = Turns(), threading.Event(), list[str]()
    turns.submit(0, lambda: free.wait(10))
    asked = [
        turns.submit(size, lambda name=name: done.append(name))  # type: ignore[misc]
        for size, name in ((1, "large"), (1, "large too"), (0, "small"))
    ]
    free.set()
    for one in asked:
        one.result(10)
    turns.close()

    assert done == ["small", "large", "large too"]


def test_what_goes_wrong_is_told_to_who_asked() -> None:
    turns = Turns()
    asked = turns.submit(0, lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        asked.result(10)
    turns.close()


def test_work_whose_asker_has_gone_is_done_all_the_same() -> None:
    turns, free, done = Turns(), threading.Event(), list[str]()
    turns.submit(0, lambda: free.wait(10))
    turns.submit(0, lambda: done.append("done")).cancel()
    after = turns.submit(1, lambda: None)
    free.set()
    after.result(10)
    turns.close()

    assert done == ["done"]


def test_what_goes_wrong_where_nobody_asks_any_more_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    turns, free = Turns(), threading.Event()
    turns.submit(0, lambda: free.wait(10))
    turns.submit(0, lambda: 1 // 0).cancel()
    after = turns.submit(1, lambda: None)
    free.set()
    after.result(10)
    turns.close()

    assert [one.getMessage() for one in caplog.records] == ["turn_of_nobody failed why=ZeroDivisionError"]


def test_closing_ends_with_what_is_being_done_and_begins_nothing_more() -> None:
    turns, begun, free, done = Turns(), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        begun.set()
        free.wait(10)
        done.append("first")

    under_way = turns.submit(0, first)
    waiting = [turns.submit(1, lambda: done.append("waited")) for _ in range(50)]
    begun.wait(10)
    closing = threading.Thread(target=turns.close)
    closing.start()
    with pytest.raises(CancelledError):
        waiting[-1].result(10)
    still = under_way.running()
    free.set()
    closing.join(10)

    assert still
    assert under_way.done()
    assert done == ["first"]
    assert all(one.cancelled() for one in waiting)
