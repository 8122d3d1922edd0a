"""Whether a short text that will travel to the region names somebody of this school."""

import re

from edge.people import People
from shared.tabular.names import key

_FIGURES = re.compile(r"[0-9]{8}")
_WORDS = re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Letters of a word that many names share: «de», «la»."""
"""Whether words that travel seem to name somebody of the school, or to hold the number of an identity card."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from edge.people import People

_DNI = re.compile(r"(?<!\d)\d{8}(?!\d)")
_WORD = re.compile(r"[a-z]{2,}")
_JOINING = frozenset({"de", "del", "la", "las", "los", "san", "santa"})
"""What stands in names and in any sentence."""


def names_somebody(people: People, text: str) -> bool:
    """
    Tell whether *text* holds the DNI of somebody known here, or two words of one person's name.

    Facts hold pseudonyms alone: what a person writes beside them goes to the region as it is.
    """
    if any(people.with_code(figures) for figures in _FIGURES.findall(text)):
        return True
    words = _words(text)
    if len(words) < 2:
        return False
    names = [one.name for one in people.learners()] + [one.name for one in (*people.guardians(), *people.staff())]
    return any(len(words & _words(name)) >= 2 for name in names)


def _words(text: str) -> set[str]:
    return {key(word) for word in _WORDS.findall(text) if len(word) > _SHORT}
    Tell whether *text* has two words in a row of somebody's name here, in any order, or eight figures in a row.

    It is for asking whoever wrote them, once; it refuses nothing.
    """
    return bool(_DNI.search(text)) or _has_pair(text, _names(people))


def _names(people: People) -> Iterable[str]:
    yield from (row.name for row in people.learners())
    yield from (row.name for row in [*people.guardians(), *people.staff()])


def _has_pair(text: str, names: Iterable[str]) -> bool:
    said = _pairs(text)
    return bool(said) and any(not said.isdisjoint(_pairs(name)) for name in names)


def _pairs(text: str) -> set[frozenset[str]]:
    """
    Return the neighbouring words of a text, without accents, capitals or what joins names.

    >>> _pairs("Quíspe, Rosa") == _pairs("ROSA de la QUISPE"), _pairs("3 de la")
    (True, set())
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = [word for word in _WORD.findall(plain) if word not in _JOINING]
    return {frozenset(pair) for pair in pairwise(words)}
