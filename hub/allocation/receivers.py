"""The schools of an instance from its tables: their policy weights, their groups, and what of their need was met."""

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import Floats, Ints, Names
from hub.allocation.tables import BLANK
from hub.places import stage_of
from shared.sentences import N_
from shared.weights import of_wait

GROUPS = ("quintile", "rurality", "language", "ugel")
_MANY_VERSIONS = N_("hay pesos de varias versiones: %(cell)s. Deje los de una.")
_NO_WAIT = N_("«%(cell)s» no es un número de repartos seguidos sin recibir. Escriba uno entero, desde 1.")
_WAIT = re.compile("[1-9][0-9]{0,3}")
_Table = Mapping[str, Mapping[str, int]]


def table_of(weights: Grid, faults: Faults) -> dict[str, dict[str, int]]:
    """Return the percents of each dimension by value."""
    versions = sorted(set(weights["version"]))
    if len(versions) > 1:
        faults.add(weights.file, None, _MANY_VERSIONS, cell=", ".join(versions[:5]))
    table: dict[str, dict[str, int]] = {}
    rows = zip(weights.lines.tolist(), *(weights[name] for name in ("dimension", "value", "pct")), strict=True)
    for line, dimension, value, pct in rows:
        if dimension == "waited" and not _WAIT.fullmatch(value):
            faults.add(weights.file, line, _NO_WAIT, cell=value[:40])
            continue
        table.setdefault(dimension, {})[value] = int(pct)
    return table


def weights_of(schools: Grid, table: _Table) -> Ints:
    """Return the policy weight of each school: its own, or the product of what the table says of it, at least 1."""
    percents = np.ones(len(schools))
    for name in ("quintile", "rurality"):
        percents *= _percents(schools[name], table.get(name, {}))
    percents *= _percents(np.array([stage_of(one) for one in schools["level"]], dtype=object), table.get("level", {}))
    tongues = table.get("language", {})
    spoken = {words: max((tongues.get(tag, 100) for tag in words), default=100) for words in set(schools["language"])}
    percents *= _percents(schools["language"], spoken)
    waits = {cycles: of_wait(table.get("waited", {}), cycles) for cycles in set(schools["waited"].tolist())}
    percents *= _percents(schools["waited"], waits)
    product = np.maximum(1, np.rint(percents * 100)).astype(np.int64)
    return np.where(schools["weight_pct"] == BLANK, product, schools["weight_pct"])


def _percents(values: Names, table: Mapping[Any, int]) -> Floats:
    return np.array([table.get(value, 100) for value in values], dtype=float) / 100


def groups_of(schools: Grid) -> dict[str, Names]:
    """Return what the fairness report is broken down by."""
    return {name: _joined(schools[name]) if name == "language" else schools[name] for name in GROUPS}


def _joined(words: Sequence[tuple[str, ...]]) -> Names:
    return np.array(["|".join(one) for one in words], dtype=object)


def ties_of(cycle: str, schools: Names) -> Ints:
    """Return a fixed hash of cycle and school: whom equal worth favours differs from cycle to cycle and not by name."""
    found = (blake2b(f"{cycle}/{school}".encode(), digest_size=7).digest() for school in schools)
    return np.fromiter((int.from_bytes(one, "big") for one in found), dtype=np.int64, count=len(schools))


def turns_of(schools: Grid) -> Ints:
    """Return the place of each school in the line of those who asked; whoever did not ask comes after them."""
    turn = schools["asked_turn"]
    return np.asarray(np.where(turn == BLANK, turn.max(initial=0) + 1, turn))
