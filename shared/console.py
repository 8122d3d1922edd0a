"""What a command writes to, which may know fewer letters than people's names have."""

import sys
from io import TextIOWrapper


def write_what_it_can() -> None:
    """
    Let each letter that the output does not know come out as a question mark, not as the end of the command.

    A program on Windows whose output goes to a file or another program writes in the old code page of the system.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
