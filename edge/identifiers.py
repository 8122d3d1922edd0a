"""What an identifier of a list is worth: whether it tells who somebody is, and what their name has to say to it."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import IntEnum
from itertools import pairwise

from shared.tabular.names import key

_UUID = re.compile(r"\{?[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\}?", re.IGNORECASE)
_PREFIX = re.compile(r"(?:kolibri|oneroster) ")
"""Set before the code that another program gave, so that it is no identifier that people wrote."""
_WRITTEN = 8
"""Figures of a DNI, with its leading zeros: what is shorter is a place in some list."""
_TOLD = 6
"""Figures that are left of a strong one without its leading zeros."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_RUNNING = re.compile(r"(?:19|20)\d\d0\d*")
"""A year and a running number behind it, such as 20260001."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "da", "do", "dos", "di"})


class Strength(IntEnum):
    """How much an identifier tells, the best first."""

    UUID = 0
    """Drawn by a program: nobody else has it, whatever their name."""
    STRONG = 1
    """Somebody's own number, that people copy, mistype and lend their children: the names must not differ."""
    WEAK = 2
    """A row number, a run, a year: another list may well call somebody else so."""


class Link(IntEnum):
    """What an identifier that is known here makes of a person of a list."""

    SAME = 0
    """The same person."""
    OTHER = 1
    """Somebody else, who goes without that identifier."""
    DOUBT = 2
    """One of the two is wrong: the identifier says the same person, and the names somebody else."""


def strength(code: str, schools: Collection[str] = ()) -> Strength:
    """
    Return how much an identifier tells; one that begins with the code of one of its *schools* is a row number there.

    >>> {strength(one).name for one in ("71000037", "00461728", "DNI 71000037", "PE-2026-0071000037")}
    {'STRONG'}
    >>> {strength(one).name for one in ("1", "3-A", "ninguno", "0403691", "2026-01", "2026-01-0001", "alumno0012")}
    {'WEAK'}
    >>> {strength(one).name for one in ("12345678", "87654321", "00000012", "11111111", "71717171", "20140316")}
    {'WEAK'}
    >>> [strength(one).name for one in ("kolibri 8388c2461e5cdbea10bf4e63c16dcff1", "0" * 32, "oneroster u1")]
    ['UUID', 'WEAK', 'WEAK']
    >>> [strength(one, ["0403691-0"]).name for one in ("0403691-015", "04036910001", "403691-15", "71000037")]
    ['WEAK', 'WEAK', 'WEAK', 'STRONG']
    """
    bare = _PREFIX.sub("", code.strip(), count=1)
    if _UUID.fullmatch(bare):
        return Strength.WEAK if _is_drawn_by_nobody(key(bare)) else Strength.UUID
    groups = [one for one in re.findall(r"\d+", bare) if not _YEAR.fullmatch(one)]
    written, figures = "".join(groups), "".join(one.lstrip("0") for one in groups)
    by_nobody = _is_drawn_by_nobody(written) or _is_drawn_by_nobody(figures) or _says_a_year(groups)
    own = tuple(code for one in schools if (code := one.split("-")[0].lstrip("0")))
    # A DNI may begin with the figures of the school.
    of_school = figures.startswith(own) and [len(one) for one in groups] != [_WRITTEN]
    weak = len(written) < _WRITTEN or len(figures) < _TOLD or by_nobody or of_school
    return Strength.WEAK if weak else Strength.STRONG


def link(code: str, name: str, known: str, schools: Collection[str] = ()) -> Link:
    """
    Tell what an identifier that somebody *known* by that name has makes of a person called *name*; empty: no name.

    >>> link("71000037", "Rosa Quispe Rojas", "QUISPE ROJAS, Rosa").name, link("71000037", "", "Rosa").name
    ('SAME', 'SAME')
    >>> link("71000037", "Rosa Quispe Rojas", "Luis Quispe Rojas").name, link("12345678", "Rosa", "Luis").name
    ('DOUBT', 'OTHER')
    >>> [link(code, "Rosa Quispe", known).name for code in ("1", "2026-01") for known in ("quispe rosa", "")]
    ['SAME', 'OTHER', 'SAME', 'OTHER']
    """
    said, before = _words(name), _words(known)
    match strength(code, schools):
        case Strength.UUID:
            return Link.SAME
        case Strength.STRONG:
            # Brothers and sisters share their surnames: one name may say more, not both. No name says nothing.
            return Link.SAME if said <= before or before <= said else Link.DOUBT
        case Strength.WEAK:
            return Link.SAME if said and said == before else Link.OTHER


def _words(name: str) -> frozenset[str]:
    """
    Return the words of a name, however it is spelt; an initial and a «de la» are those of many.

    >>> sorted(_words("DE LA CRUZ Núñez, R. María-José"))
    ['cruz', 'jose', 'maria', 'nunez']
    """
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(one for one in plain if not unicodedata.combining(one)).casefold()
    return frozenset(_WORD.findall(bare)) - _PARTICLES


def _is_drawn_by_nobody(told: str) -> bool:
    """
    Tell whether this is a run, or the same over and over.

    >>> [_is_drawn_by_nobody(one) for one in ("1234567890", "98765432", "10000000", "12341234", "71000037")]
    [True, True, True, True, False]
    """
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(told)}
    again = any(told[:at] * (len(told) // at) == told for at in range(1, len(told) // 2 + 1))
    return len(set(told)) <= 2 or steps in ({1}, {9}) or again


def _says_a_year(groups: list[str]) -> bool:
    """
    Tell whether all the figures are a day, or a year with a running number.

    >>> [_says_a_year([one]) for one in ("20140316", "16032014", "20260001", "20123456", "71000037")]
    [True, True, True, False, False]
    """
    [*others, last] = groups or [""]
    return not others and (bool(_RUNNING.fullmatch(last)) or _is_day(last) or _is_day(last[4:] + last[2:4] + last[:2]))


def _is_day(text: str) -> bool:
    if len(text) != 8 or not _YEAR.match(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
