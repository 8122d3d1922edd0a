"""A school's level and UGEL in the words of the listing: by another word no calendar, catalogue or weight knows it."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from hub.importers.columns import LEVELS
from hub.importers.listing import plain_level, plain_ugel
from hub.region_rows import School
from shared.errors import BadInput
from shared.sentences import N_
from shared.suiting import stage_of
from shared.tabular.names import key

_LIKE = 0.7
_STAGES = frozenset(map(stage_of, LEVELS.values()))
_MOST = 80


def levels(schools: Iterable[School]) -> list[str]:
    """
    Return the levels that a school may be of: those that the importer knows, and how the region's listing details them.

    >>> told = ("Primeria", "Inicial - PRONOEI")
    >>> found = levels([School(id="0403691-0", site="074294", name="A", level=one) for one in told])
    >>> [one in found for one in ("Primaria", *told)]
    [True, False, True]
    """
    here = {one.level for one in schools if stage_of(one.level) in _STAGES}
    return [*LEVELS.values(), *sorted(here - set(LEVELS.values()))]


def ugels(schools: Iterable[School]) -> list[str]:
    """Return the UGELs of the region."""
    return sorted({one.ugel for one in schools} - {""})


def level_of(text: str, known: Sequence[str]) -> str:
    """
    Return a level as the listing writes it, from how somebody wrote it or from its code.

    >>> [level_of(text, levels([])) for text in ("PRIMARIA", "b0", "")]
    ['Primaria', 'Primaria', '']

    Raises:
        BadInput: It is none that is *known*.
    """
    words = plain_level(" ".join(text.split()))
    by_key = {key(one): one for one in known}
    if not words or key(words) in by_key:
        return by_key.get(key(words), "")
    near = get_close_matches(key(words), by_key, n=3, cutoff=_LIKE)
    raise BadInput(_NO_LEVEL, text=words[:30], known=", ".join([by_key[one] for one in near] or known))


def ugel_of(text: str, known: Iterable[str]) -> str:
    """
    Return a UGEL as the region calls it, or as it was written where it is a new one.

    >>> ugel_of("UGEL  huamanga", ["HUAMANGA"]), ugel_of("Cangallo", ["HUAMANGA"]), ugel_of("UGEL 05", ["04"])
    ('HUAMANGA', 'Cangallo', '05')

    Raises:
        BadInput: It is nearly one that is *known*.
    """
    words = plain_ugel(" ".join(text.split()))[:_MOST]
    by_key = {key(one): one for one in known}
    if not words or key(words) in by_key:
        return by_key.get(key(words), "")
    if near := _nearly(key(words), by_key):
        raise BadInput(_NEARLY, text=words[:30], known=", ".join(near))
    return words


def _nearly(word: str, by_key: Mapping[str, str]) -> list[str]:
    """Return what is like a word and has its figures: *UGEL 04* and *UGEL 05* are two."""
    like = get_close_matches(word, by_key, n=6, cutoff=_LIKE)
    return [by_key[one] for one in like if _figures(one) == _figures(word)][:3]


def _figures(word: str) -> str:
    return "".join(one for one in word if one.isdigit())


_NO_LEVEL = N_("La región no conoce el nivel «%(text)s». Escriba uno de estos: %(known)s. No se cambió nada.")
_NEARLY = N_(
    "La región no tiene la UGEL «%(text)s»; lo más parecido: %(known)s. Escríbala así; si es otra UGEL, impórtela "
    "con el listado de servicios. No se cambió nada."
)
