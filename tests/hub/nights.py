"""Nights that go wrong, for the tests of who hears of them."""

from typing import Any, NoReturn

from hub import runs
from hub.store import Store


def failing(store: Store, step: str, error: Exception, **more: Any) -> NoReturn:
    """Begin a night which fails of *error* at *step*; *more* as ``runs.kept`` takes it."""
    with runs.kept(store, runs.NIGHT, **more) as note:
        note(step, {})
        raise error
