"""Trials go on in the background one at a time; an answer is given once, and an error to whoever asked."""

import threading

import pytest

from hub.trials import KEPT_S, MOST, Trials
from shared.errors import BadInput, NotReady
from tests.shared.web.building import SteppedClock

DONE_S = 20.0


def finished(trials: Trials, key: str) -> str | None:
    """Ask again until it is there."""
    return next((found for _ in range(2_000) if (found := trials.answer(key, lambda: "anew")) is not None), None)


def test_what_is_quick_is_answered_at_once_and_anew_each_time() -> None:
    trials, told = Trials(SteppedClock()), iter(["first", "second"])

    answers = [trials.answer("same", lambda: next(told)) for _ in range(2)]

    assert answers == ["first", "second"]


def test_what_takes_long_is_asked_for_again_and_not_begun_twice() -> None:
    trials, go, begun = Trials(SteppedClock(), patience_s=0.01), threading.Event(), list[int]()

    def work() -> str:
        begun.append(1)
        go.wait(DONE_S)
        return "done"

    waiting = [trials.answer("long", work) for _ in range(3)]
    go.set()

    assert waiting == [None, None, None]
    assert finished(trials, "long") == "done"
    assert begun == [1]


def test_only_one_is_worked_out_at_a_time() -> None:
    trials, go, running = Trials(SteppedClock(), patience_s=0.01), threading.Event(), list[str]()

    def work(name: str) -> str:
        running.append(name)
        go.wait(DONE_S)
        return name

    trials.answer("one", lambda: work("one"))
    trials.answer("two", lambda: work("two"))
    at_first = [*running]
    go.set()

    assert at_first == ["one"]
    assert [finished(trials, "one"), finished(trials, "two")] == ["one", "two"]


def test_too_many_at_once_are_refused_until_one_was_given() -> None:
    trials, go = Trials(SteppedClock(), patience_s=0.01), threading.Event()

    def work() -> str:
        go.wait(DONE_S)
        return "done"

    for number in range(MOST):
        trials.answer(f"{number}", work)
    with pytest.raises(NotReady, match="otras pruebas"):
        trials.answer("one more", work)
    go.set()

    assert finished(trials, "0") == "done"
    assert finished(trials, "one more") == "anew"


def test_an_answer_that_nobody_fetched_is_forgotten() -> None:
    clock, go = SteppedClock(), threading.Event()
    trials = Trials(clock, patience_s=0.01)

    def work() -> str:
        go.wait(DONE_S)
        return "old"

    asked = [trials.answer("left", work), trials.answer("fetched", work)]
    go.set()
    # One at a time: what was asked for later is there, so the first one is too.
    assert (asked, finished(trials, "fetched")) == ([None, None], "old")
    clock.pass_s(int(KEPT_S) + 1)

    assert finished(trials, "left") == "anew"


def test_what_goes_wrong_is_told_to_whoever_asked_and_then_forgotten() -> None:
    trials = Trials(SteppedClock())

    def work() -> str:
        raise BadInput("No.")

    with pytest.raises(BadInput):
        trials.answer("bad", work)
    assert trials.answer("bad", lambda: "good") == "good"


def test_work_that_gives_up_waiting_is_no_work_under_way() -> None:
    trials = Trials(SteppedClock())

    def work() -> str:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        trials.answer("slow", work)


def test_whoever_looks_begins_nothing_and_is_told_what_was_asked_for_before() -> None:
    trials, go = Trials(SteppedClock(), patience_s=0.01), threading.Event()

    def work() -> str:
        go.wait(DONE_S)
        return "done"

    nothing = trials.look("long", "nobody asked")
    trials.answer("long", work)
    waiting = trials.look("long", "nobody asked")
    go.set()
    found = next(one for _ in range(2_000) if (one := trials.look("long", "nobody asked")) is not None)

    assert (nothing, waiting, found) == ("nobody asked", None, "done")
    assert trials.look("long", "nobody asked") == "nobody asked"
