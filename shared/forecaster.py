"""A released ``.tflite`` and its card, checked, then run on a school's laptop and on the hub alike."""

import hashlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from shared import baseline
from shared.baseline import Method
from shared.demand import WINDOW_WEEKS, Floats, Series, foreseeable
from shared.donors import Donors, Place, Priors, blended, priors_of, share_of
from shared.errors import BadModel
from shared.features import (
    History,
    input_widths,
    network_inputs,
    patterns,
    rests_on,
    school_history,
    stack,
)
from shared.forecast import LEVELS, PERIOD_WEEKS, Forecast, MadeBy, Quantiles
from shared.ids import ResourceId, SchoolId
from shared.model_card import Card, read_card
from shared.resources import ResourceKind
from shared.school_year import SchoolCalendar, Week
from shared.sentences import N_

ROWS = 64
"""Rows of the network's fixed input: fewer are filled up, more go in turns."""
MAX_MODEL_BYTES = 4 << 20

Arrays = Mapping[str, NDArray[np.float32]]
_NO_PLACES: Mapping[SchoolId, Place] = {}


class Network:
    """The network of a ``.tflite``, by LiteRT, one thread. Raises ImportError where LiteRT cannot be imported."""

    def __init__(self, model: bytes) -> None:
        litert = import_module("ai_edge_litert.interpreter")
        try:
            # Without delegates: the same answers on every processor, and nothing written to the terminal.
            plain = litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            self._interpreter = litert.Interpreter(
                model_content=model, num_threads=1, experimental_op_resolver_type=plain
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise BadModel(
                "El modelo no se puede abrir (%(problem)s). Pida a la región que lo envíe otra vez.", problem=error
            ) from error
        self._inputs = {_plain(d["name"]): d for d in self._interpreter.get_input_details()}
        self._outputs = {int(d["shape"][-1]): d["index"] for d in self._interpreter.get_output_details()}
        wanted = {name: [ROWS, width] for name, width in input_widths().items()}
        if {name: d["shape"].tolist() for name, d in self._inputs.items()} != wanted:
            raise BadModel("El modelo espera otros datos que los de esta versión. Actualice Chasqui.")

    def operations(self) -> set[str]:
        """Return the names of the operations in the file."""
        return {detail["op_name"] for detail in self._interpreter._get_ops_details()}

    def run(self, inputs: Arrays) -> tuple[Floats, Floats]:
        """Return weekly quantiles N x H x 3 and period quantiles N x 3."""
        rows = len(inputs["weight"])
        weekly = np.zeros((rows, PERIOD_WEEKS * len(LEVELS)))
        period = np.zeros((rows, len(LEVELS)))
        for start in range(0, rows, ROWS):
            part = slice(start, min(start + ROWS, rows))
            for name, detail in self._inputs.items():
                block = np.zeros((ROWS, inputs[name].shape[1]), dtype=np.float32)
                block[: part.stop - part.start] = inputs[name][part]
                self._interpreter.set_tensor(detail["index"], block)
            self._interpreter.invoke()
            for out in (weekly, period):
                answer = self._interpreter.get_tensor(self._outputs[out.shape[1]])
                out[part] = answer[: part.stop - part.start]
        return weekly.reshape(rows, PERIOD_WEEKS, len(LEVELS)), period


def check(model: bytes, card: Card) -> Network | None:
    """
    Put a model through the gates of its card; return it opened, or None where LiteRT is missing.

    Raises:
        BadModel: Another file than the card's, weights missing, or other answers than at training.
    """
    if len(model) > MAX_MODEL_BYTES or len(model) != card.size_bytes or _sha256(model) != card.sha256:
        raise BadModel("El archivo del modelo no es el que la región publicó. Se pedirá de nuevo.")
    # A file without its weights runs without an error and answers garbage (FORECASTING.md, TFLite).
    if len(model) < card.least_bytes:
        raise BadModel("Al modelo le faltan sus pesos. Siga con el anterior y avise a la región.")
    try:
        network = Network(model)
    except ImportError:
        return None
    variables = {name for name in network.operations() if "VAR_HANDLE" in name or "READ_VARIABLE" in name}
    if variables:
        raise BadModel(
            "El modelo trae variables sin valor (%(variables)s). Avise a la región.",
            variables=", ".join(sorted(variables)),
        )
    inputs, wanted_weekly, wanted_period = _golden(card)
    weekly, period = network.run(inputs)
    _same(weekly.reshape(len(weekly), -1), wanted_weekly, card.parity)
    _same(period, wanted_period, card.parity)
    return network


def _golden(card: Card) -> tuple[Arrays, Floats, Floats]:
    try:
        inputs = {name: np.array(rows, dtype=np.float32) for name, rows in card.golden.inputs.items()}
        weekly, period = np.array(card.golden.weekly), np.array(card.golden.period)
    except ValueError:  # rows of unlike lengths
        inputs = {}
    rows = len(inputs.get("weight", ()))
    if not rows or {name: one.shape for name, one in inputs.items()} != {
        name: (rows, width) for name, width in input_widths().items()
    }:
        raise BadModel("La ficha del modelo no trae ejemplos de prueba. Pida a la región que publique otra.")
    return inputs, weekly, period


def _same(got: Floats, wanted: Floats, parity: float) -> None:
    if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=parity, atol=parity):
        raise BadModel("El modelo no responde en esta computadora como al entrenarse. Se sigue con el anterior.")


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
    ) -> list[Forecast]:
        """
        Return one forecast per series, in their order, for the next 9 school weeks after week *origin*.

        A series of which it is only known that there was use, and of no week how much at once, has none: not 0. One of
        fewer than four known weeks, or none, of a school in *places* whose students are known is foreseen with the
        donors of the card. Where the calendar of a year on the way is not known, its weeks are assumed, and the
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
        weekly, period, methods, weights = self.quantiles(history, kinds, priors)
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
    def donors(self) -> Donors:
        """Return what schools tell of each other: nothing without a model."""
        return self.card.donors if self.card else Donors()

    def priors(self, needs: Sequence[tuple[ResourceId, ResourceKind, Place]]) -> Priors | None:
        """Return what the donors of the card say of each need; None without donors."""
        return priors_of(self.donors, needs) if self.donors.rows else None

    def quantiles(
        self, history: History, kinds: Sequence[ResourceKind], priors: Priors | None = None
    ) -> tuple[Floats, Floats, list[Method], Floats]:
        """Return quantiles of weeks N x H x 3 and of the period N x 3, each series' method and the network's weight."""
        weekly, methods = baseline.weekly_quantiles(history, self.card.methods if self.card else {})
        period = self._period(weekly, kinds)
        if priors is not None:
            weekly, period = blended(weekly, period, history, kinds, priors)
        if self.card is None or self._network is None:
            return weekly, period, methods, np.zeros(len(weekly))
        weights = np.array([self.card.weights.get(one, 0.0) for one in patterns(history)])
        answer, total = self._network.run(network_inputs(history, kinds, weekly, period, weights))
        return baseline.monotone(answer), baseline.monotone(total), methods, weights

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


def _plain(name: str) -> str:
    return name.removeprefix("serving_default_").split(":")[0]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
