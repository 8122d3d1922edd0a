"""Orders that look after the laptop itself; see ``edge.orders``."""

from typing import Any, TypeAlias, assert_never

import msgspec

from edge.config import Config
from edge.forecasting import Forecasted, Forecasting
from edge.models_store import ModelFiles
from edge.store import Store


class Rebuild(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="rebuild"):
    """Fold the log again."""


class Forecast(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="forecast"):
    """Forecast now."""


CareOrder: TypeAlias = Rebuild | Forecast
CARE_RESULTS: dict[type[Any], Any] = {Rebuild: int, Forecast: Forecasted}
"""What the result of each is."""


def carry_out_care(order: CareOrder, store: Store, config: Config, forecast: Forecasting) -> Any:
    """Do what an order about the laptop says on a database that this process writes, and return its result."""
    match order:
        case Rebuild():
            return store.log.rebuild()
        case Forecast():
            return forecast(store, ModelFiles(config.models))
    assert_never(order)
