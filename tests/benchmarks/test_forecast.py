"""The benchmark of the forecast gives the figures that it promises; how fast they were is not judged here."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from models.convert import FILES
from tests.benchmarks import forecast, real_use
from tests.benchmarks.frame import main
from tests.benchmarks.processes import run
from tests.models.tiny import seeing_release, tiny_release

ALONE = {"import_s", "load_s", "seconds", "rows_50_s", "peak_mb", "resources", "weeks"}

PAGE = {"forecast_s", "page_s", "seconds", "with_model", "resources", "weeks"}


def figures(folder: Path, *options: str) -> dict[str, Any]:
    target = folder / "forecast.json"
    argv = ["--json", str(target), "--quick", *options]
    main("forecast", forecast.measure, options=forecast.add_options, argv=argv)
    told: dict[str, Any] = json.loads(target.read_text())
    return told


def test_real_use_is_foreseen_as_reported_and_beside_its_peers(real_data: Path, tmp_path: Path) -> None:
    told = figures(tmp_path, "--parts", "lp", "--panel", str(real_data / "usage"))

    for name in real_use.METHODS:
        assert told[name].keys() == {"lp", "lp_in_session"}
        assert told[name]["lp"].keys() == told[name]["lp_in_session"].keys() == {"wql", "ratio", "seconds", "series"}
    assert told["calblend"]["lp"]["ratio"] == pytest.approx(0.846, abs=0.005)
    assert told["ours"]["lp"]["ratio"] < 0.86
    assert min(told[name]["lp"]["ratio"] for name in real_use.PEERS) == 1


def test_a_panel_of_the_same_shape_from_elsewhere_is_read(tmp_path: Path) -> None:
    (tmp_path / "x_calendar.csv").write_text("ds,school_days,month\n2020-01-06,5,1\n2020-01-13,0,1\n")
    (tmp_path / "x_weekly.csv").write_text("unique_id,ds,y\nb,2020-01-13,4\na,2020-01-06,2\n")

    panel = real_use.read(tmp_path)

    assert panel.y.tolist() == [[2, 0], [0, 4]]
    assert panel.exposure.tolist() == [1.0, 0.1]


def test_a_laptop_forecasts_and_a_model_that_is_not_there_has_no_key(tmp_path: Path) -> None:
    told = figures(tmp_path, "--parts", "laptop", "--model", str(tmp_path))

    assert told["ours"].keys() == {"laptop"}
    assert told["ours"]["laptop"].keys() == ALONE


def test_without_a_panel_nothing_is_claimed_of_accuracy(tmp_path: Path) -> None:
    told = figures(tmp_path, "--parts", "lp", "--panel", str(tmp_path / "none"))

    assert not {"ours", "naive"} & told.keys()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_release(tmp_path_factory.mktemp("release"))


@pytest.mark.train
def test_a_model_has_its_size_and_its_cost(tmp_path: Path, release: Path) -> None:
    told = figures(tmp_path, "--parts", "laptop", "--model", str(release))["ours"]

    loss = {name for name in told["model"] if name.startswith("ratio")}
    assert told["model"].keys() - loss == ALONE | {"bytes", "parameters"}
    assert told["model"]["bytes"] == (release / "model.tflite").stat().st_size
    for precision, name in FILES.items():
        assert told[precision].keys() - {"difference"} == {"bytes", "import_s", "load_s", "latency_50_ms", "peak_mb"}
        assert told[precision]["bytes"] == (release / name).stat().st_size
    assert 0 <= told["int8"]["difference"] <= 0.005
    assert "difference" not in told["float32"]


@pytest.mark.train
def test_a_file_that_looks_at_more_than_use_is_measured_with_all_that_it_takes(tmp_path: Path) -> None:
    (tmp_path / "model.tflite").write_bytes(seeing_release()[0])

    told, _ = run([sys.executable, "-m", "tests.benchmarks.network_alone", str(tmp_path / "model.tflite")])

    assert json.loads(told).keys() == {"import_s", "load_s", "latency_50_ms"}


@pytest.mark.train
def test_a_schools_needs_come_from_its_database_to_its_page_with_the_released_model(
    tmp_path: Path, release: Path
) -> None:
    told = figures(tmp_path, "--parts", "page", "--model", str(release))["ours"]["page"]

    assert told.keys() == PAGE
    assert (told["resources"], told["weeks"], told["with_model"]) == (40, 104, 1)
    assert told["seconds"] == pytest.approx(told["forecast_s"] + told["page_s"], rel=1e-3)


def test_without_a_model_the_page_is_the_baselines(tmp_path: Path) -> None:
    told = figures(tmp_path, "--parts", "page", "--model", str(tmp_path))["ours"]["page"]

    assert told.keys() == PAGE
    assert told["with_model"] == 0


@pytest.mark.spark
def test_a_region_is_foreseen_by_spark(tmp_path: Path) -> None:
    told = figures(tmp_path, "--parts", "region", "--resources", "3")["ours"]["region"]

    assert told.keys() == {"seconds", "series_per_s", "schools", "resources", "weeks"}
    assert (told["schools"], told["resources"]) == (4, 3)
