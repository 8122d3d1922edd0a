"""Background work outlives whatever it raises, and nobody misses that it did."""

import logging
from concurrent.futures import Future

import pytest

from shared.errors import RoadClosed
from shared.surviving import handed_on, surviving


def test_what_comes_after_is_done_and_the_failure_is_handed_on(caplog: pytest.LogCaptureFixture) -> None:
    failures: list[Exception] = []
    trouble = OSError(5, "io")
    with caplog.at_level(logging.CRITICAL), surviving("work", failures.append):
        raise trouble

    assert failures == [trouble]


def test_an_unexpected_failure_is_logged_by_its_type_with_where_it_came_from(caplog: pytest.LogCaptureFixture) -> None:
    with surviving("job agent"):
        raise KeyError("Rosa Quispe")
    [record] = caplog.records

    assert (record.levelname, record.getMessage()) == ("ERROR", "job agent why=KeyError")
    assert record.exc_info is not None


def test_an_error_of_ours_is_logged_in_its_words_alone(caplog: pytest.LogCaptureFixture) -> None:
    with surviving("job agent"):
        raise RoadClosed("No hubo señal.")
    [record] = caplog.records

    assert (record.levelname, record.getMessage()) == ("WARNING", "job agent why=No hubo señal.")
    assert not record.exc_info


def test_nothing_is_logged_of_what_is_cut_off_by_closing_and_it_is_handed_on_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures: list[Exception] = []
    with surviving("work", failures.append, quiet=lambda: True):
        raise ValueError

    assert (len(failures), caplog.records) == (1, [])


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_what_ends_a_process_goes_through(end: type[BaseException]) -> None:
    failures: list[Exception] = []
    with pytest.raises(end), surviving("work", failures.append):
        raise end

    assert failures == []


def test_work_that_went_well_is_neither_logged_nor_handed_on(caplog: pytest.LogCaptureFixture) -> None:
    failures: list[Exception] = []
    with surviving("work", failures.append):
        pass

    assert (failures, caplog.records) == ([], [])


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_whatever_work_raises_is_raised_where_its_result_is_asked_for(error: BaseException) -> None:
    def work() -> int:
        raise error

    failed, done = Future[int](), Future[int]()
    handed_on(failed, work)
    handed_on(done, lambda: 7)

    assert (failed.exception(), done.result()) == (error, 7)
