"""Whether a short text that will travel to the region names somebody of this school."""

import re
from unicodedata import normalize

from edge.people import People
from shared.tabular.names import key

_FIGURES = re.compile(r"[0-9]{8}")
_IN_GROUPS = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){7}(?![0-9])")
"""A DNI as people write it, in one or in groups; as well a date or two years, so that only a known one counts."""
_WORDS = re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Letters of the shortest word that is told from an initial."""
_SHARED = frozenset({"del", "las", "los", "san"})
"""Words that are in many names."""


def names_somebody(people: People, text: str) -> bool:
    """
    Tell whether *text* holds the DNI of somebody known here, or two words of one person's name.

    Facts hold pseudonyms alone: what a person writes beside them goes to the region as it is.
    """
    if any(people.with_code(re.sub("[^0-9]", "", figures)) for figures in _IN_GROUPS.findall(text)):
        return True
    words = _words(text)
    if len(words) < 2:
        return False
    names = [one.name for one in people.learners()] + [one.name for one in (*people.guardians(), *people.staff())]
    return any(len(words & _words(name)) >= 2 for name in names)


def may_name_somebody(people: People, text: str) -> bool:
    """Tell whether *text* names somebody known here, or holds figures that may be anybody's DNI or telephone."""
    return bool(_FIGURES.search(text)) or names_somebody(people, text)


def _words(text: str) -> set[str]:
    # An accent may be a letter of its own, and would cut the word in two.
    return {key(word) for word in _WORDS.findall(normalize("NFC", text)) if len(word) >= _SHORT} - _SHARED
