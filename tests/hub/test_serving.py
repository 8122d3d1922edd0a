"""The hub's forecasts by TensorFlow Serving: of the released file and no other, as it answers; else by the file."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests

from hub import forecasting, services
from hub.config import Config
from hub.release import release_model
from hub.serving import Served, why_not
from hub.store import Store
from models.export import FOLDER, export
from shared.errors import BadInput, NotReady
from shared.forecaster import Forecaster
from shared.model_card import Card, read_card
from shared.school_year import PERU_2026
from shared.served_model import NAME, number_of
from shared.tflite import Network, check
from tests.deploy.hub.proxies import free_port
from tests.hub.builders import CATALOGUE, SCHOOL, Office
from tests.hub.test_forecasting import ready, school_series
from tests.models.tiny import seeing_release, tiny_params, tiny_release
from tests.test_docs import PROJECT

__all__ = ["ready"]
CONFIG = PROJECT / "deploy" / "serving" / "models.config"
Reply = Callable[[dict[str, Any]], tuple[int, Any]]


@contextmanager
def answering(reply: Reply, *, cut: int | None = None) -> Iterator[tuple[str, list[str]]]:
    """Serve *reply*, or *cut* bytes of it, to whatever is asked; give the address and the paths that were asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            status, told = reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:cut])

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", paths
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def seeing() -> tuple[bytes, bytes, Card, Network]:
    model, card = seeing_release()
    known = read_card(card)
    network = check(model, known)
    assert network is not None
    return model, card, known, network


def rows_of(card: Card) -> dict[str, Any]:
    return {name: np.array(rows, dtype=np.float32) for name, rows in card.golden.inputs.items()}


def by(network: Network, factor: float = 1.0) -> Reply:
    """Answer with the network, times *factor*, in the format of TensorFlow Serving."""

    def reply(asked: dict[str, Any]) -> tuple[int, Any]:
        weekly, period = network.run({name: np.array(one, dtype=np.float32) for name, one in asked["inputs"].items()})
        told = {"weekly": (weekly * factor).reshape(len(weekly), -1).tolist(), "period": (period * factor).tolist()}
        return 200, {"outputs": told}

    return reply


@pytest.mark.train
def test_it_is_asked_for_the_version_of_the_released_file_and_for_no_other(
    seeing: tuple[bytes, bytes, Card, Network],
) -> None:
    model, card, known, network = seeing
    with answering(by(network)) as (url, paths):
        problem = why_not(model, card, url)

    assert problem == ""
    assert paths == [f"/v1/models/{NAME}/versions/{number_of(known.sha256)}:predict"]


@pytest.mark.train
@pytest.mark.parametrize("told", [
    (404, {"error": "Servable not found"}), (200, b"<html>"), (200, {"outputs": {"weekly": [[1.0]], "period": [[1]]}}),
    (200, {"predictions": []}), (200, b'{"outputs": {"weekly": [[NaN]], "period": [[NaN]]}}'), (500, b""),
])  # fmt: skip
def test_what_is_no_answer_leaves_the_file_to_answer(
    told: tuple[int, Any], seeing: tuple[bytes, bytes, Card, Network]
) -> None:
    _, _, known, network = seeing
    inputs = rows_of(known)
    with answering(lambda _: told) as (url, paths):
        served = Served(url, known, network)
        got = [served.run(inputs) for _ in range(2)]

    assert len(paths) == 1
    for weekly, period in got:
        np.testing.assert_array_equal(weekly, network.run(inputs)[0])
        np.testing.assert_array_equal(period, network.run(inputs)[1])


@pytest.mark.train
def test_a_server_that_falls_silent_in_the_middle_of_its_answer_leaves_the_file_to_answer(
    seeing: tuple[bytes, bytes, Card, Network],
) -> None:
    _, _, known, network = seeing
    inputs = rows_of(known)
    with answering(by(network), cut=9) as (url, _):
        weekly, period = Served(url, known, network).run(inputs)

    np.testing.assert_array_equal(weekly, network.run(inputs)[0])
    np.testing.assert_array_equal(period, network.run(inputs)[1])


@pytest.mark.train
def test_a_server_with_another_network_or_none_at_all_is_not_used(seeing: tuple[bytes, bytes, Card, Network]) -> None:
    model, card, known, network = seeing
    with answering(by(network, factor=1.05)) as (url, _):
        other = why_not(model, card, url)
    nobody = why_not(model, card, url)

    assert "no responde como el archivo" in other
    assert "no sirve el modelo publicado" in nobody
    with pytest.raises(NotReady):
        Served(url, known, network).asked(rows_of(known))


@pytest.mark.parametrize("text", ["127.0.0.1:8501", "ftp://equipo", "sí"])
def test_an_address_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHASQUI_HUB_SERVING", text)

    with pytest.raises(BadInput, match="CHASQUI_HUB_SERVING"):
        Config.from_env()


def test_the_settings_of_the_server_name_the_model_that_the_hub_asks_for() -> None:
    text = CONFIG.read_text("utf-8")

    assert f'name: "{NAME}"' in text
    assert f'base_path: "/models/{NAME}"' in text
    assert "all {" in text


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a tiny region, with what is exported of it."""
    folder = tmp_path_factory.mktemp("served")
    out = tiny_release(folder)
    export(tiny_params(folder), out)
    return out


@contextmanager
def serving(folder: Path, tmp_path: Path) -> Iterator[str]:
    """Serve what was exported: TensorFlow Serving where it is installed, else the stand-in of these tests."""
    port = free_port()
    server = shutil.which("tensorflow_model_server")
    config = tmp_path / "models.config"
    config.write_text(CONFIG.read_text("utf-8").replace("/models/", f"{folder}/"), "utf-8")
    real = [str(server), "--port=0", f"--rest_api_port={port}", f"--model_config_file={config}"]
    stand_in = [sys.executable, "-m", "tests.hub.stand_in_serving", str(folder), str(port)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(real if server else stand_in, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None
        try:
            if requests.get(f"{url}/v1/models/{NAME}", timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise TimeoutError("nothing serves")


@pytest.mark.train
def test_what_is_exported_answers_over_http_as_the_file_on_a_laptop_does(exported: Path, tmp_path: Path) -> None:
    model, card = (exported / "model.tflite").read_bytes(), (exported / "card.json").read_bytes()
    whole = Network((exported / "model.float32.tflite").read_bytes())
    known = read_card(card)
    inputs = rows_of(known)
    with serving(exported / FOLDER, tmp_path) as url:
        problem = why_not(model, card, url)
        served = Served(url, known, whole)
        weekly, period = served.asked(inputs)
        another = why_not(*seeing_release(), url)

    assert problem == ""
    np.testing.assert_allclose(weekly, whole.run(inputs)[0], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(period, whole.run(inputs)[1], rtol=1e-4, atol=1e-4)
    assert "404" in another


@pytest.mark.spark
@pytest.mark.train
def test_the_region_forecasts_by_the_server_what_it_forecasts_by_the_file(
    ready: Office, exported: Path, tmp_path: Path
) -> None:
    release_model(ready.store, exported / "model.tflite", exported / "card.json", ready.config.release_key_file)
    laptop = Forecaster.load(exported / "model.tflite", (exported / "card.json").read_bytes())
    with serving(exported / FOLDER, tmp_path) as url:
        store = Store(replace(ready.config, serving=url))
        made = forecasting.forecast(store)
        found = [one for one in forecasting.latest(store) if one.school == SCHOOL]
        store.close()

    place, origin = services.places_of(ready.store.schools()), forecasting.origin_of(ready.store)
    expected = laptop.forecast(school_series(SCHOOL), origin, PERU_2026, place, CATALOGUE.by_id())
    assert made.notes["serving"] == "ok"
    for got, wanted in zip(found, expected, strict=True):
        assert (got.resource, got.model_version) == (wanted.resource, wanted.model_version)
        assert got.period.p50 == pytest.approx(wanted.period.p50, rel=0.01, abs=0.01)
