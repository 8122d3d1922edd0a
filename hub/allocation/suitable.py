"""Which resource is of use at which school, for a country at once: as ``hub.places`` tells it of one school."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import Bools, Names
from hub.places import stage_of
from shared.lacking import UNKNOWN
from shared.resources import Power
from shared.sentences import N_

_PLAIN = ("power", "coverage", "internet")
_UNKNOWN_WORD = N_(
    "«%(cell)s» no es un requisito: se escribe power, coverage, internet, level:NOMBRE o language:LENGUA."
)


def needs_kit(schools: Grid) -> Bools:
    """Tell of each school whether what needs power travels with its kit to it: also where nobody knows."""
    return np.isin(schools["power"].astype(str), ("", Power.NONE, Power.UNKNOWN))


def check_requirements(resources: Grid, faults: Faults) -> None:
    """Tell of requirements that are none."""
    for line, words in zip(resources.lines, resources["requirements"], strict=True):
        wrong = [w for w in words if w not in _PLAIN and not w.startswith(("level:", "language:"))]
        faults.add_all(resources.file, ((line, one) for one in wrong), _UNKNOWN_WORD)


def lacking(schools: Grid, requirements: Sequence[str], *, has_kit: bool) -> Names:
    """Return for each school the requirement that it does not meet, or the empty string (``hub.places``)."""
    lack = np.full(len(schools), "", dtype=object)
    levels, languages = _named(requirements, "level:"), _named(requirements, "language:")
    if levels:
        _note(lack, "level", *_of_words(schools["level"], lambda level: stage_of(level) in levels))
    if languages:
        _note(lack, "language", *_of_words(schools["language"], lambda taught: bool(languages & set(taught))))
    if "power" in requirements and not has_kit:
        _note(lack, "power", needs_kit(schools), schools["power"] != Power.NONE)
    for name in ("coverage", "internet"):
        if name in requirements:
            _note(lack, name, schools[name] != 1, schools[name] != 0)
    return lack


def _named(requirements: Sequence[str], what: str) -> set[str]:
    return {word.removeprefix(what).strip() for word in requirements if word.startswith(what)}


def _of_words(words: Names, fits: Callable[[Any], bool]) -> tuple[Bools, Bools]:
    """Tell where a word does not fit, and where there is none."""
    known = {word: fits(word) for word in set(words)}
    count = len(words)
    return (
        ~np.fromiter((known[word] for word in words), dtype=bool, count=count),
        np.fromiter((not word for word in words), dtype=bool, count=count),
    )


def _note(lack: Names, name: str, unmet: Bools, unknown: Bools) -> None:
    """Note what is unmet, where nothing was noted before."""
    free = (lack == "") & unmet
    lack[free & unknown] = name + UNKNOWN
    lack[free & ~unknown] = name


def missing_of(schools: Grid, resources: Grid, kits: Sequence[tuple[int, int]]) -> Names:
    """
    Return what each school lacks for each resource, S x R; with a kit of no use there the resource is of none either.

    *kits* are resources with a part that they take along.
    """
    with_kit = {main for main, _ in kits}
    own = [lacking(schools, words, has_kit=at in with_kit) for at, words in enumerate(resources["requirements"])]
    found = np.column_stack(own) if own else np.zeros((len(schools), 0), dtype=object)
    whole, dark = found.copy(), needs_kit(schools)
    for main, part in kits:
        also = dark & (whole[:, main] == "")
        whole[also, main] = found[also, part]
    return whole
