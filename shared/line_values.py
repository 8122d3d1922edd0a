"""The values of the sentences about a line: names as they stand inside a sentence, what is there, how many."""

import re

from shared import lacking
from shared.allocation import Line
from shared.resources import Catalogue
from shared.sentences import Sentence, Value

# What is at the school and what is still on its way are two things: nobody may read the one as the other.
_HELD = "Tiene %(held)s"
_HELD_COMING = "Tiene %(held)s y vienen en camino %(coming)s"
_HELD_COMING_ONE = "Tiene %(held)s y viene en camino 1"
_COMING = "Vienen en camino %(coming)s"
_COMING_ONE = "Viene en camino 1"

MESSAGES: tuple[str, ...] = (_HELD, _HELD_COMING, _HELD_COMING_ONE, _COMING, _COMING_ONE)


def values_of(line: Line, catalogue: Catalogue) -> dict[str, Value]:
    """Return the values of every sentence about *line*, as they stand inside one."""
    names: dict[str, str] = {resource.id: resource.name for resource in catalogue.resources}
    other = line.kit_of or line.limit.removesuffix(lacking.UNKNOWN)
    counts = {
        "stock": line.depot_stock,
        "schools": line.depot_schools,
        "units": line.units,
        "lot": line.lot,
        "least": line.changes_at,
        "more": line.changes_at,
        "p10": line.need.p10,
        "p50": line.need.p50,
        "p90": line.need.p90,
    }
    return {
        "resource": _lower(names.get(line.resource, line.resource)),
        "other": names.get(other, other),
        "limit": line.limit,
        "depot": depot_name(line.depot),
        "note": line.note,
        "there": _there(line),
        **{name: f"{count:,}" for name, count in counts.items()},
    }


def depot_name(name: str) -> str:
    """
    Return the name of a depot as it stands inside a sentence, without the register's capitals.

    >>> depot_name("VILCAS HUAMÁN"), depot_name("UGEL HUANTA"), depot_name("Almacén 2")
    ('Vilcas Huamán', 'UGEL Huanta', 'Almacén 2')
    >>> depot_name("Almacén UGEL Huamanga"), depot_name("ALMACÉN DE LA UGEL HUANTA")
    ('UGEL Huamanga', 'la UGEL Huanta')
    """
    name = re.sub(r"(?i)^almac[eé]n (de |(?=ugel\b|dre\b))", "", name.strip())
    if not name.isupper():
        return name
    return " ".join(word if word in ("UGEL", "DRE") else _calm_word(word) for word in name.split())


def _calm_word(word: str) -> str:
    return word.lower() if word in ("LA", "DE", "DEL", "EL") else word.capitalize()


def _lower(name: str) -> str:
    """
    Return *name* as it stands inside a sentence; an acronym keeps its capitals.

    >>> _lower("Tabletas"), _lower("EIB: lecturas")
    ('tabletas', 'EIB: lecturas')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _there(line: Line) -> Sentence:
    """Return what the school has and what is on its way to it; where nobody ever counted, no 0 is told."""
    held, coming = f"{line.on_hand:,}", f"{line.in_transit:,}"
    if not line.in_transit:
        return Sentence(_HELD, {"held": held})
    one = line.in_transit == 1
    if not line.on_hand and not line.counted:
        return Sentence(_COMING_ONE if one else _COMING, {"coming": coming})
    return Sentence(_HELD_COMING_ONE if one else _HELD_COMING, {"held": held, "coming": coming})
