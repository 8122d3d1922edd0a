"""What a panel tells of its schools: students and level, and what decides whether a resource is of use there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shared.covariates import suits
from shared.demand import Floats, Series
from shared.donors import Place
from shared.resources import Power, read_catalogue

SITE = ("power", "coverage", "internet", "languages")
"""Columns that say what a school has; each may be missing, and a cell empty: nobody has said."""
_TOLD = ("students", "level", *SITE)
_YES, _NO = frozenset(("true", "si", "sí", "1", "1.0")), frozenset(("false", "no", "0", "0.0"))


def places_of(frame: Any, series: Sequence[Series]) -> tuple[Place, ...]:
    """Return what is known of each series' school, by the last row that tells it; nothing without such a column."""
    told = [name for name in _TOLD if name in frame]
    if not told:
        return ()
    # Of each column the last cell that is not empty.
    schools = {str(name): _place(row) for name, row in frame.groupby("school")[told].last().to_dict("index").items()}
    return tuple(schools[str(one.school)] for one in series)


def _place(row: Mapping[str, Any]) -> Place:
    known = {name: value for name, value in row.items() if value is not None and value == value}
    return Place(
        students=int(known.get("students", 0)),
        level=str(known.get("level", "")),
        languages=tuple(str(known.get("languages", "")).split()),
        power=_power(str(known.get("power", ""))),
        coverage=_yes_no(known.get("coverage")),
        internet=_yes_no(known.get("internet")),
    )


def _yes_no(cell: object) -> bool | None:
    word = str(cell).casefold()
    return True if word in _YES else False if word in _NO else None


def _power(word: str) -> Power:
    return Power(word) if word in set(Power) else Power.UNKNOWN


def tells_of_sites(frame: Any) -> bool:
    """Tell whether the panel says of any school what it has."""
    return any(name in frame for name in SITE)


def suited(series: Sequence[Series], places: Sequence[Place], catalogue: Path) -> Floats:
    """Return whether the resource of each series is of use at its school; without a catalogue nobody knows of any."""
    known = read_catalogue(catalogue.read_bytes()).by_id() if catalogue.is_file() else {}
    pairs = zip(series, places, strict=True)
    return np.array([suits(known.get(one.resource), place) for one, place in pairs], dtype=float)
