"""Everything between training and a released file: gates, parity, cards (TensorFlow)."""

import hashlib
import json
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.backtest.columns import Freq
from models.backtest.rolling import Rolling
from models.backtest.table import read_table
from models.card import judged
from models.convert import FILES
from models.gates import gap_to, parity
from models.network import build_network
from models.panel import Panel
from models.prepare import Choices, fallback
from models.settings import Train, read_params
from shared import baseline
from shared.demand import TOLD, WeekRow, foreseeable
from shared.errors import BadModel
from shared.features import Pattern, input_widths, network_inputs
from shared.forecast import PERIOD_WEEKS
from shared.forecaster import Forecaster
from shared.model_card import Card, Precision, read_card
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, Week
from shared.tflite import ROWS, Network, check
from tests.shared.builders_forecast import ORIGIN, series, steady

pytestmark = pytest.mark.train
LAST = Week(ORIGIN)


def _load(release: Path, **changed: Any) -> Forecaster:
    card = read_card((release / "card.json").read_bytes())
    return Forecaster.load(release / "model.tflite", msgspec.json.encode(msgspec.structs.replace(card, **changed)))


def _everywhere(weight: float) -> dict[Pattern, float]:
    return dict.fromkeys(Pattern, weight)


def test_weight_zero_gives_the_numpy_baseline_back_to_one_in_ten_thousand(release: Path, panel: Panel) -> None:
    forecaster = _load(release, weights=_everywhere(0.0))
    fallback = Forecaster(forecaster.card)
    history = panel.history(Week(panel.last - 12))

    by_file, by_numpy = (f.quantiles(history, panel.kinds) for f in (forecaster, fallback))

    for got, wanted in zip(by_file[:2], by_numpy[:2], strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-4)


rows = st.builds(
    WeekRow,
    st.integers(ORIGIN - 60, ORIGIN),
    *[st.integers(0, 400)] * 4,
    *[st.integers(0, 5)] * 2,
    *[st.integers(0, 90)] * len(TOLD),
)


@given(st.lists(rows, max_size=20), st.sampled_from(ResourceKind), st.floats(0, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_models_quantiles_never_cross(
    release: Path, some: list[WeekRow], kind: ResourceKind, weight: float
) -> None:
    one = series(*some, kind=kind)
    found = _load(release, weights=_everywhere(weight)).forecast([one], LAST, PERU_2026)

    assert len(found) == foreseeable(one, LAST)
    for forecast in found:
        for q in (*forecast.weekly, forecast.period):
            assert 0 <= q.p10 <= q.p50 <= q.p90 < np.inf


def test_series_of_every_poor_sort_go_through_the_model(release: Path) -> None:
    poor = [series(), series(WeekRow(ORIGIN)), steady(0, 30), steady(9, 1)]

    forecasts = _load(release, weights=_everywhere(1.0)).forecast(poor, LAST, PERU_2026)

    assert [f.need().p90 > 0 for f in forecasts] == [False, False, False, True]


def test_more_rows_than_the_file_takes_at_once_go_in_turns(release: Path) -> None:
    forecaster = _load(release, weights=_everywhere(1.0))
    many = [steady(1 + n % 40, 1 + n % 50) for n in range(2 * ROWS + 5)]

    together = forecaster.forecast(many, LAST, PERU_2026)

    assert together[-1].period.p50 == pytest.approx(forecaster.forecast(many[-1:], LAST, PERU_2026)[0].period.p50)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.99])
def test_a_flipped_byte_is_refused(release: Path, place: float) -> None:
    model = bytearray((release / "model.tflite").read_bytes())
    model[int(place * len(model))] ^= 0x40

    with pytest.raises(BadModel, match="no es el que la región publicó"):
        Forecaster.load(bytes(model), (release / "card.json").read_bytes())


def test_a_model_that_answers_otherwise_than_at_training_is_refused(release: Path) -> None:
    card = read_card((release / "card.json").read_bytes())
    other = [[value * 1.05 + 1 for value in row] for row in card.golden.weekly]

    with pytest.raises(BadModel, match="no responde"):
        _load(release, golden=msgspec.structs.replace(card.golden, weekly=other))


@pytest.mark.parametrize("cut", [None, slice(0, 1), slice(1, None)])
def test_a_card_without_whole_golden_rows_is_refused(release: Path, cut: slice | None) -> None:
    golden = read_card((release / "card.json").read_bytes()).golden
    first, *others = golden.inputs["base_week"]
    inputs = {**golden.inputs, "base_week": [first[cut], *others]} if cut else {}

    with pytest.raises(BadModel, match="ejemplos de prueba"):
        _load(release, golden=msgspec.structs.replace(golden, inputs=inputs))


def test_a_card_whose_golden_answers_are_of_unlike_lengths_is_refused(release: Path) -> None:
    golden = read_card((release / "card.json").read_bytes()).golden

    with pytest.raises(BadModel, match="ejemplos de prueba"):
        _load(release, golden=msgspec.structs.replace(golden, weekly=[[1.0], *golden.weekly[1:]]))


def test_the_file_has_no_variables_and_all_its_weights(release: Path) -> None:
    card, model = read_card((release / "card.json").read_bytes()), (release / "model.tflite").read_bytes()

    assert not [name for name in Network(model).operations() if "VAR" in name]
    assert len(model) >= card.parameters
    assert len(model) <= 250 * 1024


@pytest.mark.parametrize("precision", Precision)
def test_both_files_have_all_their_weights_and_no_variables(release: Path, precision: Precision) -> None:
    card, model = read_card((release / "card.json").read_bytes()), (release / FILES[precision]).read_bytes()
    least = msgspec.structs.replace(card, precision=precision).least_bytes

    assert card.parameters <= least <= len(model) == card.sizes[precision]
    assert not [name for name in Network(model).operations() if "VAR" in name]


def test_the_released_file_is_the_one_that_the_card_names(release: Path) -> None:
    card = read_card((release / "card.json").read_bytes())
    assert card.precision is not None

    assert (release / "model.tflite").read_bytes() == (release / FILES[card.precision]).read_bytes()
    assert card.precision is Precision.INT8
    assert card.sizes[Precision.INT8] < card.sizes[Precision.FLOAT32]
    assert card.difference is not None
    assert 0 <= card.difference <= read_params().convert.int8_difference
    assert f"Precision int8 (float32 {card.sizes[Precision.FLOAT32]} bytes" in (release / "card.md").read_text()


def test_a_file_of_floats_that_has_bytes_for_a_quarter_of_them_is_refused(release: Path) -> None:
    card, model = read_card((release / "card.json").read_bytes()), (release / "model.tflite").read_bytes()
    told = msgspec.structs.replace(card, precision=Precision.FLOAT32, parameters=len(model) // 3)

    with pytest.raises(BadModel, match="faltan sus pesos"):
        check(model, told)


def _real_rows(real_data: Path) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """Inputs of 31 weeks of real use with full weight, and the numpy baseline of weeks and of the period."""
    folder = real_data / "usage"
    table = read_table(folder / "learnplatform_weekly.csv", Freq.WEEK, calendar=folder / "learnplatform_calendar.csv")
    source = Rolling(table, PERIOD_WEEKS, None)
    history = source.history(Week(31))
    weekly, period = fallback(history, source.kinds, Choices({}, baseline.PACK_REACH, baseline.WEEK_TO_WEEK))
    return dict(network_inputs(history, source.kinds, weekly, period, np.ones(len(weekly)))), weekly, period


@pytest.mark.parametrize("precision", Precision)
def test_on_real_use_weight_zero_gives_the_numpy_baseline_and_full_weight_another_answer(
    release: Path, real_data: Path, precision: Precision
) -> None:
    inputs, weekly, period = _real_rows(real_data)
    network = Network((release / FILES[precision]).read_bytes())

    still = network.run({**inputs, "weight": np.zeros_like(inputs["weight"])})

    np.testing.assert_allclose(still[0], weekly, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(still[1], period, rtol=1e-4, atol=1e-4)
    assert np.abs(network.run(inputs)[0] - weekly).max() > 0.1


def test_on_real_use_both_files_answer_as_tensorflow_does(release: Path, real_data: Path) -> None:
    settings = msgspec.convert(read_card((release / "card.json").read_bytes()).params, Train)
    network, inputs = build_network(settings), _real_rows(real_data)[0]
    network.load_weights(release / "network.weights.h5")
    floats, whole = ((release / FILES[one]).read_bytes() for one in Precision)

    assert gap_to(network, floats, inputs) < 1e-3
    assert 0 < gap_to(network, whole, inputs) < 0.05


def test_a_conversion_that_left_the_weights_behind_is_refused(release: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _without_weights()
    card: Card = msgspec.structs.replace(
        read_card((release / "card.json").read_bytes()),
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        parameters=1,
    )

    with pytest.raises(BadModel, match="VAR_HANDLE"):
        check(model, card)


def _without_weights() -> bytes:
    """Convert a network whose weights stay variables: the trap that FORECASTING.md describes."""
    import tensorflow as tf

    class Unfrozen(tf.Module):
        def __init__(self) -> None:
            super().__init__()
            self.kernel = tf.Variable(tf.ones((sum(input_widths().values()), 30)))

        @tf.function(input_signature=[tf.TensorSpec((ROWS, w), tf.float32, name=n) for n, w in input_widths().items()])
        def __call__(self, *inputs: Any) -> Any:
            # An assignment keeps the converter from freezing the variable.
            self.kernel.assign(self.kernel * 1.0)
            out = tf.concat(inputs, axis=1) @ self.kernel
            return out[:, :27], out[:, 27:]

    module = Unfrozen()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.__call__.get_concrete_function()], module)
    converter.experimental_enable_resource_variables = True
    return bytes(converter.convert())


def test_a_network_unlike_its_file_fails_the_parity_gate(release: Path) -> None:
    model = (release / "model.tflite").read_bytes()
    card = read_card((release / "card.json").read_bytes())
    inputs = {name: np.array(rows, dtype=np.float32) for name, rows in card.golden.inputs.items()}

    class Other:
        def predict(self, given: dict[str, Any], verbose: int) -> dict[str, Any]:
            return {"weekly": given["base_week"] * 1.5 + 1, "period": given["base_period"]}

    with pytest.raises(BadModel, match="difiere de TensorFlow"):
        parity(Other(), model, inputs, 1e-3)


def test_the_report_compares_the_file_with_its_baseline_and_peers(release: Path) -> None:
    metrics = json.loads((release / "metrics.json").read_text())

    assert {"model", "baseline", "naive", "seasonal_naive", "historical_quantiles"} <= set(metrics["methods"])
    assert {"wql", "wape", "rmse", "bias", "coverage", "precision", "recall", "f1", "base_rate", "period_wql"} <= set(
        metrics["methods"]["model"]
    )
    assert metrics["simulated"]


def test_a_released_model_is_never_worse_than_its_baseline(release: Path) -> None:
    card = read_card((release / "card.json").read_bytes())
    worse = {"wql_model": 0.5, "wql_baseline": 0.4}

    assert set(judged(card, worse).values()) == {0.0}
    assert card.metrics["withdrawn"] == (card.metrics["wql_model"] > card.metrics["wql_baseline"])
    assert not (card.metrics["withdrawn"] and any(card.weights.values()))


def test_the_card_for_people_says_that_the_data_are_made_up(release: Path) -> None:
    text = (release / "card.md").read_text()

    assert "simulated series" in text
    assert "no evidence of accuracy on real schools" in text


def test_forty_resources_of_two_years_are_quick(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forecaster, school = _load(release, weights=_everywhere(1.0)), [steady(9, 104) for _ in range(40)]
    forecaster.forecast(school, LAST, PERU_2026)

    began = perf_counter()
    forecaster.forecast(school, LAST, PERU_2026)
    spent_s = perf_counter() - began

    with capsys.disabled():
        print(f" {1000 * spent_s:.1f} ms", end="")
    assert spent_s < 1
