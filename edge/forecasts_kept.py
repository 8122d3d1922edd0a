"""The forecasts that this node made last, kept for its pages beside the stock they are compared with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from edge.database import Database
from edge.dating import as_datetime
from edge.folded import Folded
from edge.rows import ForecastRow, StockRow
from shared.forecast import Forecast
from shared.ids import ResourceId
from shared.sentences import Sentence, kept, read
from sync.wire import unpack

_MAX_FORECAST = 65_536
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class KeptForecasts:
    """One forecast of each school and resource: the last."""

    def __init__(self, db: Database, folded: Folded) -> None:
        self._db = db
        self._folded = folded

    def keep(self, forecasts: Sequence[Forecast], note: Sentence | None = None) -> None:
        """Replace all forecasts at once."""
        with self._db.transaction():
            self._db.write("DELETE FROM forecasts")
            for one in forecasts:
                self._db.write(
                    "INSERT INTO forecasts (school, resource, forecast, made, note) VALUES (?, ?, ?, ?, ?)",
                    *(one.school, one.resource, msgspec.msgpack.encode(one)),
                    *(self._db.now_s(), kept(note) if note else ""),
                )

    def all(self) -> list[ForecastRow]:
        """Return every forecast, by school and resource."""
        on_hand = {row.resource: row for row in self._folded.stock()}
        rows = self._db.rows("SELECT forecast, made, note FROM forecasts ORDER BY school, resource")
        return [_forecast_row(raw, made, note, on_hand) for raw, made, note in rows]

    def of(self, resource: ResourceId) -> list[ForecastRow]:
        """Return the forecasts of one resource, one for each school."""
        return [row for row in self.all() if row.resource == resource]


def _forecast_row(raw: bytes, made: int, note: str, stock: Mapping[ResourceId, StockRow]) -> ForecastRow:
    forecast = unpack(raw, Forecast, max_bytes=_MAX_FORECAST, what="un pronóstico guardado")
    have = stock.get(forecast.resource)
    return ForecastRow(
        forecast=forecast,
        made_at=as_datetime(made) or _EPOCH,
        rests_on=forecast.rests_on.sentence(),
        on_hand=have.on_hand if have else 0,
        lent=have.lent if have else 0,
        counted=have is not None and have.counted,
        note=read(note) if note else None,
    )
