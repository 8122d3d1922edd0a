"""Writes the figures of models/README.md from the reports of a backtest and of ``tests.benchmarks.forecast``."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parent / "figures"
_BENCHMARK = "`python -m tests.benchmarks.forecast --parts laptop --json FILE`"


def table() -> str:
    """Return the figures, each with the command that gives it; one that was not taken down yet has no row."""
    rows = [_of_the_backtest(_read("backtests/learnplatform")), *_of_the_model(_read("benchmarks/forecast")["ours"])]
    return "\n".join(["| | | command |", "|---|---|---|", *rows])


def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _of_the_backtest(found: Mapping[str, Any]) -> str:
    origins = found["origins"]
    of = f"{found['panel']['series']:,} series, origins {origins[0]} to {origins[-1]}, horizon {found['horizon']}"
    ratio = found["models"]["calblend"]["ratio"]["value"]
    return f"| CalBlend over {found['reference']}, WQL, real use ({of}) | {ratio:.3f} | that of *On real use* |"


def _of_the_model(ours: Mapping[str, Any]) -> Iterator[str]:
    model = ours["model"]
    if "ratio" in model:
        yield _row("model over its baseline, WQL, simulated region, test origin", f"{model['ratio']:.3f}")
    if "ratio_with" in model:
        both = f"{model['ratio_without']:.3f} and {model['ratio_with']:.3f}"
        yield _row("the same on the validation origins, without covariates and with them", both + _hidden(model))
    yield _row("size of the file", ", ".join(f"{one} {ours[one]['bytes'] / 1024:.0f} KiB" for one in _FILES))
    yield _row("int8 against float, WQL with full weight, validation origins", f"{100 * _difference(ours):.4f} %")
    size = f"{model['resources']} resources x {model['weeks']} weeks"
    yield _row(f"{size}, from series to forecasts, one thread", f"{1000 * model['seconds']:.0f} ms")
    yield _row("50 rows through a file, memory, import", "[performance](../docs/performance.md)")


_FILES = ("int8", "float32")


def _row(what: str, value: str) -> str:
    return f"| {what} | {value} | {_BENCHMARK} |"


def _difference(ours: Mapping[str, Any]) -> float:
    return float(ours["int8"]["difference"])


def _hidden(model: Mapping[str, float]) -> str:
    mark = "ratio_hiding_"
    parts = [f"{value:.3f} with {name.removeprefix(mark)} hidden" for name, value in model.items() if mark in name]
    return "; " + ", ".join(parts) if parts else ""
