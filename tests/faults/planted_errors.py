"""What a planted error is, and which tests play a history that should see it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """One error: *old* occurs exactly once in *file*, *new* takes its place, and one of *tests* must then fail."""

    name: str
    breaks: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    needs_postgres: bool = False
    """Its tests are skipped where there is no PostgreSQL: planting it there would say nothing."""


_HISTORIES = "tests/faults/test_histories.py"


def story(name: str) -> str:
    """Return the test that plays a directed history with every invariant."""
    return f"{_HISTORIES}::test_every_invariant_holds_in_a_directed_history[{name}]"


def told_alike(name: str) -> str:
    """Return the test that compares a directed history with the model."""
    return f"{_HISTORIES}::test_the_model_and_the_real_code_tell_the_same_directed_history[{name}]"
