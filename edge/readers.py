"""What pages and reports read of the node: every list they show, in the order in which they show it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from edge.dating import as_datetime
from edge.facts_read import FactReaders
from edge.folds import WEEKS, day_from, week_row
from edge.rows import ForecastRow, LoanRow, ReceivedRow, StockRow, WholeWeek
from shared.allocation import Decision, Shipment
from shared.demand import Series, WeekRow
from shared.forecast import Forecast
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.resources import Resource, ResourceKind
from shared.school_year import Week
from shared.sentences import Sentence, kept, read
from sync.feed import FeedItem
from sync.wire import unpack

_MAX_FORECAST = 65_536
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Readers(FactReaders):
    """What the folds and the feed say."""

    def stock(self) -> list[StockRow]:
        """Return what the site has, by resource."""
        rows = self.rows("SELECT resource, on_hand, lent, as_of FROM stock ORDER BY resource")
        undated = self.counted() if any(as_of is None for *_, as_of in rows) else frozenset()
        return [
            StockRow(ResourceId(name), on_hand, lent, day_from(as_of), as_of is not None or name in undated)
            for name, on_hand, lent, as_of in rows
        ]

    def loans(self) -> list[LoanRow]:
        """Return what is out, by the day it is due."""
        rows = self.rows(
            "SELECT resource, units, borrower, serial, due, since FROM loans ORDER BY due IS NULL, due, resource"
        )
        return [
            LoanRow(ResourceId(r), units, Pseudonym(b) if b else None, serial or None, day_from(due), day_from(since))
            for r, units, b, serial, due, since in rows
        ]

    def alive_weeks(self, school: SchoolId) -> list[Week]:
        """Return the weeks in which a school, or its whole site, gave a sign of life."""
        rows = self.rows("SELECT DISTINCT week FROM alive WHERE school IN (?, '') ORDER BY week", school)
        return [Week(week) for (week,) in rows]

    def weeks(self) -> Mapping[tuple[SchoolId, ResourceId], Sequence[WeekRow]]:
        """Return the weekly use of every school and resource with a record."""
        found: dict[tuple[SchoolId, ResourceId], list[WeekRow]] = defaultdict(list)
        for row in map(week_row, self.rows(WEEKS + "ORDER BY w.school, w.resource, w.week")):
            found[row[0], row[1]].append(row[2])
        return found

    def all_series(self) -> list[Series]:
        """Return every series whose resource has a known kind: what a forecast is made of."""
        with self._gate:
            catalogue, weeks = self.catalogue(), self.weeks()
            alive = {school: self.alive_weeks(school) for school, _ in weeks}
            return [
                Series.from_rows(school, resource, kind, rows, alive=alive[school])
                for (school, resource), rows in weeks.items()
                if (kind := catalogue.kind_of(resource)) is not None
            ]

    def series(self, school: SchoolId, resource: ResourceId) -> Series | None:
        """Return the weekly use of one resource at one school; None without a record, or unknown to the catalogue."""
        kind = self.catalogue().kind_of(resource)
        rows = self.rows(WEEKS + "WHERE w.school = ? AND w.resource = ? ORDER BY w.week", school, resource)
        if kind is None or not rows:
            return None
        return Series.from_rows(
            school, resource, kind, [week_row(row)[2] for row in rows], alive=self.alive_weeks(school)
        )

    def whole_weeks(self) -> Mapping[tuple[SchoolId, ResourceId, Week], WholeWeek]:
        """Return the totals of whole weeks that stand."""
        rows = self.rows(
            "SELECT school, resource, week, whole, whole_learners, whole_peak FROM weekly WHERE whole NOT NULL"
        )
        return {
            (SchoolId(school), ResourceId(resource), Week(week)): WholeWeek(units, learners, peak)
            for school, resource, week, units, learners, peak in rows
        }

    def keep_forecasts(self, forecasts: Sequence[Forecast], note: Sentence | None = None) -> None:
        """Replace all forecasts at once."""
        with self.transaction():
            self.write("DELETE FROM forecasts")
            for one in forecasts:
                self.write(
                    "INSERT INTO forecasts (school, resource, forecast, made, note) VALUES (?, ?, ?, ?, ?)",
                    *(one.school, one.resource, msgspec.msgpack.encode(one), self.now_s(), kept(note) if note else ""),
                )

    def forecasts(self) -> list[ForecastRow]:
        """Return every forecast, by school and resource."""
        on_hand = {row.resource: row for row in self.stock()}
        rows = self.rows("SELECT forecast, made, note FROM forecasts ORDER BY school, resource")
        return [_forecast_row(raw, made, note, on_hand) for raw, made, note in rows]

    def forecast(self, resource: ResourceId) -> list[ForecastRow]:
        """Return the forecasts of one resource, one for each school."""
        return [row for row in self.forecasts() if row.resource == resource]

    def decisions(self) -> list[Decision]:
        """Return the region's decisions for this site, newest first; for each plan the one that holds."""
        found = [one for one in self.in_force("decision", Decision) if one.site == self.setting("site", str, "")]
        return sorted(found, key=lambda one: (one.published, one.id), reverse=True)

    def decision(self, id: str) -> Decision | None:
        """Return one decision."""
        return next((one for one in self.decisions() if one.id == id), None)

    def shipments(self) -> list[Shipment]:
        """Return what left the depot for this site, newest first."""
        found = [one for one in self.in_force("shipment", Shipment) if one.site == self.setting("site", str, "")]
        return sorted(found, key=lambda one: (one.left, one.pecosa), reverse=True)

    def shipment(self, pecosa: str) -> Shipment | None:
        """Return one shipment by its dispatch order."""
        return next((one for one in self.shipments() if one.pecosa == pecosa), None)

    def replies(self) -> list[FeedItem]:
        """Return what the region answered to requests and objections."""
        return self.items("reply")

    def received(self, limit: int = 10) -> list[ReceivedRow]:
        """Return the last items that came from the region, newest first."""
        rows = self.rows("SELECT kind, subject, came FROM items ORDER BY came DESC, rowid DESC LIMIT ?", limit)
        return [ReceivedRow(kind, subject, at) for kind, subject, came in rows if (at := as_datetime(came))]

    def materials(self, learner: Pseudonym | bytes | None = None) -> list[Resource]:  # noqa: ARG002 - by grade later
        """Return the packs of the catalogue that a learner may open, by name."""
        packs = [one for one in self.catalogue().resources if one.kind is ResourceKind.PACK]
        return sorted(packs, key=lambda one: one.name.casefold())


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
