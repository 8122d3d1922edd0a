"""One work goes on beside the pages, and how it ended is told whatever it raised."""

import threading

import pytest

from edge.pack_work import Doing, Heard, PackWork
from shared.errors import BadInput, NotReady
from shared.sentences import Sentence


def test_how_a_work_ended_is_told() -> None:
    work = PackWork()
    assert work.state() is None
    work.begin(lambda _heard: Sentence("Listo."), wait_s=5)

    assert work.state() == Doing(running=False, said=Sentence("Listo."))


@pytest.mark.parametrize(
    ("error", "words"), [(BadInput("No sirve."), "No sirve."), (ZeroDivisionError(), "Algo falló")]
)
def test_whatever_it_raises_is_told_and_the_next_one_may_begin(error: Exception, words: str) -> None:
    def fails(_heard: Heard) -> Sentence:
        raise error

    work = PackWork()
    work.begin(fails, wait_s=5)
    state = work.state()

    assert state is not None
    assert (state.running, state.trouble) == (False, True)
    assert state.said is not None
    assert words in state.said.text()
    work.begin(lambda _heard: Sentence("Listo."), wait_s=5)
    assert work.state() == Doing(running=False, said=Sentence("Listo."))


def test_a_second_work_waits_for_the_first_which_says_how_far_it_is() -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(heard: Heard) -> Sentence:
        heard(3, 10)
        begun.set()
        go.wait(5)
        return Sentence("Listo.")

    work = PackWork()
    work.begin(slow)
    assert begun.wait(5)

    assert work.state() == Doing(running=True, done=3, of=10)
    with pytest.raises(NotReady, match="Espere"):
        work.begin(slow)
    go.set()
