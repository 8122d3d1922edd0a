"""What a command writes to, which may know fewer letters than people's names have."""

import sys
from io import TextIOWrapper

import click


def write_what_it_can() -> None:
    """
    Let each letter that the output does not know come out as a question mark, not as the end of the command.

    A program on Windows whose output goes to a file or another program writes in the old code page of the system.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def unseen(words: str, *, twice: bool = False) -> str:
    """Return what is typed unseen, *twice* where a slip would lock somebody out; a line of input from a program."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(words, hide_input=True, confirmation_prompt="Otra vez" if twice else False, err=True))
