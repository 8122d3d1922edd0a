"""Forecasts, by the same file and class on a school's laptop and on the hub."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from shared import baseline, covariates
from shared.baseline import Method
from shared.demand import WINDOW_WEEKS, Floats, Series, foreseeable
from shared.donors import Donors, Place, Priors, blended, priors_of, share_of
from shared.features import (
    History,
    Pattern,
    network_inputs,
    patterns,
    rests_on,
    school_history,
    stack,
)
from shared.forecast import Forecast
from shared.foresight import Answer, Circumstances, Foresight, forecasts_of
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
    used although there is a model; it is empty otherwise. For the patterns *set_aside* the baseline counts alone.
    """

    def __init__(
        self,
        card: Card | None = None,
        network: Network | None = None,
        note: str = "",
        set_aside: Collection[Pattern] = (),
    ) -> None:
        self.card = card
        self.note = note
        self._network = network
        self._set_aside = frozenset(set_aside)

    @classmethod
    def load(cls, model: Path | bytes, card: bytes, set_aside: Collection[Pattern] = ()) -> Self:
        """
        Open a released model after all its checks; without LiteRT the baseline serves, with the card's choices.

        Raises:
            BadModel: A file or card that must not be used; keep the last good one.
        """
        known = read_card(card)
        network = check(model.read_bytes() if isinstance(model, Path) else model, known)
        note = "" if network else N_("Esta computadora no tiene LiteRT: se usa el pronóstico base.")
        return cls(known, network, note, set_aside)

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
        return self.foresee(series, origin, calendar, places, resources).forecasts

    def foresee(
        self,
        series: Sequence[Series],
        origin: Week,
        calendar: SchoolCalendar,
        places: Mapping[SchoolId, Place] = _NO_PLACES,
        resources: Mapping[ResourceId, Resource] = _NO_RESOURCES,
    ) -> Foresight:
        """Return the forecasts of ``forecast`` with what is needed to watch them."""
        series = [one for one in series if foreseeable(one, origin)]
        if not series:
            return Foresight([], [], {})
        targets, censored, shown = stack(series, origin)
        history = school_history(targets, censored, origin, origin, calendar, shown=shown)
        kinds = [one.kind for one in series]
        priors = self.priors([(one.resource, one.kind, places.get(one.school, Place())) for one in series])
        known = covariates.of_series(series, origin, places, resources) if self.covariates else None
        told = self.answer(history, kinds, priors, known)
        window = np.arange(origin - WINDOW_WEEKS + 1, origin + 1, dtype=np.int64)
        shares = share_of(history, priors) if priors else np.zeros(len(series))
        rests = rests_on(history, np.setdiff1d(window, history.weeks), told.methods, shares)
        last = Week(int(history.future_weeks[-1]))
        at = Circumstances(origin, self.version, calendar.assumed(Week(origin + 1), last))
        forecasts = forecasts_of(series, history, told, rests, at)
        return Foresight(forecasts, told.patterns, told.inputs)

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
        found = self.answer(history, kinds, priors, told)
        return found.weekly, found.period, found.methods, found.weights

    def answer(
        self,
        history: History,
        kinds: Sequence[ResourceKind],
        priors: Priors | None = None,
        told: Floats | None = None,
    ) -> Answer:
        """Return the quantiles of ``quantiles`` with those that they are made of."""
        weekly, methods = baseline.weekly_quantiles(history, self.card.methods if self.card else {})
        period = self._period(weekly, kinds)
        if priors is not None:
            weekly, period = blended(weekly, period, history, kinds, priors)
        found = patterns(history)
        if self.card is None or self._network is None:
            none = np.zeros(len(weekly))
            return Answer(weekly, period, methods, none, found, weekly, weekly, none > 0, {})
        weights = np.array([self.card.weights.get(one, 0.0) for one in found])
        inputs = network_inputs(history, kinds, weekly, period, weights, self._looked_at(told, len(weekly)))
        answer, total = self._network.run(inputs)
        corrected = baseline.monotone(answer)
        aside = np.array([one in self._set_aside for one in found], dtype=bool)
        return Answer(
            weekly=np.where(aside[:, None, None], weekly, corrected),
            period=np.where(aside[:, None], period, baseline.monotone(total)),
            methods=methods,
            weights=np.where(aside, 0.0, weights),
            patterns=found,
            base=weekly,
            corrected=corrected,
            heard=weights > 0,
            inputs=inputs,
        )

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
