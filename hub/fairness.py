"""Who counts for how much, from a published table of weights, and how evenly a plan meets the schools' needs."""

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from shared.errors import BadInput
from shared.json_faults import fault
from shared.weights import Weights as Weights

Floats = NDArray[np.float64]
MAX_VERSION = 1_000_000

DEFAULT_WEIGHTS = Path(__file__).parent / "data" / "weights.json"


def read_weights(text: bytes) -> Weights:
    """
    Read a table of weights from JSON.

    Raises:
        BadInput: Not JSON, a version below 1, or a weight that is not a whole percent between 1 and 1,000.
    """
    try:
        weights = msgspec.json.decode(text, type=Weights)
    except msgspec.DecodeError as error:
        raise BadInput(
            "La tabla de pesos no se puede leer: %(problem)s. Corrija el archivo y vuelva a intentar.",
            problem=fault(error, text),
        ) from error
    named = [*weights.rurality.values(), *weights.level.values(), *weights.language.values()]
    if not all(1 <= value <= 1000 for value in named) or not 1 <= weights.least_use_pct <= 100:
        raise BadInput("La tabla de pesos tiene un valor fuera de 1 a 1000. Son porcentajes enteros; 100 es lo usual.")
    if not 1 <= weights.version <= MAX_VERSION:
        raise BadInput("La versión de la tabla de pesos es un número entero desde 1. Corrija «version» y repita.")
    return weights


class Evenness(msgspec.Struct, frozen=True):
    """How a division meets the needs. A school's fill is the share of its expected need, in worth, that is met."""

    unmet_pct: float
    """Expected need left unmet, of all need that could be served, each unit by its worth and its school's urgency."""
    p05_fill_pct: float
    """Nineteen of twenty schools have at least this."""
    least_fill_pct: float
    gini: float
    with_nothing: int
    """Schools that lack something useful and receive nothing at all."""
    schools: int


def gini(values: Floats) -> float:
    """
    Return the Gini index of values that are not negative: 0 all alike, near 1 one has all.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 1.0])), gini(np.array([]))
    (0.0, 0.5, 0.0)
    """
    ordered = np.sort(values)
    total = float(ordered.sum())
    if not len(ordered) or total <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))
