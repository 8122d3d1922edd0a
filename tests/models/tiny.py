"""A tiny region and a tiny released model, made once per test run."""

import warnings
from functools import lru_cache
from pathlib import Path

import msgspec

from models.listing import made_up_schools
from models.region import Region, simulate_region
from models.settings import Params, Prepare, read_params
from models.simulate import resources_of, write_region
from shared import covariates
from shared.features import Pattern, input_widths
from shared.model_card import Card

CATALOGUE = b"""{"version": 1, "resources": [
 {"id": "tablet", "name": "tabletas", "kind": "reusable", "lot": 5, "requires": {"power": true},
  "kit_without_power": [{"resource": "cargador-solar"}]},
 {"id": "cargador-solar", "name": "cargadores solares", "kind": "reusable"},
 {"id": "guia-com-3", "name": "guias", "kind": "consumable", "lot": 10, "requires": {"levels": ["Primaria"]}},
 {"id": "guia-mat-3", "name": "guias", "kind": "consumable", "lot": 10},
 {"id": "pack-lectura", "name": "paquetes", "kind": "pack"}]}"""


def tiny_params(folder: Path, *, nodes: int = 0, events: int = 0, schools: int = 10) -> Params:
    """Return the usual numbers, with few schools and steps, and with every file in *folder*."""
    (folder / "catalogue.json").write_bytes(CATALOGUE)
    usual = read_params()
    simulate = {"catalogue": folder / "catalogue.json", "nodes": nodes, "events": events, "schools": schools}
    paths = {
        "panel": folder / "panel.parquet",
        "period": folder / "period.csv",
        "calendar": folder / "calendar.json",
        "catalogue": folder / "catalogue.json",
    }
    return msgspec.structs.replace(
        usual,
        simulate=msgspec.structs.replace(usual.simulate, **simulate),
        prepare=msgspec.structs.replace(usual.prepare, **paths),
        train=msgspec.structs.replace(usual.train, seeds=(1, 2), hidden=(8, 8), steps=30, batch=32),
        tune=msgspec.structs.replace(usual.tune, trials=0, hidden=((4, 4), (8, 8)), steps=(10, 20)),
    )


def tiny_region(params: Params) -> Region:
    """Return the region of *params*, unwritten."""
    made_up = made_up_schools(params.simulate.schools, params.simulate.seed)
    return simulate_region(params.simulate, made_up, resources_of(params.simulate.catalogue, 9))


def tiny_panel(folder: Path) -> Prepare:
    """Write a region's panel into *folder*; return how to prepare it."""
    params = tiny_params(folder)
    write_region(params.simulate, folder, params.prepare.panel)
    return params.prepare


@lru_cache(maxsize=1)
def tiny_release(folder: Path) -> Path:
    """Run the whole pipeline into *folder* once (TensorFlow; some seconds); return where the results are."""
    from models.card import write_card
    from models.convert import convert
    from models.evaluate import evaluate
    from models.prepare import prepare
    from models.train import train
    from models.tune import tune

    params, out = tiny_params(folder), folder / "models"
    write_region(params.simulate, folder, params.prepare.panel)
    with warnings.catch_warnings():
        # Keras and TensorFlow warn about each other; what they compute is checked by the gates.
        warnings.simplefilter("ignore")
        prepare(params.prepare, out)
        tune(params, out)
        train(params.train, out)
        convert(params, out)
    evaluate(params.prepare, out)
    write_card(params.card, out)
    return out


@lru_cache(maxsize=1)
def seeing_release() -> tuple[bytes, bytes]:
    """Return a file whose network looks at covariates and answers by them, and its card: weight 1 everywhere."""
    import hashlib

    import numpy as np

    from models.convert import golden, to_tflite
    from models.network import build_network

    settings = msgspec.structs.replace(read_params().train, seeds=(1,), hidden=(8, 8))
    widths = input_widths(covariates=covariates.WIDTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = build_network(settings, widths=widths)
        rng = np.random.default_rng(1)
        network.set_weights([rng.normal(0, 0.4, one.shape) for one in network.get_weights()])
        model = to_tflite(network, settings)
    rows = {name: rng.uniform(0, 1, (8, width)).astype(np.float32) for name, width in widths.items()}
    card = Card(
        version="seeing",
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        parameters=int(network.count_params()),
        golden=golden(model, rows, 4),
        weights=dict.fromkeys(Pattern, 1.0),
        covariates=covariates.NAMES,
    )
    return model, msgspec.json.encode(card)
