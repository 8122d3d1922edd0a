"""Runs are whole, in order, and never more than a bundle holds."""

from hypothesis import given
from hypothesis import strategies as st

from sync.bundle import Run
from sync.header import MAX_RUNS
from sync.outbox import runs_of, within_bounds
from tests.sync.builders import incarnation, run

logs = st.lists(st.integers(1, 5), max_size=100).map(
    lambda sizes: [(incarnation(str(at)), seq, {0: seq}) for at, size in enumerate(sizes) for seq in range(1, size + 1)]
)


@given(logs, st.integers(0, 50))
def test_runs_are_the_beginning_of_the_log(log: list[tuple[bytes, int, dict[int, int]]], max_events: int) -> None:
    runs = runs_of(log, max_events)  # type: ignore[arg-type]
    flat = [(one.incarnation, one.first_seq + at, fields) for one in runs for at, fields in enumerate(one.records)]

    assert flat == log[: len(flat)]
    assert len(runs) <= MAX_RUNS
    assert len(flat) == min(max_events, len(log)) or len(runs) == MAX_RUNS


def test_a_laptop_opened_more_often_than_a_bundle_has_runs_sends_the_first_of_them() -> None:
    opened = [(incarnation(str(at)), 1, {0: 1}) for at in range(MAX_RUNS + 9)]

    assert [one.incarnation for one in runs_of(opened, 999)] == [name for name, _, _ in opened[:MAX_RUNS]]


def test_runs_that_are_too_large_are_cut_where_they_no_longer_fit() -> None:
    large = Run(incarnation("a"), 1, [{0: 1, 50: "x" * 50_000}] * 100)
    (cut,) = within_bounds([large])

    assert 30 < len(cut.records) < 50


def test_runs_that_fit_stay_as_they_are() -> None:
    assert within_bounds([run(3, "a"), run(2, "b")]) == [run(3, "a"), run(2, "b")]
