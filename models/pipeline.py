"""The DVC pipeline as text: the clone's ``dvc.yaml``, and a repository of its own for an installed hub."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.settings import DEFAULT_PARAMS
from shared.errors import NotReady

DVC_CONFIG = "[core]\n    analytics = false\n"
DVC_IGNORE = "# What the pipeline neither reads nor makes.\n.venv*\n.git\n"
_PARAMS = "models/params.yaml"
_OUT = "build/models"
CLONE_DATA = (
    "build/panel.parquet",
    "build/region/calendar.json",
    "build/region/period.csv",
    "hub/data/catalogue.json",
)

_STAGES: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    # stage: modules of ours, files read, files made
    "prepare": (
        (
            "models/donate.py",
            "models/gains.py",
            "models/panel.py",
            "models/panel_places.py",
            "models/prepare.py",
            "shared/baseline.py",
            "shared/censoring.py",
            "shared/covariates.py",
            "shared/demand.py",
            "shared/donors.py",
            "shared/drift.py",
            "shared/features.py",
            "shared/school_year.py",
            "shared/seasons.py",
            "shared/suiting.py",
        ),
        (),
        ("train.npz", "validate.npz", "choices.json"),
    ),
    "tune": (
        (
            "models/gains.py",
            "models/network.py",
            "models/train.py",
            "models/tune.py",
            "models/worth.py",
            "shared/accuracy.py",
        ),
        ("train.npz", "validate.npz"),
        ("tuned.json",),
    ),
    "train": (
        (
            "models/gains.py",
            "models/network.py",
            "models/train.py",
            "models/worth.py",
            "shared/accuracy.py",
            "shared/covariates.py",
        ),
        ("train.npz", "validate.npz", "tuned.json"),
        ("network.weights.h5", "trained.json", "loss.json"),
    ),
    "convert": (
        (
            "models/convert.py",
            "models/gates.py",
            "models/network.py",
            "models/quantize.py",
            "models/worth.py",
            "shared/accuracy.py",
            "shared/drift.py",
            "shared/covariates.py",
            "shared/model_card.py",
            "shared/tflite.py",
        ),
        ("network.weights.h5", "trained.json", "tuned.json", "choices.json", "validate.npz"),
        ("model.tflite", "model.float32.tflite", "model.int8.tflite", "draft.card.json"),
    ),
    "export": (
        (
            "models/export.py",
            "models/network.py",
            "shared/covariates.py",
            "shared/features.py",
            "shared/model_card.py",
            "shared/served_model.py",
            "shared/tflite.py",
        ),
        ("network.weights.h5", "tuned.json", "draft.card.json", "model.float32.tflite"),
        ("serving",),
    ),
    "evaluate": (
        (
            "models/evaluate.py",
            "models/panel.py",
            "models/panel_places.py",
            "models/plots.py",
            "models/run_short.py",
            "shared/accuracy.py",
            "shared/baseline.py",
            "shared/censoring.py",
            "shared/covariates.py",
            "shared/demand.py",
            "shared/donors.py",
            "shared/features.py",
            "shared/forecaster.py",
            "shared/model_card.py",
            "shared/school_year.py",
            "shared/seasons.py",
            "shared/suiting.py",
            "shared/tflite.py",
        ),
        ("model.tflite", "draft.card.json"),
        ("metrics.json", "by_week.json", "wql.svg", "wql_by_week.svg"),
    ),
    "card": (("models/card.py",), ("draft.card.json", "metrics.json"), ("card.json", "card.md")),
}
_SHARED = ("covariates", "school_year", "suiting")
_READS_PANEL = ("prepare", "evaluate")
_SECTIONS = {
    "evaluate": ("prepare",),
    "convert": ("convert", "train", "card"),
    "export": ("convert", "train"),
    "prepare": ("prepare",),
    "tune": ("tune", "train"),
}


def dvc_yaml(python: str, *, data: Sequence[str] = CLONE_DATA, clone: bool = True) -> str:
    """
    Return ``dvc.yaml``: one stage, one command; in the clone it also makes up a region and watches our own modules.

    *data*: the panel first, then what else is read with it.

    >>> "simulate" in dvc_yaml("python", clone=False)
    False
    """
    text = [
        "# Made by models/pipeline.py (a test compares); change it there.",
        "vars:",
        f"  - python: {python}",
        "stages:",
    ]
    text += _simulate() if clone else []
    for name, (modules, reads, makes) in _STAGES.items():
        deps = [
            *(modules if clone else ()),
            *(data if name in _READS_PANEL else ()),
            *(f"{_OUT}/{n}" for n in reads),
        ]
        text += _stage(name, f"--out {_OUT}", deps, _SECTIONS.get(name, (name,)), makes)
    text += [
        "plots:",
        f"  - {_OUT}/loss.json:",
        "      x: step",
        "      y: loss",
        f"  - {_OUT}/wql_by_week.svg",
        f"  - {_OUT}/wql.svg",
        "",
    ]
    return "\n".join(text)


def _simulate() -> list[str]:
    modules = ("listing", "opinions", "region", "simulate", "supply", "troubles")
    ours = [*(f"models/{name}.py" for name in modules), *(f"shared/{name}.py" for name in _SHARED)]
    deps = [CLONE_DATA[3], *ours]
    made = [*CLONE_DATA[:3], "build/region/truth.parquet"]
    return [
        "  simulate:",
        f"    cmd: ${{python}} -m models.cli simulate --out build/region --panel {CLONE_DATA[0]} --params {_PARAMS}",
        *_items("deps", deps),
        *_params(("simulate",)),
        *_items("outs", made),
    ]


def _stage(name: str, options: str, deps: Sequence[str], sections: Sequence[str], makes: Sequence[str]) -> list[str]:
    outs = [f"{_OUT}/{file}" for file in makes if file != "metrics.json"]
    metrics = [f"    metrics:\n      - {_OUT}/metrics.json"] if "metrics.json" in makes else []
    return [
        f"  {name}:",
        f"    cmd: ${{python}} -m models.cli {name} {options} --params {_PARAMS}",
        *_items("deps", deps),
        *_params(sections),
        *_items("outs", outs),
        *metrics,
    ]


def _items(name: str, files: Sequence[str]) -> list[str]:
    return [f"    {name}:", *(f"      - {file}" for file in sorted(files))]


def _params(sections: Sequence[str]) -> list[str]:
    return ["    params:", f"      - {_PARAMS}:", *(f"          - {section}" for section in sections)]


def new_repository(folder: Path, python: str, data: Mapping[str, Path], trials: int | None = None) -> None:
    """
    Make a DVC repository of its own in *folder*, without git, that trains on copies of the given files.

    *data* has ``panel`` and may have ``period``, ``calendar`` and ``catalogue``; keys are those of ``params.yaml``.
    *trials*: how many other numbers are tried before training.

    Raises:
        NotReady: There is a pipeline already.
    """
    if (folder / "dvc.yaml").exists():
        raise NotReady("%(folder)s ya tiene un dvc.yaml. Elija una carpeta vacía.", folder=folder)
    (folder / ".dvc").mkdir(parents=True, exist_ok=True)
    (folder / "models").mkdir(exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    params = DEFAULT_PARAMS.read_text(encoding="utf-8").splitlines(keepends=True)
    start = params.index("prepare:\n")
    for name in ("panel", "period", "calendar", "catalogue"):
        source = data.get(name)
        at = next(n for n in range(start, len(params)) if params[n].startswith(f"  {name}: "))
        copy = f"data/{source.name if source else name}"
        params[at] = f"  {name}: {copy}\n"
        if source:
            shutil.copyfile(source, folder / copy)
    if trials is not None:
        at = next(n for n, line in enumerate(params) if line.startswith("  trials: "))
        params[at] = f"  trials: {trials}\n"
    (folder / _PARAMS).write_text("".join(params), encoding="utf-8")
    (folder / ".dvc" / "config").write_text(DVC_CONFIG + "    no_scm = true\n")
    (folder / ".dvcignore").write_text(DVC_IGNORE)
    copies = [f"data/{data[name].name}" for name in ("panel", "calendar", "period", "catalogue") if name in data]
    (folder / "dvc.yaml").write_text(dvc_yaml(python, data=copies, clone=False), encoding="utf-8")
