"""Nights that go wrong, for the tests of who hears of them."""

from typing import NoReturn

from hub import runs
from hub.store import Store


def failing(store: Store, step: str, error: Exception) -> NoReturn:
    """Begin a night which fails of *error* at *step*."""
    with runs.kept(store, runs.NIGHT) as note:
        note(step, {})
        raise error
