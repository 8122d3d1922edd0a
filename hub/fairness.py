"""Who counts for how much, from a published table of weights."""

from pathlib import Path

import msgspec

from hub.allocation.settings import Settings, out_of_bounds
from shared.errors import BadInput
from shared.json_faults import fault
from shared.weights import USUAL, OwnWeights
from shared.weights import Weights as Weights

MAX_VERSION = 1_000_000
WAITS = tuple(str(cycles) for cycles in range(1, 13))
"""Cycles in a row that a table may name..."""
MOST_WAITED = 10_000
"""...and the percent that it may give them: enough to go before all others."""

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
    tables: list[Weights | OwnWeights] = [weights, *weights.ugel.values()]
    if strange := sorted({name for table in tables for name in table.quintile} - set("12345")):
        raise BadInput("La tabla de pesos nombra quintiles que no hay: %(names)s. Van de 1 (el más pobre) a 5.",
                       names=", ".join(strange)[:60])  # fmt: skip
    if strange := sorted(weights.waited.keys() - set(WAITS)):
        raise BadInput("La tabla de pesos nombra esperas que no hay: %(names)s. Van de 1 a %(most)s repartos.",
                       names=", ".join(strange)[:60], most=len(WAITS))  # fmt: skip
    percents = [USUAL, *(weights.waited[name] for name in WAITS if name in weights.waited)]
    if percents != sorted(percents) or percents[-1] > MOST_WAITED:
        raise BadInput(
            "En la tabla de pesos, quien espera más no puede contar menos, ni más de %(most)s. Corrija «waited».",
            most=MOST_WAITED,
        )
    named = [
        pct
        for table in tables
        for group in (table.quintile, table.rurality, table.level, table.language)
        for pct in group.values()
    ]
    if not all(1 <= value <= 1000 for value in named) or not 1 <= weights.least_use_pct <= 100:
        raise BadInput("La tabla de pesos tiene un valor fuera de 1 a 1000. Son porcentajes enteros; 100 es lo usual.")
    if not 1 <= weights.version <= MAX_VERSION:
        raise BadInput("La versión de la tabla de pesos es un número entero desde 1. Corrija «version» y repita.")
    if wrong := out_of_bounds(settings_of(weights, "")):
        raise BadInput("La tabla de pesos tiene un valor que no sirve: %(names)s. Corríjalo.", names=", ".join(wrong))
    return weights


def unread_in(text: bytes) -> list[str]:
    """
    Return the names of a table that say nothing here: written wrong they would change nothing, and nobody would know.

    >>> unread_in(b'{"version": 2, "rural": {}, "ugel": {"Ambo": {"waited": {"2": 200}, "level": {}}}}')
    ['rural', 'ugel Ambo: waited']
    """
    told = msgspec.json.decode(text)
    own = (told.get("ugel") or {}).items()
    mine = [f"ugel {ugel}: {name}" for ugel, table in own for name in table.keys() - set(OwnWeights.__struct_fields__)]
    return sorted([*(told.keys() - set(Weights.__struct_fields__)), *mine])


def read_kept(body: bytes) -> Weights:
    """
    Read a table as it was kept or published: one that names no evenness is of before it, and divides by the sum alone.

    >>> read_kept(b'{"version": 2}').alpha, read_weights(b'{"version": 2}').alpha
    (0.0, 2.0)
    """
    weights = read_weights(body)
    return weights if "alpha" in msgspec.json.decode(body) else msgspec.structs.replace(weights, alpha=0.0)


def settings_of(weights: Weights, cycle: str) -> Settings:
    """Return the settings that a table of weights publishes, for one cycle."""
    return Settings(
        cycle=cycle,
        alpha=weights.alpha,
        keep_pct=weights.keep_pct,
        window=weights.window,
        guarantee_pct=weights.guarantee_pct,
        least_use_pct=weights.least_use_pct,
    )
