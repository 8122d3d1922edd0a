"""Questions of a command that are asked again where the answer cannot be used, without losing what was right."""

from collections.abc import Callable
from typing import TypeVar

import click

from shared.errors import BadInput, RoadClosed, WrongWord
from sync.spoken import with_word, words_in

T = TypeVar("T")


def asked(what: str) -> str:
    """Ask for a line of text."""
    return str(click.prompt(what, err=True)).strip()


def asked_until(what: str, read: Callable[[str], T]) -> tuple[str, T]:
    """
    Ask until *read* takes the answer; return it with what was read. Of words, only the wrong one is asked for again.

    With no more input it ends as any question does: click says so and the command fails.
    """
    text = asked(what)
    while True:
        try:
            return text, read(text)
        except (BadInput, RoadClosed) as problem:
            click.echo(str(problem), err=True)
            text = _mended(text, what, problem)


def _mended(text: str, what: str, problem: BadInput | RoadClosed) -> str:
    if not isinstance(problem, WrongWord):
        return asked(what)
    place = problem.place or _chosen(words_in(text))
    return with_word(text, place, asked(f"Palabra {place}")) if place else asked(what)


def _chosen(words: list[str]) -> int:
    """Show what was typed, and ask which of it is wrong; 0 is all of it."""
    click.echo(", ".join(f"{place} {word}" for place, word in enumerate(words, start=1)), err=True)
    many = click.IntRange(0, len(words))
    return int(click.prompt("Número de la palabra equivocada (0: escribirlas todas otra vez)", type=many, err=True))
