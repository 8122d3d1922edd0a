"""From where a backtest looks ahead: the usual origins, and which ones have a past and something after to score."""

from collections.abc import Sequence

import numpy as np

from models.backtest.table import Table
from shared.demand import Floats
from shared.errors import BadInput

_BEFORE = 2
"""Horizons of history before the first of the usual origins."""


def usual_origins(table: Table, horizon: int, count: int = 5) -> tuple[int, ...]:
    """Return the newest *count* origins, a horizon apart, with at least two horizons of history before each."""
    newest = table.periods - horizon
    some = range(newest - (count - 1) * horizon, newest + 1, horizon)
    return tuple(at for at in some if at >= _BEFORE * horizon)


def check_origins(table: Table, origins: Sequence[int], horizon: int) -> None:
    """
    Refuse origins without a past or without a future to score.

    Raises:
        BadInput: What is to be changed: the horizon, the origins or the panel.
    """
    last = table.periods - horizon
    if last < 1:
        raise BadInput(
            "Los periodos del panel (%(periods)s) son pocos para un horizonte de %(horizon)s: al menos uno queda "
            "antes. Use --horizon menor, o un panel más largo.",
            periods=table.periods, horizon=horizon,
        )  # fmt: skip
    most = table.periods // (_BEFORE + 1)
    if not origins and not most:
        raise BadInput(
            "Los periodos del panel (%(periods)s) son pocos para los cortes usuales, también con horizonte 1. Diga "
            "usted los cortes (--origins, de 1 a %(last)s), o traiga un panel más largo.",
            periods=table.periods, last=last,
        )  # fmt: skip
    if not origins:
        raise BadInput(
            "Los periodos del panel (%(periods)s) son pocos para un horizonte de %(horizon)s, que pide %(needed)s: dos "
            "horizontes antes del primer corte y uno después. Use --horizon de %(most)s o menos, diga usted los cortes "
            "(--origins, de 1 a %(last)s), o traiga un panel más largo.",
            periods=table.periods, horizon=horizon, needed=(_BEFORE + 1) * horizon, last=last, most=most,
        )  # fmt: skip
    for at in origins:
        if not 1 <= at <= last:
            raise BadInput(
                "El origen %(at)s no sirve: con %(periods)s periodos y horizonte %(horizon)s van de 1 a %(last)s. "
                "Cambie --origins, o use --horizon menor.",
                at=at, periods=table.periods, horizon=horizon, last=last,
            )  # fmt: skip
    _refuse_nothing_to_score(table, origins, horizon)


def _refuse_nothing_to_score(table: Table, origins: Sequence[int], horizon: int) -> None:
    if any((~np.isnan(table.came(at, horizon))).any() for at in origins):
        return
    known = np.flatnonzero((~np.isnan(np.where(table.censored, np.nan, table.y))).any(axis=0))
    newest = int(known[-1]) if known.size else 0
    if not newest:
        raise BadInput(
            "No hay qué puntuar: después del primer periodo el panel no dice ningún valor, o censored los marca todos. "
            "Complete la columna y, o quite la marca a los periodos en que no faltó stock."
        )
    raise BadInput(
        "No hay qué puntuar: en los %(horizon)s periodos después de cada corte (%(origins)s) no se conoce ningún "
        "valor: faltan, o censored los marca todos. El último conocido es el del periodo %(period)s: use --origins de "
        "1 a %(newest)s, o complete el panel.",
        horizon=horizon, origins=", ".join(map(str, origins)), period=newest + 1,
        newest=min(newest, table.periods - horizon),
    )  # fmt: skip


def unscored(came: Floats) -> str:
    """
    Return why what came after an origin has no WQL: "unknown" or "zeros"; empty where it has one.

    >>> [unscored(np.array([[one, np.nan]])) for one in (np.nan, 0.0, 2.0)]
    ['unknown', 'zeros', '']
    """
    if np.isnan(came).all():
        return "unknown"
    return "" if np.nansum(came) > 0 else "zeros"


def unheard(table: Table, origin: int, horizon: int) -> int:
    """Return how many series are scored after *origin* of which nothing was known by then: each a cold start."""
    known = (~np.isnan(table.y[:, :origin])).any(axis=1)
    return int(((~np.isnan(table.came(origin, horizon))).any(axis=1) & ~known).sum())
