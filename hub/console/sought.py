"""What somebody types to find a school in a list: a part of its name, accents or not, or how its code begins."""

import unicodedata
from collections.abc import Iterable

from flask import request

MOST = 80
"""Letters of what is sought; what is typed beyond them is not read."""


def asked(name: str) -> str:
    """Return what the request's parameter *name* asks for, as much of it as is read."""
    return " ".join(request.args.get(name, "")[: 2 * MOST].split())[:MOST]


def plain(text: str) -> str:
    """
    Return a text as it is compared: people type neither every accent nor every capital.

    >>> plain("Río CLARO"), plain("Ñuñoa")
    ('rio claro', 'nunoa')
    """
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_sought(text: str, names: Iterable[str], codes: Iterable[str] = ()) -> bool:
    """
    Tell whether *text* is in one of the *names*, or begins one of the *codes*; no text is in all that has a name.

    >>> [is_sought(text, ["Río Claro"], ["0999104-0"]) for text in ("", "rio", "0999104", "104", "mirador")]
    [True, True, True, False, False]
    """
    wanted = plain(text)
    return any(wanted in plain(name) for name in names) or any(plain(code).startswith(wanted) for code in codes)
