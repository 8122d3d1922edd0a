"""What the region does in the demonstration, one function a step."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

from hub.demo.means import write_means
from hub.demo.packs import without_some, write_catalogue, write_rooms
from hub.demo.stage import PROJECT, TODAY, Demo

_WHY = ("--why", "Datos de la demostración")
LOGIN = "operacion"
PRINTED = "0.02"
"""Of each title, a week and pupil enrolled: about one copy a block of nine weeks for each pupil of one grade of six."""
REVIEWER = "direccion"
"""Who signs second where the plan passes the region's limit."""


def simulate_region(demo: Demo) -> str:
    """Make a region whose use, stock and shortages are known, on real schools where a listing was given."""
    options = demo.options
    real = ["--schools-file", str(options.schools_file), "--ugel", options.ugel] if options.schools_file else []
    demo.shop.run(
        "chasqui-models", "simulate", "--out", str(demo.region), "--nodes", str(options.nodes),
        "--schools", str(options.schools), "--events", str(options.events), "--today", TODAY[:10],
        "--catalogue", str(PROJECT / "hub" / "data" / "catalogue.json"), "--printed", PRINTED, *real,
    )  # fmt: skip
    with (demo.region / "schools.csv").open(encoding="utf-8", newline="") as rows:
        demo.figures["schools"] = sum(1 for _ in csv.DictReader(rows))
    return f"{demo.figures['schools']} escuelas, {options.nodes} con laptop; su uso es simulado"


def open_hub(demo: Demo) -> str:
    """Create the hub, import what an office would import, and start it."""
    prepare_hub(demo)
    demo.shop.serve(
        "hub",
        ["chasqui-hub", "run", "--dir", str(demo.hub_dir)],
        f"{demo.hub_url}/entrar",
        {"CHASQUI_HUB_PORT": str(demo.hub_port), "CHASQUI_HUB_SECOND_FACTOR": "0"},
    )
    return demo.hub_url


def prepare_hub(demo: Demo) -> None:
    """Create the hub and import what an office would import."""
    demo.hub("init")
    if demo.options.schools_file:
        demo.hub("import", "schools", str(demo.options.schools_file))
    demo.hub("import", "schools", str(demo.region / "schools.csv"), *_WHY)
    catalogue = write_catalogue(PROJECT / "hub" / "data" / "catalogue.json", demo.region / "catalogue.json")
    demo.hub("import", "catalogue", str(catalogue), *_WHY)
    demo.hub("import", "calendar", str(demo.region / "calendar.json"), *_WHY)
    demo.hub("import", "supply", str(demo.region / "supply.csv"))
    for what, file in zip(("zones", "roads", "budgets"), write_means(demo.region), strict=True):
        demo.hub("import", what, str(file))
    demo.hub("import", "pack-rooms", str(write_rooms(demo.region)))
    panel = without_some(demo.region / "panel.parquet", catalogue, demo.region / "panel-imported.parquet")
    demo.hub("import", "panel", str(panel))
    for login, role in ((LOGIN, "operator"), (REVIEWER, "admin")):
        demo.hub("user", "add", login, "--role", role, told=f"{demo.passphrase}\n")


def train(demo: Demo) -> str:
    """Aggregate with Spark, train with TensorFlow in a pipeline of the hub's own, judge the converted file."""
    demo.hub("aggregate")
    panel, pipeline = demo.shop.folder / "panel.parquet", demo.shop.folder / "pipeline"
    demo.hub("panel", "export", str(panel))
    demo.shop.run(
        "chasqui-models", "init", str(pipeline), "--panel", str(panel),
        "--calendar", str(demo.region / "calendar.json"), "--period", str(demo.region / "period.csv"),
        "--catalogue", str(PROJECT / "hub" / "data" / "catalogue.json"), "--trials", "0",
    )  # fmt: skip
    demo.shop.run("dvc", "repro", "--quiet", cwd=pipeline)
    metrics = _metrics(pipeline)
    demo.figures |= {name: metrics[name] for name in ("wql_model", "wql_baseline")}
    return f"WQL {metrics['wql_model']:.3f}; pronóstico base {metrics['wql_baseline']:.3f}"


def release(demo: Demo) -> str:
    """Sign the model with the release key; the feed takes it to every node."""
    built = demo.shop.folder / "pipeline" / "build" / "models"
    told = demo.hub("release", str(built / "model.tflite"), str(built / "card.json"))
    return told.strip().splitlines()[-1]


def decide(demo: Demo) -> str:
    """Run the night's work: aggregate, forecast the region with the released file, propose a plan, report."""
    report = demo.ask_hub("nightly")
    demo.figures["plan"] = report["plan"]["id"]
    demo.figures["comparison"] = report["plan"].get("comparison", {})
    return f"plan {report['plan']['id']}: {report['plan']['lines']} líneas"


def approve_and_publish(demo: Demo) -> str:
    """A person signs, two above the limit, then one publishes: decisions are never edited afterwards."""
    plan = str(demo.figures["plan"])
    demo.hub("plan", "approve", plan, "--login", LOGIN, told=f"{demo.passphrase}\n")
    if demo.ask_hub("plan", "show", plan)["signatures"]["missing"]:
        demo.hub("plan", "approve", plan, "--login", REVIEWER, told=f"{demo.passphrase}\n")
    demo.hub("plan", "publish", plan)
    demo.figures["lines_published"] = demo.ask_hub("status")["published_lines"]
    return f"{demo.figures['lines_published']} líneas publicadas"


def _metrics(pipeline: Path) -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((pipeline / "build" / "models" / "metrics.json").read_text())
    return metrics


def clean(folder: Path) -> None:
    """Start from nothing: a demonstration never mixes with the one before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
