"""Forecasts, by the same file and class on a school's laptop and on the hub."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from shared import baseline, covariates
from shared.baseline import Method
from shared.demand import WINDOW_WEEKS, Floats, Series, foreseeable
from shared.donors import Donors, Place, Priors, blended, priors_of, share_of
from shared.features import (
    History,
    network_inputs,
    patterns,
    rests_on,
    school_history,
    stack,
)
from shared.forecast import Forecast, MadeBy, Quantiles
from shared.ids import ResourceId, SchoolId
from shared.model_card import Card, read_card
from shared.resources import Resource, ResourceKind
from shared.school_year import SchoolCalendar, Week
from shared.sentences import N_
from shared.tflite import Network, check

_NO_PLACES: Mapping[SchoolId, Place] = {}
_NO_RESOURCES: Mapping[ResourceId, Resource] = {}


class Forecaster:
    """
    Forecasts any number of series from one origin.

    Make it with ``load`` (a released model) or ``baseline`` (none). ``note`` says in Spanish why the network is not
    used although there is a model; it is empty otherwise.
    """

    def __init__(self, card: Card | None = None, network: Network | None = None, note: str = "") -> None:
        self.card = card
        self.note = note
        self._network = network

    @classmethod
    def load(cls, model: Path | bytes, card: bytes) -> Self:
        """
        Open a released model after all its checks; without LiteRT the baseline serves, with the card's choices.

        Raises:
            BadModel: A file or card that must not be used; keep the last good one.
        """
        known = read_card(card)
        network = check(model.read_bytes() if isinstance(model, Path) else model, known)
        note = "" if network else N_("Esta computadora no tiene LiteRT: se usa el pronóstico base.")
        return cls(known, network, note)

    @classmethod
    def baseline(cls) -> Self:
        """Return the forecaster that needs no model."""
        return cls()

    @property
    def version(self) -> str:
        """Return the version of the model, empty without one."""
        return self.card.version if self.card else ""

    def forecast(
        self,
        series: Sequence[Series],
        origin: Week,
        calendar: SchoolCalendar,
        places: Mapping[SchoolId, Place] = _NO_PLACES,
        resources: Mapping[ResourceId, Resource] = _NO_RESOURCES,
    ) -> list[Forecast]:
        """
        Return one forecast per series, in their order, for the next 9 school weeks after week *origin*.

        A series of which it is only known that there was use, and of no week how much at once, has none: not 0. One of
        fewer than four known weeks, or none, of a school in *places* whose students are known is foreseen with the
        donors of the card. What *resources* ask for and *places* have is looked at by a model that takes covariates.
        Where the calendar of a year on the way is not known, its weeks are assumed, and the
        forecast says so (``assumed``).

        >>> from shared.demand import WeekRow
        >>> from shared.ids import ResourceId, SchoolId
        >>> from shared.school_year import PERU_2026
        >>> rows = [WeekRow(week, units=20, recorded_days=5) for week in range(2942, 2950)]
        >>> guides = Series.from_rows(SchoolId("0403691-0"), ResourceId("guia"), ResourceKind.CONSUMABLE, rows)
        >>> forecast, = Forecaster.baseline().forecast([guides], Week(2949), PERU_2026)
        >>> forecast.made_by.value, forecast.rests_on.sentence(), forecast.need().p50
        ('baseline', '8 semanas de uso', 182)
        """
        series = [one for one in series if foreseeable(one, origin)]
        if not series:
            return []
        targets, censored, shown = stack(series, origin)
        history = school_history(targets, censored, origin, origin, calendar, shown=shown)
        kinds = [one.kind for one in series]
        priors = self.priors([(one.resource, one.kind, places.get(one.school, Place())) for one in series])
        told = covariates.of_series(series, origin, places, resources) if self.covariates else None
        weekly, period, methods, weights = self.quantiles(history, kinds, priors, told)
        window = np.arange(origin - WINDOW_WEEKS + 1, origin + 1, dtype=np.int64)
        shares = share_of(history, priors) if priors else np.zeros(len(series))
        rests = rests_on(history, np.setdiff1d(window, history.weeks), methods, shares)
        weeks = tuple(Week(int(week)) for week in history.future_weeks)
        assumed = calendar.assumed(Week(origin + 1), weeks[-1])
        return [
            Forecast(
                school=one.school,
                resource=one.resource,
                kind=one.kind,
                origin=origin,
                weeks=weeks,
                weekly=tuple(Quantiles(*row) for row in weekly_rows),
                period=Quantiles(*period_row),
                made_by=_made_by(weight),
                rests_on=rest,
                model_version=self.version,
                assumed=assumed,
            )
            for one, weekly_rows, period_row, weight, rest in zip(
                series, weekly.tolist(), period.tolist(), weights.tolist(), rests, strict=True
            )
        ]

    @property
    def covariates(self) -> tuple[str, ...]:
        """Return what the model looks at besides use."""
        return self.card.covariates if self.card else ()

    @property
    def donors(self) -> Donors:
        """Return what schools tell of each other: nothing without a model."""
        return self.card.donors if self.card else Donors()

    def priors(self, needs: Sequence[tuple[ResourceId, ResourceKind, Place]]) -> Priors | None:
        """Return what the donors of the card say of each need; None without donors."""
        return priors_of(self.donors, needs) if self.donors.rows else None

    def quantiles(
        self,
        history: History,
        kinds: Sequence[ResourceKind],
        priors: Priors | None = None,
        told: Floats | None = None,
    ) -> tuple[Floats, Floats, list[Method], Floats]:
        """
        Return quantiles of weeks N x H x 3 and of the period N x 3, each series' method and the network's weight.

        *told*: ``shared.covariates.columns``; a model that takes them reads None as nothing known.
        """
        weekly, methods = baseline.weekly_quantiles(history, self.card.methods if self.card else {})
        period = self._period(weekly, kinds)
        if priors is not None:
            weekly, period = blended(weekly, period, history, kinds, priors)
        if self.card is None or self._network is None:
            return weekly, period, methods, np.zeros(len(weekly))
        weights = np.array([self.card.weights.get(one, 0.0) for one in patterns(history)])
        known = self._looked_at(told, len(weekly))
        answer, total = self._network.run(network_inputs(history, kinds, weekly, period, weights, known))
        return baseline.monotone(answer), baseline.monotone(total), methods, weights

    def _looked_at(self, told: Floats | None, rows: int) -> Floats | None:
        """Return the columns of the covariates that the card names, in its order."""
        if not self.covariates:
            return None
        every = np.zeros((rows, covariates.WIDTH)) if told is None else told
        return covariates.named(every, self.covariates)

    def _period(self, weekly: Floats, kinds: Sequence[ResourceKind]) -> Floats:
        if self.card is None:
            return baseline.period_quantiles(weekly, kinds)
        card = self.card
        return baseline.period_quantiles(
            weekly, kinds, reach=card.pack_reach, correlation=card.correlation, stretch=card.stretch
        )


def _made_by(weight: float) -> MadeBy:
    if weight == 0:
        return MadeBy.BASELINE
    return MadeBy.MODEL if weight == 1 else MadeBy.BLEND
