"""Column names as people write them: accents, points, underscores and case say nothing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_SILENT = re.compile(r"[\W_]+")


def key(name: str) -> str:
    """
    Return what is left of a column's name when its spelling does not count.

    >>> {key(name) for name in ("COD_MOD", "Cod.Mod.", " cod mod", "\\ufeffCÓD-MOD")}
    {'codmod'}
    """
    plain = unicodedata.normalize("NFKD", name)
    return _SILENT.sub("", "".join(one for one in plain if not unicodedata.combining(one))).casefold()


def named(headings: Iterable[str]) -> tuple[str, ...]:
    """
    Return headings that are all different: blank ones by their place, repeated ones by their turn.

    >>> named([" a ", "", "A", "a"])
    ('a', 'columna 2', 'A', 'a (2)')
    """
    names: dict[str, None] = {}
    for at, heading in enumerate(headings, 1):
        name = " ".join(heading.replace("\ufeff", "").split()) or f"columna {at}"
        turn, first = 2, name
        while name in names:
            name, turn = f"{first} ({turn})", turn + 1
        names[name] = None
    return tuple(names)


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells without the empty ones at their end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
